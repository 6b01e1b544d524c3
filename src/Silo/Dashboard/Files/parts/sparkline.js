// A small line of recent values.

import { svgElement } from '../dom.js';

const width = 88;
const height = 20;

/** The values from left to right; nothing where there are fewer than two. */
export function sparkline(values, label) {
  const finite = values.filter(Number.isFinite);
  if (finite.length < 2) {
    return null;
  }
  const [low, high] = [Math.min(...finite), Math.max(...finite)];
  const x = index => (index / (finite.length - 1)) * (width - 2) + 1;
  const y = value => height - 2 - ((value - low) / (high - low || 1)) * (height - 4);
  const points = finite.map((value, index) => `${x(index).toFixed(1)},${y(value).toFixed(1)}`);
  return svgElement(
    'svg',
    { class: 'sparkline', viewBox: `0 0 ${width} ${height}`, width, height, role: 'img', 'aria-label': label },
    svgElement('polyline', { points: points.join(' '), fill: 'none', stroke: 'currentColor', 'stroke-width': 1.5 }),
  );
}
