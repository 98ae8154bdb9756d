(function(){
var calm=30000,wait=calm,etag=null,timer;
function later(){clearTimeout(timer);timer=setTimeout(look,wait+Math.random()*wait/2)}
function look(){
if(document.hidden)return;
fetch(location.pathname,{headers:etag?{"If-None-Match":etag}:{},cache:"no-store"}).then(function(a){
if(a.status===304)return null;
if(!a.ok)throw 0;
etag=a.headers.get("ETag");
return a.text();
}).then(function(t){
wait=calm;
if(!t)return;
var d=new DOMParser().parseFromString(t,"text/html"),n=d.getElementById("state"),o=document.getElementById("state");
if(n&&o&&n.innerHTML!==o.innerHTML&&!o.contains(document.activeElement)){o.replaceWith(n);document.title=d.title}
else if(n&&o&&n.innerHTML!==o.innerHTML)etag=null;
}).catch(function(){wait=Math.min(wait*2,600000)}).then(later);
}
document.addEventListener("visibilitychange",function(){if(document.hidden)clearTimeout(timer);else later()});
later();
})();
