import { h, s, bytes, count, heapSize, nanos } from './dom.js';

/** Two charts over a board's virtual time: its heap, and the pauses of its collector. */

const MARGIN = { left: 58, right: 14, top: 10, bottom: 24 };
const MIB = 1 << 20;

/** Round numbers that cut a range into about so many parts, in steps of 1, 2 or 5 times a unit. */
function ticks(from, to, parts, unit = 1) {
  const raw = (to - from) / parts / unit;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = unit * power * ([1, 2, 5].find((nice) => raw <= nice * power * 1.0001) ?? 10);
  const all = [];
  for (let at = Math.ceil(from / step) * step; at <= to + step / 1e6; at += step) {
    all.push(at);
  }
  return { all, step };
}

/** Bytes want powers of two: 1, 2, 4, 8 … MiB. */
function byteTicks(to, parts) {
  const step = 2 ** Math.ceil(Math.log2(to / parts));
  return { all: Array.from({ length: Math.floor(to / step) + 1 }, (_, n) => n * step), step };
}

function moment(value, step) {
  const seconds = value / 1e9;
  const places = Math.max(0, Math.min(3, -Math.floor(Math.log10(step / 1e9))));
  if (seconds < 60) {
    return `${seconds.toFixed(places)} s`;
  }
  const rest = (seconds % 60).toFixed(places).padStart(places === 0 ? 2 : places + 3, '0');
  return `${Math.floor(seconds / 60)} m ${rest} s`;
}

class Chart {
  /** @param onPoint is told which cycle is looked at, or null */
  constructor(title, describe, legend, onPoint) {
    this.onPoint = onPoint;
    this.plot = s('svg', {
      class: 'plot', role: 'img', tabindex: '0',
      onpointermove: (event) => this.pointed(event), onpointerleave: () => onPoint(null),
      onkeydown: (event) => this.pressed(event), onblur: () => onPoint(null),
    });
    this.tip = h('div', { class: 'tip', hidden: true });
    this.note = h('p', { class: 'chart-empty', hidden: true });
    this.aside = h('span', { class: 'chart-aside' });
    this.element = h('figure', { class: 'card chart' },
      h('figcaption', { class: 'card-head' }, h('h2', {}, title),
        h('span', { class: 'quiet' }, describe), this.aside,
        h('span', { class: 'legend' }, legend.map(([kind, label]) =>
          h('span', { class: `key ${kind}` }, label)))),
      h('div', { class: 'plot-box' }, this.plot, this.note, this.tip));
    new ResizeObserver(() => this.redraw()).observe(this.plot);
  }

  /** Says why there is nothing to see. */
  empty(reason) {
    this.model = null;
    this.plot.replaceChildren();
    for (const key of Object.keys(this.plot.dataset)) {
      delete this.plot.dataset[key];
    }
    this.note.textContent = reason;
    this.note.hidden = false;
    this.tip.hidden = true;
    this.aside.textContent = '';
  }

  draw(model) {
    this.model = model;
    this.note.hidden = true;
    this.redraw();
  }

  redraw() {
    const box = this.plot.getBoundingClientRect();
    if (!this.model || box.width < 100 || box.height < 60) {
      return;
    }
    this.width = box.width - MARGIN.left - MARGIN.right;
    this.height = box.height - MARGIN.top - MARGIN.bottom;
    const { from, to } = this.model;
    this.x = (at) => MARGIN.left + (at - from) / (to - from) * this.width;
    this.plot.setAttribute('viewBox', `0 0 ${box.width} ${box.height}`);
    const yTicks = this.scale();
    this.y = (value) => MARGIN.top + this.height * (1 - value / this.top);
    // An inner svg clips: what lies before the window is not drawn over the axis.
    const inner = s('svg', {
      x: MARGIN.left, y: 0, width: this.width, height: box.height,
      viewBox: `${MARGIN.left} 0 ${this.width} ${box.height}`,
    }, this.marks());
    this.plot.replaceChildren(...this.axes(yTicks), inner, this.cursor = s('g'));
    this.point(this.pointedAt ?? null);
  }

