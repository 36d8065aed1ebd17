import { h, count } from './dom.js';

/** More than a board keeps at the control plane, so that a long watch loses little. */
const CHARACTERS_MAX = 200_000;
const FLUSH_MILLIS = 60;

/** Characters that would hide or turn round what stands beside them. */
const INVISIBLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** Control characters become pictures of themselves; a carriage return moves nothing here. */
export const harmless = (text) => text.replaceAll('\r', '').replace(INVISIBLE, (character) => {
  const code = character.charCodeAt(0);
  return code < 0x20 ? String.fromCharCode(0x2400 + code) : '\ufffd';
});

/** A board's UART: only text nodes, at most so many characters, at its end unless one scrolls. */
export class UartView {
  constructor() {
    this.output = h('pre', {
      class: 'uart', tabindex: '0', role: 'log', 'aria-label': 'UART output',
      onscroll: () => this.scrolled(),
    });
    this.follow = h('input', { type: 'checkbox', checked: true, onchange: () => this.toEnd() });
    this.element = h('section', { class: 'card uart-card' },
      h('div', { class: 'card-head' }, h('h2', {}, 'UART'),
        h('label', { class: 'check' }, this.follow, 'Follow')),
      this.output);
    this.clear('Nothing was said yet.');
  }

  clear(message) {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.pending = [];
    this.length = 0;
    this.boot = null;
    this.follow.checked = true;
    this.output.replaceChildren(h('span', { class: 'quiet' }, message));
    this.empty = true;
  }

  /** One event of the console's stream. */
  take(piece) {
    const boot = `${piece.revision}/${piece.boot}`;
    if (this.boot !== null && this.boot !== boot) {
      this.add(h('span', { class: 'mark' },
        `\n── revision ${piece.revision}, boot ${piece.boot} ──\n`));
    }
    this.boot = boot;
    if (piece.droppedBytes > 0) {
      this.add(h('span', { class: 'mark' }, `\n… ${count(piece.droppedBytes)} bytes lost …\n`));
    }
    this.add(document.createTextNode(harmless(piece.text)));
  }

  add(node) {
    this.pending.push(node);
    // A chatty board makes hundreds of pieces in a second; the page draws them together.
    this.timer ??= setTimeout(() => this.flush(), FLUSH_MILLIS);
  }

  flush() {
    this.timer = undefined;
    if (this.empty) {
      this.output.replaceChildren();
      this.empty = false;
    }
    for (const node of this.pending) {
      this.length += node.textContent.length;
    }
    this.output.append(...this.pending);
    this.pending = [];
    while (this.length > CHARACTERS_MAX && this.output.childNodes.length > 1) {
      this.length -= this.output.firstChild.textContent.length;
      this.output.firstChild.remove();
    }
    if (this.follow.checked) {
      this.toEnd();
    }
  }

  toEnd() {
    if (this.follow.checked) {
      this.output.scrollTop = this.output.scrollHeight;
    }
  }

  /** Who scrolls up wants to read; who comes back to the end wants to follow. */
  scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.output;
    this.follow.checked = scrollHeight - scrollTop - clientHeight < 24;
  }
}
