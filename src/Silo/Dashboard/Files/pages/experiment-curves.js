// An experiment's curves and what it used of the machine.

import { request } from '../api.js';
import { element, replace } from '../dom.js';
import { labelOf } from '../names.js';
import { curvesPanel } from '../parts/curves.js';

const points = 1000;
const isResource = name => /^memory\.|images_per_second/.test(name);

/** Fills the place; gives what fetches it anew. */
export function experimentCurves(place, route, signal, experiment) {
  let metrics = new Map();
  const learning = panel(`Learning curves of ${labelOf(experiment)}`, name => !isResource(name));
  const resources = panel('Resource use', isResource, ['memory.process', 'train.images_per_second']);
  replace(place, element('h2', {}, 'Learning'), learning.element, element('h2', {}, 'Resource use'), resources.element);
  return async () => {
    const answer = await request(`${route}/metrics?points=${points}`, { signal });
    metrics = Map.groupBy(answer, point => point.name);
    await Promise.all([learning.refresh(), resources.refresh()]);
  };

  function panel(label, isShown, first) {
    return curvesPanel({
      label,
      signal,
      first,
      fetchNames: async () => [...metrics.keys()].filter(isShown).sort(),
      fetchSeries: async name => [{ label: name, points: metrics.get(name) ?? [] }],
    });
  }
}
