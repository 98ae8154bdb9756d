// The sandbox's own interface for this page; everything else it serves is Slack's.

async function read(response) {
    let answer;
    try {
        answer = await response.json();
    } catch {
        throw new Error(`The workspace answered ${response.status} without saying why.`);
    }
    if (!response.ok) {
        throw new Error(answer.error || `The workspace answered ${response.status}.`);
    }
    return answer;
}

export async function get(path, query, signal) {
    const words = new URLSearchParams();
    for (const [key, value] of Object.entries(query)) {
        if (value !== undefined && value !== null) {
            words.set(key, value);
        }
    }
    return read(await fetch(`${path}?${words}`, { signal, cache: 'no-store' }));
}

// Does something as somebody. Refusals come back as {ok: false, error}; a workspace that cannot be
// reached throws.
export async function post(what) {
    const response = await fetch('/sandbox/act', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(what),
    });
    return response.status < 500 ? response.json() : read(response);
}

// A file's text, at most `limit` bytes of it.
export async function fileText(path, limit = 4 << 20) {
    const response = await fetch(path, { cache: 'no-store' });
    if (!response.ok) {
        throw new Error(`The file cannot be read (${response.status}).`);
    }
    const bytes = await response.arrayBuffer();
    return new TextDecoder().decode(bytes.slice(0, limit));
}
