import { h, bytes, clock, count, firmwareName, heapSize, hertz, nanos, short } from './dom.js';
import { pause, seen } from './api.js';
import { HeapChart, PauseChart } from './chart.js';
import { UartView } from './console.js';

const POLL_MILLIS = 1000;
const TELEMETRY_EVERY = 4;
/** More than the control plane keeps: a page that stays open sees further back. */
const CYCLES_KEPT = 4000;
const SAMPLES_KEPT = 720;
const MIB = 1 << 20;
const WINDOWS = [['1 s', 1e9], ['10 s', 10e9], ['1 min', 60e9], ['10 min', 600e9]];
/** So many cycles make a sawtooth that one can read. */
const READABLE = 40;
const DETAIL_CHARACTERS = 2000;

/** One node: what it runs, its heap, its pauses, and what it says. */
export class NodeView {
  constructor(element, api, names) {
    this.api = api;
    this.names = names;
    this.element = element;
    this.head = h('div', { class: 'node-head' });
    this.tiles = h('dl', { class: 'tiles' });
    this.callout = h('p', { class: 'callout', hidden: true });
    const point = (cycle) => [this.heap, this.pauses].forEach((chart) => chart.point(cycle));
    this.heap = new HeapChart(point);
    this.pauses = new PauseChart(point);
    this.uart = new UartView();
    this.window = 'auto';
    this.windows = h('div', { class: 'segments', role: 'group', 'aria-label': 'Time shown' },
      [['Auto', 'auto'], ...WINDOWS].map(([label, value]) => h('button', {
        type: 'button', 'aria-pressed': String(value === 'auto'),
        onclick: (event) => this.choose(value, event.currentTarget),
      }, label)));
    this.table = h('tbody');
    this.cycleTable = h('details', { class: 'card cycle-table' },
      h('summary', {}, 'The newest cycles in numbers'),
      h('table', {}, h('thead', {}, h('tr', {}, ['Cycle', 'Ended at', 'Sweep termination',
        'Mark termination', 'Heap', 'Goal'].map((name) => h('th', { scope: 'col' }, name)))),
      this.table));
  }

  choose(value, button) {
    this.window = value;
    for (const other of this.windows.children) {
      other.setAttribute('aria-pressed', String(other === button));
    }
    this.drawCharts();
  }

  /** Nobody is chosen. */
  close(message) {
    this.watching?.abort();
    this.name = '';
    this.element.replaceChildren(h('div', { class: 'none' }, message));
  }

  open(name) {
    this.watching?.abort();
    this.watching = new AbortController();
    const { signal } = this.watching;
    this.name = name;
    this.node = null;
    this.cycles = [];
    this.samples = [];
    this.lastId = 0;
    this.uart.clear('Nothing was said yet.');
    this.head.replaceChildren(h('h1', {}, name));
    this.tiles.replaceChildren();
    this.callout.hidden = true;
    this.heap.empty('Loading…');
    this.pauses.empty('Loading…');
    this.element.replaceChildren(this.head, this.callout, this.tiles, this.heap.element,
      this.pauses.element, this.uart.element, this.cycleTable);
    this.api.follow(`${this.path()}/console`, signal, (piece) => this.uart.take(piece));
    this.watch(signal);
  }

  path() {
    return `api/v1/nodes/${encodeURIComponent(this.name)}`;
  }

  async watch(signal) {
    for (let round = 0; !signal.aborted; round++) {
      try {
        await this.poll(signal, round % TELEMETRY_EVERY === 0);
      } catch (problem) {
        if (problem.status === 404) {
          this.close(`There is no node named ${this.name}.`);
        } else if (!signal.aborted) {
          this.api.link.down();
        }
      }
      await pause(POLL_MILLIS, signal);
      // While nobody looks the control plane keeps what the board says.
      await seen(signal);
    }
  }

