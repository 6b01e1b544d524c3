// Curves over steps: zoom by dragging or with the keyboard, values under the cursor, a logarithmic axis, smoothing.

import uPlot from '../vendor/uplot/uPlot.esm.js';
import { element, replace } from '../dom.js';
import { onSchemeChange, read, seriesColour } from './colours.js';
import { smooth } from './smoothing.js';

const height = 340;

/** A chart. `show` takes [{ label, points: [{ step, value }] }] and { log, smoothing, unit } and keeps the zoom. */
export function chart({ label, signal }) {
  const place = element('div', {
    class: 'chart',
    tabindex: '0',
    role: 'group',
    'aria-label': `${label}. Plus and minus zoom, arrows move, 0 shows all.`,
  });
  let plot = null;
  let shown = { series: [], options: {} };
  let zoom = null;
  place.addEventListener('keydown', onKey);
  new ResizeObserver(() => plot?.setSize({ width: width(), height })).observe(place);
  onSchemeChange(signal, () => draw());
  signal.addEventListener('abort', () => plot?.destroy());

  return {
    element: place,
    show(series, options) {
      shown = { series, options };
      draw();
    },
    zoomBy,
    reset() {
      zoom = null;
      draw();
    },
    /** The range of steps in sight. */
    get range() {
      return plot ? [plot.scales.x.min, plot.scales.x.max] : null;
    },
  };

  function draw() {
    plot?.destroy();
    plot = null;
    const drawn = shown.series.filter(one => one.points.length > 0);
    if (drawn.length === 0) {
      replace(place, element('p', { class: 'soft' }, 'Nothing to draw yet.'));
      return;
    }
    replace(place);
    plot = new uPlot(optionsOf(drawn), dataOf(drawn), place);
    place.dataset.points = String(plot.data[0].length);
    if (zoom) {
      plot.setScale('x', zoom);
    }
    noteRange();
  }

  function dataOf(series) {
    const tables = series.map(one => [one.points.map(point => point.step), one.points.map(point => finite(point.value))]);
    const [steps, ...values] = uPlot.join(tables);
    const { log, smoothing } = shown.options;
    const drawable = values.map(line => (log ? line.map(value => (value > 0 ? value : null)) : line));
    return smoothing > 0 ? [steps, ...drawable, ...drawable.map(line => smooth(line, smoothing))] : [steps, ...drawable];
  }

  function optionsOf(series) {
    const { log, smoothing, unit } = shown.options;
    const font = `12px ${getComputedStyle(place).fontFamily}`;
    const [ink, line] = [read('--soft'), read('--line')];
    const axis = { stroke: ink, font, grid: { stroke: line, width: 1 }, ticks: { stroke: line, width: 1, size: 4 } };
    const lines = (faint, suffix) =>
      series.map((one, index) => ({
        label: one.label + suffix,
        stroke: seriesColour(index) + (faint ? '40' : ''),
        width: faint ? 1 : 1.75,
        spanGaps: true,
        points: { show: one.points.length < 30 && !faint, size: 6, fill: read('--ground') },
        value: (_, value) => (value === null || value === undefined ? '–' : unit(value)),
      }));
    return {
      width: width(),
      height,
      cursor: { drag: { x: true, y: false, setScale: true }, focus: { prox: 24 } },
      focus: { alpha: 0.35 },
      legend: { live: true, markers: { width: 3 } },
      scales: { x: { time: false }, y: { distr: log ? 3 : 1 } },
      axes: [
        { ...axis, label: 'optimiser steps', size: 32, labelSize: 22, labelGap: 2, labelFont: font },
        { ...axis, size: 72, values: (_, ticks) => ticks.map(unit) },
      ],
      series: [
        { label: 'step', value: (_, step) => step ?? '–' },
        ...lines(smoothing > 0, ''),
        ...(smoothing > 0 ? lines(false, ', smoothed') : []),
      ],
      hooks: { setScale: [(_, name) => name === 'x' && noteRange()] },
    };
  }

  /** For tests and for those who style: what is in sight, and whether that is a part. */
  function noteRange() {
    if (!plot) {
      return;
    }
    const { min, max } = plot.scales.x;
    const steps = plot.data[0];
    const isPart = min > steps[0] || max < steps[steps.length - 1];
    zoom = isPart ? { min, max } : null;
    place.dataset.from = String(min);
    place.dataset.to = String(max);
    place.toggleAttribute('data-zoomed', isPart);
  }

  function zoomBy(factor, shift = 0) {
    if (!plot) {
      return;
    }
    const steps = plot.data[0];
    const { min, max } = plot.scales.x;
    const half = ((max - min) / 2) * factor;
    const middle = (min + max) / 2 + shift * (max - min);
    plot.setScale('x', { min: Math.max(middle - half, steps[0]), max: Math.min(middle + half, steps[steps.length - 1]) });
  }

  function onKey(event) {
    const acts = {
      '+': () => zoomBy(0.5),
      '=': () => zoomBy(0.5),
      '-': () => zoomBy(2),
      ArrowLeft: () => zoomBy(1, -0.2),
      ArrowRight: () => zoomBy(1, 0.2),
      0: () => {
        zoom = null;
        draw();
      },
    };
    if (acts[event.key] && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      acts[event.key]();
    }
  }

  function width() {
    return Math.max(place.clientWidth, 260);
  }
}

/** A loss that is no number comes as a word. */
const finite = value => (Number.isFinite(value) ? value : null);
