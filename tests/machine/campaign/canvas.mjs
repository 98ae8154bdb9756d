// What is wrong with a canvas, given the document that it must show and what people wrote into it.

// Words alone: how they are marked is another test's business.
const plain = (line) => line.replaceAll(/[^\p{L}\p{N}]+/gu, ' ').trim();

// A heading of the document's first two levels begins a part of the canvas; lower ones are lines.
function read(markdown) {
    return markdown.split('\n').map((line) => (/^##? /.test(line) ? '# ' : '') + plain(line)).filter(Boolean);
}
const revised = /^(# .*) revision \d+$/;

function count(list) {
    const counts = new Map();
    for (const each of list) counts.set(each, (counts.get(each) ?? 0) + 1);
    return counts;
}

// `written`: texts, each of which somebody wrote there.
export function canvasDifferences(canvas, document, written) {
    const there = read(canvas.markdown);
    const found = [];
    for (const text of written) {
        const times = there.filter((line) => line.includes(plain(text))).length;
        if (times !== 1) found.push(`"${text}", written by hand, is there ${times} times`);
    }
    if (document === undefined) return found;
    const wanted = read(document);
    // A part that was exchanged whole says in its heading by which revision.
    const named = there.map((line) => revised.exec(line)?.[1] ?? line);
    if (written.length === 0) {
        if (named.join('\n') !== wanted.join('\n')) found.push(`it reads:\n${canvas.markdown}\ninstead of:\n${document}`);
        return found;
    }
    // Where people wrote, a part that changed since may stand there twice, the newer one so named;
    // what the document says must be there all the same.
    const ours = (line) => written.reduce((rest, text) => rest.replace(plain(text), ''), line).trim();
    const counts = count(named.map(ours));
    for (const [line, times] of count(wanted))
        if ((counts.get(line) ?? 0) < times)
            found.push(`it lacks "${line}":\n${canvas.markdown}\nbut:\n${document}`);
    return found;
}
