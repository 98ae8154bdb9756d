// Emoji by Slack's names. The few that matter to an incident are drawn, so that they look the same
// where no emoji font is installed; the others are the font's.

import { drawing, h } from './dom.js';

const disc = 'M10 2.5a7.5 7.5 0 1 0 0 15 7.5 7.5 0 0 0 0-15';

const drawn = {
    red_circle: [[disc, '#d6432b']],
    large_orange_circle: [[disc, '#e58a25']],
    large_yellow_circle: [[disc, '#e3b93a']],
    large_green_circle: [[disc, '#3f9f6b']],
    large_blue_circle: [[disc, '#3d7fc4']],
    large_purple_circle: [[disc, '#7f62b8']],
    white_circle: [[disc, '#b9c0bc']],
    black_circle: [[disc, '#3c4441']],
    white_check_mark: [['M5 2h10a3 3 0 0 1 3 3v10a3 3 0 0 1-3 3H5a3 3 0 0 1-3-3V5a3 3 0 0 1 3-3', '#3f9f6b'],
        ['M5 10.4 6.7 8.6 8.9 10.9 13.4 5.9 15.2 7.5 9 14.3z', '#fff']],
    pushpin: [['M9.4 11.5 10.6 11.5 10.2 18.8 9.8 18.8z', '#8a9490'],
        ['M6.2 1.5h7.6v2l-1.3.8v4l2.7 2.6v1.6H4.8v-1.6l2.7-2.6v-4l-1.3-.8z', '#d6432b']],
    warning: [['M10 1.8 19 17.6H1z', '#e3a92c'], ['M9 7h2l-.4 5.8H9.4zM9 14h2v2H9z', '#3b2c05']],
    rotating_light: [['M4.5 13.5v-3.5a5.5 5.5 0 0 1 11 0v3.5z', '#d6432b'], ['M2.8 14h14.4v3.5H2.8z', '#5d6763'],
        ['M9.2.8h1.6v2.4H9.2zM2.3 3.6l1.1-1.1L5 4.1 3.9 5.2zM16.6 2.5l1.1 1.1-1.6 1.6L15 4.1z', '#e8763f']],
    eyes: [['M5.5 3.5c2.3 0 4 2.9 4 6.5s-1.7 6.5-4 6.5-4-2.9-4-6.5 1.7-6.5 4-6.5M14.5 3.5c2.3 0 4 2.9 4 6.5s-1.7 6.5-4 6.5-4-2.9-4-6.5 1.7-6.5 4-6.5', '#9aa6a1'],
        ['M5.5 4.7c1.6 0 2.8 2.4 2.8 5.3s-1.2 5.3-2.8 5.3S2.7 12.9 2.7 10s1.2-5.3 2.8-5.3M14.5 4.7c1.6 0 2.8 2.4 2.8 5.3s-1.2 5.3-2.8 5.3-2.8-2.4-2.8-5.3 1.2-5.3 2.8-5.3', '#fff'],
        ['M4.7 8.2a1.8 1.8 0 1 1 0 3.6 1.8 1.8 0 0 1 0-3.6M13.7 8.2a1.8 1.8 0 1 1 0 3.6 1.8 1.8 0 0 1 0-3.6', '#26302c']],
    '+1': [['M2 9h3.5v8.5H2zM6.5 9l3-6.5c1.8-.3 2.7.9 2.4 2.7L11.5 8H16c1.6 0 2.4 1.2 2 2.6l-1.5 5.2c-.3 1-1 1.7-2.2 1.7H8.5l-2-1z', '#d9a441']],
    heart: [['M10 17.5C4.5 13.5 1.8 10.6 1.8 7.3 1.8 3 7.5 1.7 10 5.5c2.5-3.8 8.2-2.5 8.2 1.8 0 3.3-2.7 6.2-8.2 10.2', '#d6432b']],
    fire: [['M10.5 1c.5 3.5 5.5 5.2 5.5 10.5 0 4-2.7 7-6 7s-6-2.6-6-6.3c0-2.6 1.6-4 2.3-6 .9.8 1.3 1.6 1.4 2.7C9.6 7.2 10.7 4.5 10.5 1', '#e5702c'],
        ['M10.2 9.5c.3 2 2.5 2.9 2.5 5.2 0 1.8-1.2 3-2.7 3s-2.8-1.1-2.8-2.8c0-2 1.8-2.8 3-5.4', '#f6c344']],
    wrench: [['M17.6 5.2a4.8 4.8 0 0 1-6.3 5.6l-6 6a2 2 0 0 1-2.9-2.9l6-6A4.8 4.8 0 0 1 14 1.6l-2.8 2.8.6 2.9 2.9.6z', '#6d7a75']],
    question: [['M6 6.5C6 4 7.7 2.3 10.1 2.3s4.1 1.5 4.1 3.9c0 3.3-3 3.4-3 6.3H8.6c0-4 2.8-4.3 2.8-6.1 0-.9-.6-1.5-1.5-1.5S8.6 5.5 8.6 6.5zM8.4 14.3h3v3h-3z', '#d6432b']],
};
const same = { thumbsup: '+1', large_red_circle: 'red_circle', round_pushpin: 'pushpin', checkered: 'white_check_mark' };

