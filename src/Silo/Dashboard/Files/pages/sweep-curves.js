// Learning curves of chosen experiments, over each other.

import { path, request } from '../api.js';
import { element, replace } from '../dom.js';
import { labelOf } from '../names.js';
import { curvesPanel } from '../parts/curves.js';
import { empty } from '../parts/states.js';

const firstShown = 6;
const mostShown = 16;
const offered = 40;
const points = 1000;

/** Fills the place; gives what fetches it anew. */
export function sweepCurves(place, id, signal) {
  const known = new Map();
  const fetched = new Map();
  let chosen = [];
  let listed = '';
  const search = element('input', {
    type: 'search',
    placeholder: 'Find experiments',
    'aria-label': 'Find experiments',
    oninput: offer,
  });
  const list = element('ul', { class: 'choices' });
  const nothing = element('div');
  const panel = curvesPanel({ label: `Learning curves of ${id}`, fetchNames, fetchSeries, signal });
  replace(
    place,
    element(
      'div',
      { class: 'beside' },
      element('aside', { 'aria-label': 'Experiments to draw' }, search, list),
      element('div', {}, nothing, panel.element),
    ),
  );
  return async () => {
    await offer();
    await draw();
  };

  async function draw() {
    await Promise.all(chosen.map(fetchMetrics));
    replace(
      nothing,
      chosen.length === 0 ? empty('Nothing to draw yet', 'Curves appear when the first experiment trains.') : null,
    );
    await panel.refresh();
  }

  async function offer() {
    const query = new URLSearchParams({ search: search.value, limit: offered, sort: 'position' });
    const { items } = await request(`${path`/v1/sweeps/${id}/experiments`}?${query}`, { signal });
    if (query.get('search') !== search.value) {
      return;
    }
    items.forEach(item => known.set(item.number, item));
    if (chosen.length === 0) {
      chosen = items
        .filter(item => item.started)
        .slice(0, firstShown)
        .map(item => item.number);
    }
    // A list that did not change keeps its focus.
    const now = JSON.stringify(items.map(item => [item.number, item.started]));
    if (now !== listed) {
      listed = now;
      replace(list, items.map(choice));
    }
  }

  function choice(item) {
    const box = element('input', {
      type: 'checkbox',
      checked: chosen.includes(item.number),
      disabled: !item.started,
      onchange: choose,
    });
    return element('li', {}, element('label', { class: 'check' }, box, labelOf(item)));

    function choose() {
      chosen = box.checked ? [...chosen, item.number].slice(-mostShown) : chosen.filter(number => number !== item.number);
      draw();
    }
  }

  /** The points of an experiment; of one that ended they are fetched once. */
  async function fetchMetrics(number) {
    const { ended } = known.get(number);
    if (ended && fetched.get(number)?.ended === ended) {
      return;
    }
    const answer = await request(`${path`/v1/sweeps/${id}/experiments/${number}/metrics`}?points=${points}`, { signal });
    fetched.set(number, { ended, metrics: Map.groupBy(answer, point => point.name) });
  }

  async function fetchNames() {
    return [...new Set(chosen.flatMap(number => [...fetched.get(number).metrics.keys()]))].sort();
  }

  async function fetchSeries(name) {
    return chosen.map(number => ({ label: labelOf(known.get(number)), points: fetched.get(number).metrics.get(name) ?? [] }));
  }
}