  axes(yTicks) {
    const { left, top } = MARGIN;
    const bottom = top + this.height;
    const xTicks = ticks(this.model.from, this.model.to, Math.max(2, this.width / 110));
    return [
      ...yTicks.all.filter((value) => value <= this.top * 1.0001).flatMap((value) => [
        s('line', { class: value === 0 ? 'axis' : 'grid', x1: left, x2: left + this.width,
          y1: this.y(value), y2: this.y(value) }),
        s('text', { class: 'tick', x: left - 8, y: this.y(value) + 4, 'text-anchor': 'end' },
          this.label(value)),
      ]),
      ...xTicks.all.map((at) => s('text', {
        class: 'tick', x: this.x(at), y: bottom + 17,
        'text-anchor': this.x(at) > left + this.width - 18 ? 'end' : 'middle',
      }, moment(at, xTicks.step))),
    ];
  }

  pointed(event) {
    if (this.model) {
      const at = event.clientX - this.plot.getBoundingClientRect().left;
      const near = this.model.cycles.reduce((best, cycle) =>
        Math.abs(this.x(cycle.end) - at) < Math.abs(this.x(best.end) - at) ? cycle : best,
      this.model.cycles.at(-1));
      this.onPoint(near ?? null);
    }
  }

  pressed(event) {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (event.key === 'Escape') {
      this.onPoint(null);
    } else if (step && this.model?.cycles.length) {
      const { cycles } = this.model;
      const now = cycles.findIndex((cycle) => cycle.id === this.pointedAt?.id);
      const next = now < 0 ? cycles.length - 1 : now + step;
      this.onPoint(cycles[Math.max(0, Math.min(cycles.length - 1, next))]);
      event.preventDefault();
    }
  }

  /** Marks one cycle and tells it in words; null takes the mark away. */
  point(cycle) {
    this.pointedAt = cycle;
    this.cursor?.replaceChildren();
    this.tip.hidden = !cycle || !this.model || cycle.end < this.model.from;
    if (!this.tip.hidden) {
      const x = this.x(cycle.end);
      this.cursor.append(s('line', {
        class: 'cursor', x1: x, x2: x, y1: MARGIN.top, y2: MARGIN.top + this.height,
      }));
      this.tip.replaceChildren(h('strong', {}, `Cycle ${count(cycle.number)}`),
        ...this.words(cycle).map((line) => h('span', {}, line)));
      const beside = x > this.width * 0.72 ? x - this.tip.offsetWidth - 10 : x + 10;
      this.tip.style.left = `${beside}px`;
    }
  }
}

export class HeapChart extends Chart {
  constructor(onPoint) {
    super('Heap', 'over board time', [['live', 'live'], ['goal', 'goal'], ['limit', 'limit (RAM)']],
      onPoint);
    this.label = bytes;
  }

  /** The limit is drawn where it is near; else it would press everything else flat. */
  scale() {
    const { line, goal, limit } = this.model;
    const seen = [...line, ...goal].filter((point) => point.x >= this.model.from);
    const highest = Math.max(MIB / 4, ...seen.map((point) => point.y));
    this.near = limit < 2.2 * highest;
    const wanted = (this.near ? limit : highest) * 1.08;
    const tick = byteTicks(wanted, 5);
    this.top = Math.ceil(wanted / tick.step) * tick.step;
    this.aside.textContent = this.near ? '' : `limit ${bytes(limit)}, above the chart`;
    Object.assign(this.plot.dataset, {
      cycles: this.model.cycles.length, points: line.length, limitBytes: limit,
      highestBytes: highest, goalBytes: goal.at(-1)?.y ?? '', liveBytes: line.at(-1)?.y ?? '',
    });
    this.plot.setAttribute('aria-label', `Heap: ${bytes(line.at(-1)?.y ?? 0)} live, limit `
      + `${bytes(limit)}. Arrow keys go through the cycles.`);
    return byteTicks(this.top, 5);
  }