  async poll(signal, withTelemetry) {
    const [node, gc, telemetry] = await Promise.all([
      this.api.get(this.path(), signal),
      this.api.get(`${this.path()}/gc?limit=500&after=${this.lastId}`, signal),
      withTelemetry || this.samples.length === 0
        ? this.api.get(`${this.path()}/telemetry?limit=${this.samples.length ? 4 : 120}`, signal)
        : null,
    ]);
    if (signal.aborted) {
      return;
    }
    this.node = node;
    this.lastId = gc.cycles[0]?.id ?? this.lastId;
    this.cycles.push(...gc.cycles.reverse().map(cycleOf));
    this.cycles.splice(0, this.cycles.length - CYCLES_KEPT);
    const known = this.samples.at(-1)?.id ?? 0;
    this.samples.push(...(telemetry?.history ?? []).filter((one) => one.id > known).reverse());
    this.samples.splice(0, this.samples.length - SAMPLES_KEPT);
    this.draw();
  }

  draw() {
    this.drawHead();
    this.drawTiles();
    this.drawCharts();
  }

  drawHead() {
    const { node } = this;
    const { actual, desired, state } = node;
    const firmware = desired.firmware;
    const facts = [
      [firmwareName(firmware, this.names), firmware ? short(firmware) : null],
      [node.preset, `${bytes(node.ramBytes)} at ${hertz(node.clockHz)}`],
      [`boot ${actual?.boots ?? 0}`, `revision ${desired.revision}`
        + (node.inSync ? '' : ', not yet reported')],
      [clock(this.now()), 'board time'],
      [node.agent, 'agent'],
    ];
    this.head.replaceChildren(
      h('h1', {}, node.name),
      h('span', { class: `badge bg-${state}` }, state
        + (actual?.exitCode != null && state === 'Halted' ? ` (${actual.exitCode})` : '')),
      h('ul', { class: 'facts' }, facts.map(([main, more]) =>
        h('li', {}, h('span', {}, main), more ? h('small', {}, more) : null))),
      this.windows);
    const words = this.callWords();
    this.callout.hidden = words === null;
    this.callout.textContent = words ?? '';
  }

  /** What is wrong, or the reason that the agent gives for a state. */
  callWords() {
    const { state, actual, lastSeen } = this.node;
    const words = [];
    if (state === 'Unreachable') {
      words.push(`Its agent has been silent since ${new Date(lastSeen).toLocaleTimeString()}. `
        + 'What follows is what it reported last; the board itself may run on.');
    } else if (state === 'Lost') {
      words.push('Its agent enrolled again without this board. What follows is what it reported '
        + 'last.');
    }
    if (actual?.detail) {
      words.push(`${actual.state}: ${actual.detail.slice(0, DETAIL_CHARACTERS)}`);
    }
    return words.length > 0 ? words.join('\n') : null;
  }

  /** The newest moment of the present boot that anything is known of. */
  now() {
    return Math.max(this.node.actual?.virtualNanos ?? 0, this.sample()?.virtualNanos ?? 0,
      this.boot().at(-1)?.end ?? 0);
  }

  /** The newest sample of what the node runs now. */
  sample() {
    const newest = this.samples.at(-1)?.telemetry;
    return newest?.revision === this.node.actual?.revision ? newest : undefined;
  }

  /** The cycles of the present boot: board time begins anew with each. */
  boot() {
    const newest = this.cycles.at(-1);
    return newest === undefined || newest.revision !== this.node.actual?.revision ? []
      : this.cycles.filter((cycle) =>
        cycle.boot === newest.boot && cycle.revision === newest.revision);
  }

  drawTiles() {
    const sample = this.sample();
    const inNanos = (cycles) => nanos(cycles / sample.clockHz * 1e9);
    const pauses = sample?.gc.pauses;
    const live = liveBytes(sample);
    const tiles = sample === undefined ? [] : [
      ['Collections', sample.gc.observed ? count(sample.gc.cycles) : '–',
        sample.gc.observed ? sample.heap?.collector ?? 'Go’s own collector' : 'not observed'],
      ['Pause p50', pauses ? inNanos(pauses.p50Cycles) : '–', 'virtual time'],
      ['Pause p99', pauses ? inNanos(pauses.p99Cycles) : '–', 'virtual time'],
      ['Longest pause', pauses ? inNanos(pauses.maxCycles) : '–', 'of this boot'],
      ['Heap live', live === null ? '–' : heapSize(live), `of ${bytes(sample.ramBytes)} RAM`],
      ['Interrupts', count(sample.interrupts.delivered), `${count(sample.interrupts.lost)} lost`
        + (sample.ticks.missed ? `, ${count(sample.ticks.missed)} ticks` : '')],
      ['UART sent', bytes(sample.uart.transmittedBytes),
        `${count(sample.uart.overruns)} overruns`],
    ];
    this.tiles.replaceChildren(...tiles.map(([name, value, more]) =>
      h('div', {}, h('dt', {}, name), h('dd', {}, value), h('small', {}, more))));
  }

