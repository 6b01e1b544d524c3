// A device over the last hour: utilisation as an area, memory and temperature as lines, on one scale of 0 to 100.

import { element, svgElement } from '../dom.js';
import { age } from '../format.js';

const [width, height] = [320, 72];

/** Of a reading, as shares of the scale; nothing where it is not known. */
const figures = [
  { name: 'utilisation', title: 'utilisation, %', of: reading => reading.utilisation, isArea: true },
  {
    name: 'memory',
    title: 'memory, %',
    of: ({ memoryBytes, memoryTotalBytes }) => (isKnown(memoryBytes) && memoryTotalBytes ? memoryBytes / memoryTotalBytes : null),
  },
  { name: 'temperature', title: 'temperature, °C', of: ({ temperature }) => (isKnown(temperature) ? temperature / 100 : null) },
];

/** The chart with its key. Readings are two or more, oldest first; figures that are never known are left out. */
export function history(readings, device) {
  const drawn = figures
    .map(figure => ({ ...figure, lines: linesOf(readings, figure.of) }))
    .filter(figure => figure.lines.length > 0);
  return element(
    'div',
    { class: 'history' },
    chart(readings, drawn, `${drawn.map(figure => figure.title).join('; ')} of ${device}`),
    element('div', { class: 'ends soft' }, element('span', {}, age(readings[0].time)), element('span', {}, 'now')),
    element(
      'div',
      { class: 'legend soft' },
      drawn.map(figure => element('span', { class: `key ${figure.name}` }, figure.title)),
      element('span', {}, 'from 0 to 100'),
    ),
  );
}

function chart(readings, drawn, label) {
  const start = Date.parse(readings[0].time);
  const span = Math.max(Date.parse(readings.at(-1).time) - start, 1);
  const x = time => (((Date.parse(time) - start) / span) * width).toFixed(1);
  const y = share => (height - 1 - Math.min(Math.max(share, 0), 1) * (height - 2)).toFixed(1);
  const points = line => line.map(({ time, share }) => `${x(time)} ${y(share)}`).join('L');
  const path = ({ isArea, lines }) =>
    lines
      .map(line => (isArea ? `M${x(line[0].time)} ${y(0)}L${points(line)}L${x(line.at(-1).time)} ${y(0)}Z` : `M${points(line)}`))
      .join('');
  return svgElement(
    'svg',
    { viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: 'none', role: 'img', 'aria-label': label },
    [0, 0.5, 1].map(share => svgElement('line', { x1: 0, x2: width, y1: y(share), y2: y(share), class: 'grid' })),
    drawn.map(figure => svgElement('path', { class: figure.name, d: path(figure) })),
  );
}

/** The stretches of two or more readings in which a figure is known. */
function linesOf(readings, figure) {
  const lines = [[]];
  for (const reading of readings) {
    const share = figure(reading);
    if (isKnown(share)) {
      lines.at(-1).push({ time: reading.time, share });
    } else if (lines.at(-1).length > 0) {
      lines.push([]);
    }
  }
  return lines.filter(line => line.length > 1);
}

const isKnown = value => value !== null && value !== undefined;
