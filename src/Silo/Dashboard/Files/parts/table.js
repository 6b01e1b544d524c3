// A plain table.

import { element } from '../dom.js';
import { scrollable } from './scrollable.js';

/** Columns are titles, or { title, kind } where a class such as "number" sets them; cells are texts or elements, one a column. */
export function table(label, columns, rows) {
  const known = columns.map(column => (typeof column === 'string' ? { title: column } : column));
  return scrollable(
    label,
    element(
      'table',
      { class: 'results' },
      element(
        'thead',
        {},
        element(
          'tr',
          {},
          known.map(({ title, kind }) => element('th', { scope: 'col', class: kind }, title)),
        ),
      ),
      element(
        'tbody',
        {},
        rows.map(cells =>
          element(
            'tr',
            {},
            cells.map((cell, index) => element('td', { class: known[index].kind }, cell)),
          ),
        ),
      ),
    ),
  );
}

/** A column of numbers, set to the right. */
export const numbers = title => ({ title, kind: 'number' });
