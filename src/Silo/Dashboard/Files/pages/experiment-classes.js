// Accuracy of each class on each test set.

import { request } from '../api.js';
import { element, replace } from '../dom.js';
import { percent } from '../format.js';
import { empty, failed, loading } from '../parts/states.js';
import { scrollable } from '../parts/scrollable.js';

const offered = 200;

/** Fills the place; gives what fetches it anew. */
export function experimentClasses(place, route, signal) {
  replace(place, loading('classes'));
  let drawn = '';
  return async experiment => {
    if (experiment.evaluations.length === 0) {
      replace(place, empty('No classes yet', 'Each class is counted when the trained model is evaluated.'));
      return;
    }
    if (drawn !== experiment.ended) {
      drawn = experiment.ended;
      await show();
    }
  };

  async function show() {
    try {
      replace(place, table(await request(`${route}/classes`, { signal })));
    } catch (failure) {
      if (!signal.aborted) {
        replace(place, failure.status === 409 ? empty('No classes', failure.message) : failed(failure, show));
      }
    }
  }
}

/** A row a class, a column a test set; the weakest classes first. */
function table(sets) {
  const rows = new Map();
  for (const { testSet, classes } of sets) {
    for (const one of classes) {
      const row = rows.get(one.name) ?? { name: one.name, correct: 0, count: 0, sets: new Map() };
      row.sets.set(testSet, one);
      row.correct += one.correct;
      row.count += one.count;
      rows.set(one.name, row);
    }
  }
  const order = [...rows.values()].sort((a, b) => a.correct / a.count - b.correct / b.count);
  return element(
    'div',
    {},
    element(
      'p',
      { class: 'soft' },
      `${order.length} classes, the weakest first${order.length > offered ? `; the first ${offered}` : ''}. `,
      'Top-1 accuracy in percent.',
    ),
    scrollable(
      'Classes',
      element(
        'table',
        { class: 'results shaded' },
        element(
          'thead',
          {},
          element(
            'tr',
            {},
            element('th', { scope: 'col' }, 'Class'),
            [...sets.map(set => set.testSet), 'all'].map(name => element('th', { scope: 'col', class: 'number' }, name)),
          ),
        ),
        element(
          'tbody',
          {},
          order.slice(0, offered).map(row =>
            element(
              'tr',
              {},
              element('th', { scope: 'row' }, row.name),
              sets.map(({ testSet }) => cell(row.sets.get(testSet))),
              cell(row),
            ),
          ),
        ),
      ),
    ),
  );
}

function cell(counts) {
  if (!counts) {
    return element('td', {});
  }
  const drawn = element(
    'td',
    { class: 'number', title: `${counts.correct} of ${counts.count}` },
    percent(counts.correct / counts.count),
  );
  drawn.style.setProperty('--share', counts.correct / counts.count);
  return drawn;
}
