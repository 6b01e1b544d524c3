// A sweep's table and the figures of its report, as far as they are known.

import { path, request, requestText } from '../api.js';
import { element, replace } from '../dom.js';
import { count } from '../format.js';
import { figure } from '../parts/figure.js';
import { report } from '../parts/report.js';
import { resultsTable } from '../parts/results-table.js';
import { loading } from '../parts/states.js';

const rowsAtATime = 200;

/** Fills the place; gives what fetches it anew. */
export function sweepResults(place, id, signal) {
  let limit = rowsAtATime;
  const table = element('div', {}, loading('the table'));
  const figures = element('div', { class: 'figures' });
  replace(place, table, report(id), figures);
  return refresh;

  async function refresh() {
    const [results, overview] = await Promise.all([
      request(`${path`/v1/sweeps/${id}/table`}?limit=${limit}`, { signal }),
      request(path`/v1/sweeps/${id}/overview`, { signal }),
    ]);
    showTable(results, overview.sweep);
    replace(
      figures,
      await Promise.all(
        overview.figures.map(async known =>
          figure({ ...known, svg: await requestText(path`/v1/sweeps/${id}/figures/${known.name}`, { signal }) }),
        ),
      ),
    );
  }

  function showTable(results, sweep) {
    const waits = results.rows.every(row =>
      row.cells.every((cell, index) => !results.columns[index].isAccuracy || cell.text === ''),
    );
    replace(
      table,
      waits
        ? element(
            'p',
            { class: 'soft' },
            sweep.ended
              ? 'No experiment completed.'
              : 'No results yet: rows fill as experiments complete, and this page follows by itself.',
          )
        : null,
      resultsTable(results),
      results.rows.length < results.total
        ? element('button', { type: 'button', onclick: more }, `Show more of ${count(results.total, 'row')}`)
        : null,
      element(
        'p',
        { class: 'soft note' },
        'Top-1 accuracy in percent: mean ± sample standard deviation over seeds. ',
        'Best of a column bold, second underlined, among complete rows.',
      ),
    );
  }

  function more() {
    limit = Math.min(limit + rowsAtATime, 1000);
    refresh();
  }
}
