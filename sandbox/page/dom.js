// Elements without HTML: everything foreign becomes a text node or a checked attribute.

const svgSpace = 'http://www.w3.org/2000/svg';

// One element. Properties: `class`, `on…` functions, `style` as an object, attributes as they are;
// false, null and undefined leave an attribute out. Children: nodes, texts, lists of them.
export function h(tag, properties, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(properties ?? {})) {
        if (value === false || value === null || value === undefined) {
            continue;
        }
        if (name.startsWith('on')) {
            element.addEventListener(name.slice(2), value);
        } else if (name === 'class') {
            element.className = value;
        } else if (name === 'style') {
            for (const [key, part] of Object.entries(value)) {
                element.style.setProperty(key, part);
            }
        } else {
            element.setAttribute(name, value === true ? '' : String(value));
        }
    }
    append(element, children);
    return element;
}

export function append(element, children) {
    for (const child of children.flat(Infinity)) {
        if (child !== null && child !== undefined && child !== false) {
            element.append(child);
        }
    }
}

export function fill(element, ...children) {
    element.replaceChildren();
    append(element, children);
}

const drawnFrom = new WeakMap();

// Draws again only what is different: what is under the pointer or has the focus stays.
export function drawIfNew(element, state, draw) {
    const signature = JSON.stringify(state);
    if (drawnFrom.get(element) !== signature) {
        drawnFrom.set(element, signature);
        draw();
    }
}

export const forget = (element) => drawnFrom.delete(element);

// Drawn on a 20 by 20 grid, in the colour of the text around it.
const icons = {
    hash: 'M7.5 3 6 17M14 3l-1.5 14M3.5 7.5h13.5M3 12.5h13.5',
    lock: 'M5.5 9h9v7.5h-9zM7 9V6.5a3 3 0 0 1 6 0V9',
    archive: 'M3.5 4.5h13v3h-13zM4.5 7.5v8h11v-8M8 10.5h4',
    canvas: 'M5 3h7l3 3v11H5zM12 3v3h3M7.5 9.5h5M7.5 12.5h5',
    pin: 'M8 3h4l-.5 5 3 2.5v1.5h-9v-1.5l3-2.5zM10 12v5',
    reply: 'M4 5h12v8.5H9.5L6 16.5v-3H4z',
    smile: 'M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14M7.3 11.5c1.4 2 4 2 5.4 0M7.8 8v.3M12.2 8v.3',
    more: 'M4.6 10h.8M9.6 10h.8M14.6 10h.8',
    close: 'M5 5l10 10M15 5 5 15',
    link: 'M8.5 11.5l3-3M9 6.5l2-2a3 3 0 0 1 4.5 4.5l-2 2M11 13.5l-2 2A3 3 0 0 1 4.5 11l2-2',
    file: 'M5 2.5h6.5L15 6v11.5H5zM11 3v3.5h3.5M7.5 10h5M7.5 13h5',
    send: 'M3.5 10 17 3.5 12.5 17l-3-5.5zM9.5 11.5 17 3.5',
    bolt: 'M11 2.5 4.5 11.5h5L9 17.5l6.5-9h-5z',
    eye: 'M2.5 10c3.5-6 11.5-6 15 0-3.5 6-11.5 6-15 0M10 7.8a2.2 2.2 0 1 0 0 4.4 2.2 2.2 0 0 0 0-4.4',
    check: 'M4.5 10.5 8.5 14.5 15.5 6',
    down: 'M5.5 8l4.5 4.5L14.5 8',
    out: 'M8 4.5H4.5v11h11V12M11 4h5v5M16 4l-7 7',
    people: 'M7.5 4.5a2.7 2.7 0 1 0 0 5.4 2.7 2.7 0 0 0 0-5.4M2.5 16c.5-5 9.5-5 10 0M13 5a2.5 2.5 0 0 1 0 4.8M14.5 11.5c2 .5 3 2 3.2 4.5',
    home: 'M3.5 9.5 10 4l6.5 5.5M5.5 8.5v8h9v-8',
    slash: 'M12.5 4l-5 12',
    clock: 'M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14M10 6v4.2l3 1.8',
    incident: 'M10 2.8 17.2 10 10 17.2 2.8 10z',
    arrow: 'M4 10h12M11 5l5 5-5 5',
};

export function icon(name, label) {
    const svg = document.createElementNS(svgSpace, 'svg');
    svg.setAttribute('viewBox', '0 0 20 20');
    svg.setAttribute('class', `icon icon-${name}`);
    if (label) {
        svg.setAttribute('role', 'img');
        svg.setAttribute('aria-label', label);
    } else {
        svg.setAttribute('aria-hidden', 'true');
    }
    const path = document.createElementNS(svgSpace, 'path');
    path.setAttribute('d', icons[name] ?? '');
    svg.append(path);
    return svg;
}

// A drawing made of filled paths: [[path, colour], …] on a 20 by 20 grid.
export function drawing(paths, label) {
    const svg = document.createElementNS(svgSpace, 'svg');
    svg.setAttribute('viewBox', '0 0 20 20');
    svg.setAttribute('class', 'emoji');
    svg.setAttribute('role', 'img');
    svg.setAttribute('aria-label', label);
    for (const [line, colour] of paths) {
        const path = document.createElementNS(svgSpace, 'path');
        path.setAttribute('d', line);
        path.setAttribute('fill', colour);
        svg.append(path);
    }
    return svg;
}

let lastId = 0;
export function uniqueId(prefix) {
    lastId += 1;
    return `${prefix}-${lastId}`;
}

// The address, if it is one that a link may have: absolute, or a path of this page's own server;
// empty otherwise.
export function safeUrl(text) {
    let url;
    if (!/^(?:https?:|mailto:|\/(?!\/))/i.test(text ?? '')) {
        return '';
    }
    try {
        url = new URL(text, location.href);
    } catch {
        return '';
    }
    return ['http:', 'https:', 'mailto:'].includes(url.protocol) ? url.href : '';
}

// Where an image may come from: like a link, but nothing that is not fetched.
export function safeImage(text) {
    const url = safeUrl(text);
    return url.startsWith('mailto:') ? '' : url;
}
