// Parallel coordinates: an axis for each parameter and each accuracy, a line for each row of the table.

import { element, replace, svgElement } from '../dom.js';
import { number, percent } from '../format.js';

const [height, top, bottom] = [380, 46, 24];
const narrowest = 88;
const letterWidth = 6.5;

/**
 * The view. Dragging along an axis keeps the lines that pass there; a click on the axis takes that back.
 * @param axes [{ title, isAccuracy, values: (number | string | null)[] }] one value for each line
 * @param labels what each line is called
 */
export function parallelView({ axes, labels }) {
  const place = element('div', {
    class: 'wide parallel',
    tabindex: '0',
    role: 'group',
    'aria-label': 'Parameters against accuracies',
  });
  const said = element('p', { class: 'soft', role: 'status' });
  const best = element('ol', { class: 'best' });
  const scales = axes.map(scaleOf);
  const places = placesOf(scales);
  const kept = axes.map(() => null);
  const last = axes[axes.length - 1];
  let lines = [];
  new ResizeObserver(draw).observe(place);
  return element('div', {}, place, said, best);

  function draw() {
    const width = Math.max(places.at(-1) + narrowest, place.clientWidth, 320);
    const x = index => narrowest / 2 + (places[index] * (width - narrowest)) / Math.max(places.at(-1), 1);
    lines = labels.map((label, line) =>
      svgElement('path', { class: 'line', d: pathOf(line, x) }, svgElement('title', {}, label)),
    );
    const svg = svgElement(
      'svg',
      {
        viewBox: `0 0 ${width} ${height}`,
        width,
        height,
        role: 'img',
        'aria-label': `${labels.length} rows over ${axes.length} axes`,
      },
      svgElement('g', { class: 'lines' }, lines),
      axes.map((axis, index) => drawAxis(axis, index, x(index))),
    );
    replace(place, svg);
    filter();
  }

  function pathOf(line, x) {
    return axes
      .map((axis, index) => `${index === 0 ? 'M' : 'L'}${x(index).toFixed(1)} ${scales[index].at(axis.values[line]).toFixed(1)}`)
      .join('');
  }

  function drawAxis(axis, index, x) {
    const [low, high] = kept[index] ?? [0, 0];
    const brush = svgElement('rect', { class: 'brush', x: x - 8, width: 16, y: low, height: high - low });
    const grip = svgElement('rect', { class: 'grip', x: x - 16, width: 32, y: top, height: height - top - bottom });
    grip.addEventListener('pointerdown', event => {
      event.preventDefault();
      grip.setPointerCapture(event.pointerId);
      const from = at(event);
      const move = moved => keep(index, from, at(moved), brush);
      grip.addEventListener('pointermove', move);
      grip.addEventListener(
        'pointerup',
        up => {
          grip.removeEventListener('pointermove', move);
          if (Math.abs(at(up) - from) < 3) {
            keep(index, 0, 0, brush);
          }
        },
        { once: true },
      );
    });
    return svgElement(
      'g',
      { class: 'axis' },
      svgElement('line', { x1: x, x2: x, y1: top, y2: height - bottom }),
      svgElement('text', { x, y: 20, class: 'title' }, axis.title),
      scales[index].ticks.map(([text, y]) => svgElement('text', { x: x + 7, y: y + 4, class: 'tick' }, text)),
      brush,
      grip,
    );
  }

  function at(event) {
    const svg = place.querySelector('svg');
    return ((event.clientY - svg.getBoundingClientRect().top) * height) / svg.getBoundingClientRect().height;
  }

  function keep(index, from, to, brush) {
    kept[index] = from === to ? null : [Math.min(from, to), Math.max(from, to)];
    const [low, high] = kept[index] ?? [0, 0];
    brush.setAttribute('y', low);
    brush.setAttribute('height', high - low);
    filter();
  }

  function filter() {
    const passing = labels
      .map((_, line) => line)
      .filter(line =>
        axes.every((axis, index) => {
          const y = scales[index].at(axis.values[line]);
          return !kept[index] || (y >= kept[index][0] && y <= kept[index][1]);
        }),
      );
    const passes = new Set(passing);
    const order = [...passing]
      .filter(line => typeof last.values[line] === 'number')
      .sort((a, b) => last.values[b] - last.values[a]);
    const leading = new Set(order.slice(0, Math.max(1, Math.ceil(order.length / 10))));
    lines.forEach((line, index) =>
      line.setAttribute('class', `line${passes.has(index) ? '' : ' out'}${leading.has(index) ? ' leading' : ''}`),
    );
    said.textContent =
      `${passing.length} of ${labels.length} rows. The best tenth by ${last.title} is in colour. ` +
      'Drag along an axis to keep the rows that pass there.';
    replace(
      best,
      order
        .slice(0, 5)
        .map(line => element('li', {}, labels[line], element('span', { class: 'number' }, percent(last.values[line])))),
    );
  }
}

/** How far each axis is from the first, at least: as far as the words beside those before it need. */
function placesOf(scales) {
  const places = [0];
  for (const { ticks } of scales.slice(0, -1)) {
    const longest = Math.max(0, ...ticks.map(([text]) => text.length));
    places.push(places.at(-1) + Math.max(narrowest, letterWidth * longest + 16));
  }
  return places;
}

/** Where a value lies on an axis; what has none lies below it. */
function scaleOf(axis) {
  const given = axis.values.filter(value => value !== null && value !== undefined);
  const low = height - bottom - 12;
  if (given.every(value => typeof value === 'number') && given.length > 0) {
    const [least, most] = [Math.min(...given), Math.max(...given)];
    const text = axis.isAccuracy ? percent : number;
    const at = value =>
      value === null || value === undefined
        ? height - 6
        : low - (most > least ? (value - least) / (most - least) : 0.5) * (low - top - 6);
    const ticks = most > least ? [least, (least + most) / 2, most] : [least];
    return { at, ticks: ticks.map(value => [text(value), at(value)]) };
  }
  const names = [...new Set(given)].sort((a, b) => String(a).localeCompare(String(b)));
  const at = value =>
    names.includes(value)
      ? low - (names.length > 1 ? names.indexOf(value) / (names.length - 1) : 0.5) * (low - top - 6)
      : height - 6;
  return { at, ticks: names.slice(0, 14).map(name => [String(name).replaceAll('_', ' '), at(name)]) };
}
