// Learning curves with their controls.

import { element, replace } from '../dom.js';
import { chart } from './chart.js';
import { unitOf } from './units.js';

const preferred = ['train.loss', 'ood.accuracy', 'id.accuracy'];

/**
 * A panel of curves.
 * @param fetchNames () => Promise<string[]> the metrics that there are
 * @param fetchSeries (name) => Promise<[{ label, points }]>
 */
export function curvesPanel({ label, fetchNames, fetchSeries, signal, first = preferred }) {
  const select = element('select', { id: 'metric', onchange: refresh });
  const log = element('input', { type: 'checkbox', onchange: redraw });
  const smoothing = element('input', { type: 'range', min: 0, max: 0.99, step: 0.01, value: 0, oninput: redraw });
  const drawn = chart({ label, signal });
  let series = [];
  let names = [];

  const panel = element(
    'section',
    { class: 'curves', 'aria-label': label },
    element(
      'div',
      { class: 'controls' },
      element('label', {}, 'Metric ', select),
      element('label', { class: 'check' }, log, 'Log axis'),
      element('label', {}, 'Smoothing ', smoothing),
      element(
        'div',
        { class: 'group', role: 'group', 'aria-label': 'Zoom' },
        element('button', { type: 'button', onclick: () => drawn.zoomBy(0.5), 'aria-label': 'Zoom in' }, '+'),
        element('button', { type: 'button', onclick: () => drawn.zoomBy(2), 'aria-label': 'Zoom out' }, '−'),
        element('button', { type: 'button', onclick: () => drawn.reset() }, 'Show all'),
      ),
    ),
    drawn.element,
  );
  return { element: panel, refresh };

  async function refresh() {
    const there = await fetchNames();
    if (signal.aborted) {
      return;
    }
    if (there.join() !== names.join()) {
      names = there;
      offer();
    }
    const wanted = select.value;
    const fetched = wanted ? await fetchSeries(wanted) : [];
    if (!signal.aborted && wanted === select.value) {
      series = fetched;
      redraw();
    }
  }

  function offer() {
    const before = select.value || first.find(name => names.includes(name)) || names[0];
    replace(
      select,
      names.map(name => element('option', { value: name, selected: name === before }, name)),
    );
  }

  function redraw() {
    drawn.show(series, { log: log.checked, smoothing: Number(smoothing.value), unit: unitOf(select.value) });
  }
}