const texts = {
    bell: '🔔', no_bell: '🔕', memo: '📝', pencil: '✏️', pencil2: '✏️', clock1: '🕐', stopwatch: '⏱️',
    hourglass: '⌛', hourglass_flowing_sand: '⏳', tada: '🎉', wave: '👋', raised_hands: '🙌', pray: '🙏',
    clap: '👏', rocket: '🚀', bulb: '💡', lock: '🔒', unlock: '🔓', link: '🔗', page_facing_up: '📄',
    bar_chart: '📊', chart_with_upwards_trend: '📈', clipboard: '📋', ballot_box_with_check: '☑️',
    heavy_check_mark: '✔️', x: '❌', no_entry: '⛔', no_entry_sign: '🚫', exclamation: '❗', fire_engine: '🚒',
    hammer_and_wrench: '🛠️', gear: '⚙️', mag: '🔍', mega: '📣', loudspeaker: '📢', point_right: '👉',
    arrow_right: '➡️', arrow_up: '⬆️', arrow_down: '⬇️', calendar: '📅', date: '📅', bust_in_silhouette: '👤',
    busts_in_silhouette: '👥', speech_balloon: '💬', email: '📧', inbox_tray: '📥', outbox_tray: '📤',
    books: '📚', book: '📖', bookmark: '🔖', label: '🏷️', construction: '🚧', thinking_face: '🤔', smile: '😄',
    slightly_smiling_face: '🙂', sob: '😭', sweat_smile: '😅', '-1': '👎', ok_hand: '👌', star: '⭐', sparkles: '✨',
    zap: '⚡', sos: '🆘', globe_with_meridians: '🌐', large_green_square: '🟩', large_red_square: '🟥', bug: '🐛',
};

// The same where a text has the character itself.
const characters = {
    '🔴': 'red_circle', '🟠': 'large_orange_circle', '🟡': 'large_yellow_circle', '🟢': 'large_green_circle',
    '🔵': 'large_blue_circle', '🟣': 'large_purple_circle', '⚪': 'white_circle', '⚫': 'black_circle',
    '✅': 'white_check_mark', '📌': 'pushpin', '⚠': 'warning', '🚨': 'rotating_light', '👀': 'eyes', '👍': '+1',
    '❤': 'heart', '🔥': 'fire', '❓': 'question', '🔧': 'wrench',
};
const drawnCharacter = new RegExp(`(${Object.keys(characters).join('|')})\ufe0f?`, 'u');

// A text as nodes, its best-known emoji drawn.
export function withDrawings(text) {
    const parts = text.split(drawnCharacter);
    return parts.map((part, index) => (index % 2 ? emoji(characters[part]) : part)).filter((part) => part !== '');
}

export const picks = ['pushpin', 'white_check_mark', 'eyes', '+1', 'heart', 'fire', 'question', 'warning'];

// How an emoji looks; null for a name that nobody knows.
export function emoji(name) {
    const plain = name.split('::')[0];
    const key = same[plain] ?? plain;
    if (Object.hasOwn(drawn, key)) {
        return drawing(drawn[key], `:${plain}:`);
    }
    return Object.hasOwn(texts, key)
        ? h('span', { class: 'emoji text', role: 'img', 'aria-label': `:${plain}:` }, texts[key])
        : null;
}

export const emojiText = (name) => (Object.hasOwn(texts, name) ? texts[name] : `:${name}:`);
