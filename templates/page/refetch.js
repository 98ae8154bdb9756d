(function(){
var calm=30000,wait=calm,etag=null,timer;
function later(){clearTimeout(timer);timer=setTimeout(look,wait+Math.random()*wait/2)}
function part(e){return e.closest("li").querySelector(".name").textContent}
function lists(of){return Array.from(of.querySelectorAll("details"))}
function keep(o,n){
var open=lists(o).filter(function(e){return e.open}).map(part);
lists(n).forEach(function(e){e.open=open.includes(part(e))});
}
function show(d){
var n=d.getElementById("state"),o=document.getElementById("state"),at=document.activeElement,list;
if(!n||!o)return;
keep(o,n);
if(n.innerHTML===o.innerHTML)return;
if(o.contains(at)){
list=at.closest("summary");
if(!list){etag=null;return}
}
o.replaceWith(n);
document.title=d.title;
if(list)lists(n).forEach(function(e){if(part(e)===part(list))e.firstElementChild.focus({preventScroll:true})});
}
function look(){
if(document.hidden)return;
fetch(location.pathname,{headers:etag?{"If-None-Match":etag}:{},cache:"no-store"}).then(function(a){
if(a.status===304)return null;
if(!a.ok)throw 0;
etag=a.headers.get("ETag");
return a.text();
}).then(function(t){
wait=calm;
if(t)show(new DOMParser().parseFromString(t,"text/html"));
}).catch(function(){wait=Math.min(wait*2,600000)}).then(later);
}
document.addEventListener("visibilitychange",function(){if(document.hidden)clearTimeout(timer);else later()});
later();
})();
