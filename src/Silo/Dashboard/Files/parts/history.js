// A device's last hour: utilisation as an area from 0 to 100 %, memory as a line.

import { svgElement } from '../dom.js';

const [width, height] = [320, 72];

/** Readings, oldest first; gaps where a figure is not known. */
export function historyChart(readings, label) {
  const start = Date.parse(readings[0].time);
  const span = Math.max(Date.parse(readings[readings.length - 1].time) - start, 1);
  const x = reading => ((Date.parse(reading.time) - start) / span) * width;
  const y = share => height - 1 - Math.min(Math.max(share, 0), 1) * (height - 2);
  const used = known(readings, reading => reading.utilisation);
  const memory = known(readings, reading => (reading.memoryTotalBytes ? reading.memoryBytes / reading.memoryTotalBytes : null));
  return svgElement(
    'svg',
    { class: 'history', viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: 'none', role: 'img', 'aria-label': label },
    [0, 0.5, 1].map(share => svgElement('line', { x1: 0, x2: width, y1: y(share), y2: y(share), class: 'grid' })),
    used.length > 1
      ? svgElement('path', { class: 'area', d: `M${x(used[0][0])} ${y(0)}${lineTo(used)}L${x(used.at(-1)[0])} ${y(0)}Z` })
      : null,
    memory.length > 1 ? svgElement('path', { class: 'memory', d: `M${lineTo(memory).slice(1)}` }) : null,
  );

  function lineTo(points) {
    return points.map(([reading, share]) => `L${x(reading).toFixed(1)} ${y(share).toFixed(1)}`).join('');
  }
}

const known = (readings, figure) =>
  readings.map(reading => [reading, figure(reading)]).filter(([, share]) => share !== null && share !== undefined);
