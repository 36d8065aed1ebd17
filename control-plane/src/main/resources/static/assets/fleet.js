import { h, count, firmwareName, short } from './dom.js';

const PAGE = 100;
/** States from good to bad, as they are drawn. */
export const STATES = ['Running', 'Waiting', 'Off', 'Halted', 'Unknown', 'Refused', 'Unreachable',
  'Trapped', 'Faulted', 'Lost'];
const FIRMWARE_SHOWN = 6;

/** The fleet in numbers, and its nodes page by page. */
export class FleetView {
  /** @param element where it is drawn */
  constructor(element, api, signal) {
    this.api = api;
    this.signal = signal;
    this.names = new Map();
    this.filter = { state: '', firmware: '', selector: '' };
    this.cursors = [''];
    this.selected = '';
    this.total = h('strong', {}, '–');
    this.bar = h('div', { class: 'state-bar' });
    this.states = h('ul', { class: 'chips' });
    this.firmware = h('ul', { class: 'firmware' });
    this.problem = h('p', { class: 'problem', role: 'alert', hidden: true });
    this.rows = h('tbody');
    this.table = h('table', { class: 'nodes' },
      h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, 'Node'),
        h('th', { scope: 'col' }, 'State'), h('th', { scope: 'col' }, 'Firmware'))), this.rows);
    this.none = h('div', { class: 'none', hidden: true });
    this.before = h('button', { type: 'button', 'aria-label': 'Previous nodes',
      onclick: () => this.turn(-1) }, '‹');
    this.after = h('button', { type: 'button', 'aria-label': 'Next nodes',
      onclick: () => this.turn(1) }, '›');
    this.range = h('span', {});
    this.search = h('input', { type: 'search', placeholder: 'Selector: name=…, preset in (…)',
      'aria-label': 'Label selector', spellcheck: 'false', maxlength: '500' });
    element.replaceChildren(
      h('section', { class: 'card summary' },
        h('div', { class: 'card-head' }, h('h2', {}, 'Fleet'),
          h('span', { class: 'total' }, this.total, ' nodes')),
        this.bar, this.states, this.firmware),
      h('section', { class: 'card node-list' },
        h('form', { class: 'search', onsubmit: (event) => this.searched(event) }, this.search),
        this.problem, h('div', { class: 'scroll' }, this.table, this.none),
        h('div', { class: 'pager' }, this.before, this.range, this.after)));
  }

  searched(event) {
    event.preventDefault();
    this.narrow({ selector: this.search.value.trim() });
  }

  /** Changes what is shown, from its first page on. */
  narrow(change) {
    Object.assign(this.filter, change);
    this.cursors = [''];
    this.refresh();
  }

  turn(direction) {
    if (direction > 0 && this.next) {
      this.cursors.push(this.next);
    } else if (direction < 0 && this.cursors.length > 1) {
      this.cursors.pop();
    }
    this.refresh();
  }

  /** Asks anew. A slow answer to an earlier question is not shown. */
  async refresh() {
    const asked = this.asked = {};
    const { selector, state, firmware } = this.filter;
    const query = new URLSearchParams({
      selector, state, firmware, limit: PAGE, cursor: this.cursors.at(-1),
    });
    try {
      const [summary, page] = await Promise.all([
        this.api.get(`api/v1/fleet?${new URLSearchParams({ selector })}`, this.signal),
        this.api.get(`api/v1/nodes?${query}`, this.signal),
      ]);
      if (asked === this.asked) {
        this.problem.hidden = true;
        this.draw(summary, page);
      }
    } catch (problem) {
      if (!this.signal.aborted && problem.status) {
        this.problem.textContent = problem.message;
        this.problem.hidden = false;
      } else if (!this.signal.aborted) {
        this.api.link.down();
      }
    }
  }

  draw(summary, page) {
    this.summary = summary;
    this.next = page.next;
    for (const { digest, name } of summary.firmware) {
      this.names.set(digest, name);
    }
    this.total.textContent = count(summary.nodes);
    this.drawStates(summary);
    this.drawFirmware(summary);
    this.rows.replaceChildren(...page.items.map((node) => this.row(node)));
    const matching = this.matching();
    const first = (this.cursors.length - 1) * PAGE;
    this.range.textContent = page.items.length === 0 ? 'no nodes'
      : `${count(first + 1)}–${count(first + page.items.length)} of ${count(matching)}`;
    this.before.disabled = this.cursors.length === 1;
    this.after.disabled = !page.next;
    this.drawNone(page.items.length === 0);
    this.onDrawn?.(page.items);
  }

  /** How many nodes there are behind the filter, as the summary counts them. */
  matching() {
    const { state, firmware } = this.filter;
    const group = firmware === '' ? this.summary
      : this.summary.firmware.find((one) => (one.digest ?? 'none') === firmware);
    return (state === '' ? group?.nodes : group?.states[state]) ?? 0;
  }

  drawStates({ nodes, states }) {
    const present = STATES.filter((state) => states[state]);
    this.bar.replaceChildren(...present.map((state) => {
      const part = h('span', { class: `bg-${state}`, title: `${state}: ${count(states[state])}` });
      part.style.flexGrow = states[state] / nodes;
      return part;
    }));
    const shown = this.filter.state && !states[this.filter.state]
      ? [...present, this.filter.state] : present;
    keepFocus(this.states, () => this.states.replaceChildren(...shown.map((state) => h('li', {},
      h('button', {
        type: 'button', class: 'chip', 'data-key': state,
        'aria-pressed': String(this.filter.state === state),
        onclick: () => this.narrow({ state: this.filter.state === state ? '' : state }),
      }, h('i', { class: `dot bg-${state}` }), state, h('b', {}, count(states[state] ?? 0)))))));
  }

  drawFirmware({ firmware, nodes }) {
    keepFocus(this.firmware, () => this.firmware.replaceChildren(
      ...firmware.slice(0, FIRMWARE_SHOWN).map((group) => {
        const key = group.digest ?? 'none';
        const meter = h('span', { class: 'meter' }, h('i'));
        meter.firstChild.style.width = `${100 * group.nodes / nodes}%`;
        return h('li', {}, h('button', {
          type: 'button', class: 'firmware-row', 'data-key': key,
          'aria-pressed': String(this.filter.firmware === key),
          onclick: () => this.narrow({ firmware: this.filter.firmware === key ? '' : key }),
        }, h('span', { class: 'name' }, firmwareName(group.digest, this.names)),
        h('code', {}, group.digest ? short(group.digest) : 'no firmware'), meter,
        h('b', {}, count(group.nodes))));
      }),
      firmware.length > FIRMWARE_SHOWN
        ? h('li', { class: 'quiet more' }, `and ${count(firmware.length - FIRMWARE_SHOWN)} more`)
        : ''));
  }

  row(node) {
    const chosen = node.name === this.selected;
    return h('tr', { class: chosen ? 'chosen' : '' },
      h('td', {}, h('a', { href: `#/nodes/${encodeURIComponent(node.name)}`,
        'aria-current': chosen ? 'true' : null }, node.name)),
      h('td', {}, h('i', { class: `dot bg-${node.state}` }), node.state),
      h('td', { class: 'name' }, firmwareName(node.desired.firmware, this.names)));
  }

  drawNone(empty) {
    this.none.hidden = !empty;
    this.table.hidden = empty;
    if (empty && this.summary.nodes === 0 && this.filter.selector === '') {
      this.none.replaceChildren(h('strong', {}, 'No nodes yet'), h('p', {}, 'Boards become nodes '
        + 'when their agent enrols with the join token; docs/operations.md tells how.'));
    } else if (empty) {
      this.none.replaceChildren(h('strong', {}, 'No node matches'), h('button', {
        type: 'button', onclick: () => {
          this.search.value = '';
          this.narrow({ state: '', firmware: '', selector: '' });
        },
      }, 'Show all'));
    }
  }

  select(name) {
    this.selected = name;
    for (const row of this.rows.children) {
      const link = row.querySelector('a');
      const chosen = link.textContent === name;
      row.classList.toggle('chosen', chosen);
      chosen ? link.setAttribute('aria-current', 'true') : link.removeAttribute('aria-current');
    }
  }
}

/** Draws a list anew without taking the keyboard from who stands in it. */
function keepFocus(list, draw) {
  const key = list.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  draw();
  if (key !== null) {
    [...list.querySelectorAll('[data-key]')].find((one) => one.dataset.key === key)?.focus();
  }
}