  marks() {
    const { line, goal, limit, to } = this.model;
    const at = (point) => `${this.x(point.x).toFixed(1)},${this.y(point.y).toFixed(1)}`;
    const live = line.map(at).join('L');
    const base = this.y(0).toFixed(1);
    const steps = goal.map((point, index) =>
      `${index ? 'L' : 'M'}${at(point)}H${this.x(goal[index + 1]?.x ?? to).toFixed(1)}`).join('');
    const { left } = MARGIN;
    return line.length === 0 ? [] : [
      s('path', { class: 'live-area',
        d: `M${this.x(line[0].x).toFixed(1)},${base}L${live}V${base}Z` }),
      s('path', { class: 'goal-line', d: steps }),
      s('path', { class: 'live-line', d: `M${live}` }),
      this.near ? s('line', { class: 'limit-line', x1: left, x2: left + this.width,
        y1: this.y(limit), y2: this.y(limit) }) : null,
    ].filter(Boolean);
  }

  words(cycle) {
    return cycle.liveBytes === null ? [`ended at ${moment(cycle.end, 1e6)}`] : [
      `${heapSize(cycle.startBytes)} → ${heapSize(cycle.liveBytes)} live`,
      `goal ${bytes(cycle.goalBytes)}`,
      `ended at ${moment(cycle.end, 1e6)}${cycle.forced ? ', forced' : ''}`,
    ];
  }
}

export class PauseChart extends Chart {
  constructor(onPoint) {
    super('GC pauses', 'in virtual time, by phase',
      [['sweep', 'sweep termination'], ['mark', 'mark termination']], onPoint);
    this.label = (value) => value === 0 ? '0' : nanos(value);
  }

  scale() {
    const { cycles } = this.model;
    this.longest = cycles.reduce((best, cycle) => {
      const [phase, value] = cycle.sweepNanos > cycle.markNanos
        ? ['sweep termination', cycle.sweepNanos] : ['mark termination', cycle.markNanos];
      return best && best.value >= value ? best : { cycle, phase, value };
    }, null);
    const highest = Math.max(1000, ...cycles.map((cycle) => cycle.sweepNanos + cycle.markNanos));
    const { step } = ticks(0, highest * 1.08, 5);
    const parts = Math.ceil(highest * 1.08 / step);
    this.top = parts * step;
    Object.assign(this.plot.dataset, {
      cycles: cycles.length, longestNanos: this.longest?.value ?? '',
      longestPhase: this.longest?.phase ?? '', longestCycle: this.longest?.cycle.number ?? '',
    });
    const words = this.longest === null ? 'no pause in this window'
      : `longest ${nanos(this.longest.value)}: ${this.longest.phase} of cycle `
        + count(this.longest.cycle.number);
    this.aside.textContent = words;
    this.plot.setAttribute('aria-label', `Pauses: ${words}. Arrow keys go through the cycles.`);
    return { all: Array.from({ length: parts + 1 }, (_, n) => n * step), step };
  }

  /** As wide as leaves a gap between most neighbours. */
  barWidth() {
    const gaps = this.model.cycles.slice(1)
      .map((cycle, index) => this.x(cycle.end) - this.x(this.model.cycles[index].end))
      .sort((one, other) => one - other);
    return Math.max(1, Math.min(9, (gaps[Math.floor(gaps.length / 8)] ?? 9) * 0.75));
  }

  /** One path per phase, however many bars. */
  marks() {
    const { cycles } = this.model;
    const width = this.barWidth();
    const bar = (cycle, from, height) => height <= 0 ? ''
      : `M${(this.x(cycle.end) - width / 2).toFixed(1)},${this.y(from).toFixed(1)}h${width}`
        + `V${this.y(from + height).toFixed(1)}h${-width}Z`;
    const all = (one) => cycles.map(one).join('');
    const parts = [
      s('path', { class: 'sweep-bar', d: all((cycle) => bar(cycle, 0, cycle.sweepNanos)) }),
      s('path', { class: 'mark-bar',
        d: all((cycle) => bar(cycle, cycle.sweepNanos, cycle.markNanos)) }),
    ];
    if (this.longest) {
      const { cycle } = this.longest;
      const x = this.x(cycle.end);
      const y = this.y(cycle.sweepNanos + cycle.markNanos) - 5;
      parts.push(s('path', { class: 'longest', d: `M${x},${y}l-4,-6h8Z` }));
    }
    return parts;
  }

  words(cycle) {
    return [`sweep termination ${nanos(cycle.sweepNanos)}`,
      `mark termination ${nanos(cycle.markNanos)}`, `at ${moment(cycle.end, 1e6)}`];
  }
}
