/** Builds elements. Whatever boards or operators said enters the page as text, never as markup. */

const SVG = 'http://www.w3.org/2000/svg';

function build(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (name.startsWith('on')) {
      element.addEventListener(name.slice(2), value);
    } else if (value === true) {
      element.setAttribute(name, '');
    } else if (value !== false && value !== null && value !== undefined) {
      element.setAttribute(name, value);
    }
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

export const h = (tag, attributes, ...children) =>
  build(document.createElement(tag), attributes, children);

export const s = (tag, attributes, ...children) =>
  build(document.createElementNS(SVG, tag), attributes, children);

/** A piece of the page by its id. */
export const $ = (id) => document.getElementById(id);

export function show(element, visible) {
  element.hidden = !visible;
}

const whole = new Intl.NumberFormat('en-US');

export const count = (value) => whole.format(value);

/** Up to three significant digits, none of them a trailing zero. */
const digits = (value) => {
  const places = value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return String(Number(value.toFixed(places)));
};

function scaled(value, step, units) {
  let unit = 0;
  while (value >= step && unit < units.length - 1) {
    value /= step;
    unit++;
  }
  return `${digits(value)} ${units[unit]}`;
}

export const bytes = (value) => scaled(value, 1024, ['B', 'KiB', 'MiB', 'GiB']);
/** Cycles are told in whole MiB: none of them means less than one. */
export const heapSize = (value) => value === 0 ? '< 1 MiB' : bytes(value);
export const hertz = (value) => scaled(value, 1000, ['Hz', 'kHz', 'MHz', 'GHz']);
export const nanos = (value) => scaled(value, 1000, ['ns', 'µs', 'ms', 's']);

/** Board time since its start, of a board that may have run for days. */
export function clock(value) {
  const seconds = Math.floor(value / 1e9);
  const pad = (part) => String(part).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const rest = `${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}`;
  return hours > 0 ? `${hours}:${rest}` : rest;
}

/** The first digits of a digest, as metrics name a firmware. */
export const short = (digest) => digest.replace('sha256:', '').slice(0, 12);

export const firmwareName = (digest, names) =>
  digest === null ? 'off' : names.get(digest) ?? short(digest);
