// The paper's table, as the silo lays it out.

import { element } from '../dom.js';
import { scrollable } from './scrollable.js';

const marks = { best: 'strong', second: 'u' };

/** Columns, rows and ranks of a ReportTable. */
export function resultsTable({ columns, rows }) {
  return scrollable(
    'Results',
    element(
      'table',
      { class: 'results', id: 'results' },
      element('caption', { class: 'visually-hidden' }, 'Top-1 accuracy in percent'),
      element(
        'thead',
        {},
        element(
          'tr',
          {},
          columns.map(column => element('th', { scope: 'col', class: column.isAccuracy ? 'number' : null }, column.title)),
        ),
      ),
      element(
        'tbody',
        {},
        rows.map(row =>
          element(
            'tr',
            { class: row.isComplete ? null : 'incomplete' },
            row.cells.map((cell, index) => cellOf(cell, columns[index])),
          ),
        ),
      ),
    ),
  );
}

function cellOf(cell, column) {
  const mark = marks[cell.rank];
  return element('td', { class: column.isAccuracy ? 'number' : null }, mark ? element(mark, {}, cell.text) : cell.text);
}