  drawCharts() {
    const all = this.boot();
    const reason = this.whyEmpty(all);
    if (reason) {
      this.heap.empty(reason);
      this.pauses.empty(reason);
    } else {
      const to = this.now();
      const from = Math.max(0, to - this.span(all, to));
      const cycles = all.filter((cycle) => cycle.end >= from);
      const model = { from, to, cycles };
      this.pauses.draw(model);
      this.heap.draw({ ...model, ...heapLines(all, this.samples, this.node, from) });
    }
    this.table.replaceChildren(...all.slice(-20).reverse().map((cycle) => h('tr', {},
      [count(cycle.number), `${(cycle.end / 1e9).toFixed(3)} s`, nanos(cycle.sweepNanos),
        nanos(cycle.markNanos), cycle.liveBytes === null ? '–'
          : `${heapSize(cycle.startBytes)} → ${heapSize(cycle.liveBytes)}`,
        cycle.goalBytes === null ? '–' : bytes(cycle.goalBytes)]
        .map((value) => h('td', {}, value)))));
  }

  whyEmpty(cycles) {
    if (this.node.desired.firmware === null) {
      return 'The board is off: no firmware is wanted of it.';
    }
    if (cycles.length > 0) {
      return null;
    }
    const gc = this.sample()?.gc;
    if (gc && !gc.observed) {
      return `No collector is observed on this board: ${gc.reason ?? 'no reason given'}.`;
    }
    return this.node.actual === null ? 'Its agent has not reported yet.'
      : 'No collection yet. The charts begin with the first one.';
  }

  /** How much time is shown: by itself, as little as holds enough cycles to see their shape. */
  span(cycles, to) {
    if (this.window !== 'auto') {
      return this.window;
    }
    return Math.max(1e6, (to - cycles[Math.max(0, cycles.length - READABLE)].start) * 1.02);
  }
}

function liveBytes(sample) {
  const megabytes = sample?.gc.heapLiveMb;
  return sample?.heap?.liveBytes ?? (megabytes == null ? null : megabytes * MIB);
}

/** A cycle of the API in nanoseconds of board time and in bytes. */
function cycleOf(cycle) {
  const at = (cycles) => cycles / cycle.clockHz * 1e9;
  const size = (megabytes) => megabytes == null ? null : megabytes * MIB;
  return {
    id: cycle.id, number: cycle.number, boot: cycle.boot, revision: cycle.revision,
    start: at(cycle.startCycle), end: at(cycle.endCycle), forced: cycle.forced,
    sweepNanos: cycle.sweepTerminationPauseNanos ?? 0,
    markNanos: cycle.markTerminationPauseNanos ?? 0,
    startBytes: size(cycle.heapStartMb), endBytes: size(cycle.heapEndMb),
    liveBytes: size(cycle.heapLiveMb), goalBytes: size(cycle.heapGoalMb),
  };
}

/** The sawtooth: up to where a cycle begins, down to what it found alive; the goal in steps. */
function heapLines(cycles, samples, node, from) {
  const known = cycles.filter((cycle) => cycle.liveBytes !== null);
  const first = Math.max(0, known.findIndex((cycle) => cycle.end >= from) - 1);
  const shown = known.slice(first);
  const line = shown.flatMap((cycle) => [
    { x: cycle.start, y: cycle.startBytes },
    { x: cycle.end, y: cycle.endBytes },
    { x: cycle.end, y: cycle.liveBytes },
  ]);
  const goal = shown.map((cycle) => ({ x: cycle.start, y: cycle.goalBytes }));
  const { boot, revision } = cycles.at(-1);
  for (const { telemetry } of samples) {
    // Heaps that the node keeps are told in bytes between the cycles too.
    if (telemetry.heap && telemetry.boot === boot && telemetry.revision === revision
        && telemetry.virtualNanos >= (shown[0]?.start ?? from)) {
      line.push({ x: telemetry.virtualNanos, y: telemetry.heap.liveBytes });
    }
  }
  line.sort((one, other) => one.x - other.x);
  return { line, goal, limit: node.ramBytes };
}
