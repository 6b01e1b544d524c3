// Parameters against accuracies, a line a row of the table.

import { path, request } from '../api.js';
import { replace } from '../dom.js';
import { nameOf } from '../names.js';
import { parallelView } from '../parts/parallel.js';
import { empty, loading } from '../parts/states.js';

const most = 1000;

/** Fills the place; gives what fetches it anew. */
export function sweepParallel(place, id, signal, { overview }) {
  let drawn = '';
  replace(place, loading('the rows'));
  return refresh;

  async function refresh() {
    const { items } = await request(`${path`/v1/sweeps/${id}/rows`}?sort=ood&descending=true&limit=${most}`, { signal });
    const rows = items.filter(row => row.testSets.length > 0);
    if (JSON.stringify(rows) === drawn) {
      return;
    }
    drawn = JSON.stringify(rows);
    replace(
      place,
      rows.length === 0
        ? empty('No rows to compare yet', 'A line appears with each row that has a result.')
        : view(rows, overview.parameters),
    );
  }
}

function view(rows, names) {
  const parameters = parametersOf(rows, names);
  const telling = parameters.map(axis => axis.name).filter(name => !['alpha', 'method', 'masking', 'refill'].includes(name));
  const labels = rows.map(row => {
    const others = telling.filter(name => valueOf(row, name) !== null).map(name => `${name} ${valueOf(row, name)}`);
    return [nameOf(row) + (isInterpolated(row) ? `, alpha ${row.alpha}` : ''), ...others].join(', ');
  });
  return parallelView({ axes: [...parameters, ...accuraciesOf(rows)], labels });
}

/** Those that take several values among the rows, as numbers where all are. */
function parametersOf(rows, names) {
  return [...names, 'alpha']
    .map(name => ({ name, title: titleOf(name), isAccuracy: false, values: numeric(rows.map(row => valueOf(row, name))) }))
    .filter(axis => new Set(axis.values.filter(value => value !== null)).size > 1);
}

function accuraciesOf(rows) {
  const names = [...new Set(rows.flatMap(row => row.testSets.map(set => set.name)))];
  return [
    ...names.map(name => ({
      title: name,
      isAccuracy: true,
      values: rows.map(row => row.testSets.find(set => set.name === name)?.accuracy.mean ?? null),
    })),
    { title: 'OOD avg', isAccuracy: true, values: rows.map(row => row.oodAverage?.mean ?? null) },
  ];
}

function numeric(values) {
  const given = values.filter(value => value !== null);
  return given.every(value => value !== '' && Number.isFinite(Number(value)))
    ? values.map(value => (value === null ? null : Number(value)))
    : values;
}

const valueOf = (row, name) =>
  name === 'alpha' ? (row.alpha ?? null) : (row.parameters.find(parameter => parameter.name === name)?.value ?? null);

/** "training.learning_rate" becomes "learning rate". */
const titleOf = name => name.split('.').at(-1).replaceAll('_', ' ');

const isInterpolated = row => row.alpha !== null && row.alpha !== undefined && row.alpha > 0 && row.alpha < 1;
