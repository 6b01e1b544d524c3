// A table of any length: only the rows in sight are in the page, and their pages are fetched as they come into sight.

import { element, replace } from '../dom.js';

const rowHeight = 38;
const pageSize = 100;
const spare = 8;

/**
 * @param columns [{ title, kind, cell(item) }] where kind is a class for its width and alignment
 * @param fetchPage (offset, limit) => Promise<{ total, items }>
 * @param counted is told how many rows there are
 */
export function virtualTable({ label, columns, fetchPage, counted, signal }) {
  const pages = new Map();
  let total = null;
  let generation = 0;
  const body = element('div', { class: 'virtual-body', role: 'rowgroup' });
  const head = element(
    'div',
    { class: 'virtual-row virtual-head', role: 'row' },
    columns.map(column => element('span', { role: 'columnheader', class: column.kind }, column.title)),
  );
  const view = element(
    'div',
    { class: 'virtual-view', tabindex: '0' },
    element('div', { class: 'virtual-top', role: 'rowgroup' }, head),
    body,
  );
  const table = element('div', { class: 'virtual', role: 'table', 'aria-label': label }, view);
  let drawing = 0;
  view.addEventListener('scroll', schedule, { passive: true });
  new ResizeObserver(schedule).observe(view);

  return {
    element: table,
    /** Fetches anew what is in sight, and forgets the rest. */
    refresh() {
      generation++;
      return Promise.all(range().pages.map(fetchInto)).then(draw);
    },
    /** From the top, for another question. */
    reset() {
      pages.clear();
      total = null;
      view.scrollTop = 0;
      draw();
    },
  };

  function schedule() {
    drawing ||= requestAnimationFrame(() => {
      drawing = 0;
      draw();
    });
  }

  function range() {
    const first = Math.max(0, Math.floor(view.scrollTop / rowHeight) - spare);
    const wanted = Math.ceil((view.clientHeight || 400) / rowHeight) + 2 * spare;
    const end = Math.min(total ?? pageSize, first + wanted);
    const numbers = [];
    for (let number = Math.floor(first / pageSize); number * pageSize < Math.max(end, 1); number++) {
      numbers.push(number);
    }
    return { first, end, pages: numbers };
  }

  async function fetchInto(number) {
    const known = pages.get(number);
    if (known?.generation === generation) {
      return known.done;
    }
    const asked = { generation, items: known?.items ?? [], done: null };
    pages.set(number, asked);
    asked.done = fetchPage(number * pageSize, pageSize).then(
      page => {
        // An answer to an earlier question is of no use any more.
        if (pages.get(number) === asked) {
          asked.items = page.items;
          total = page.total;
          counted?.(total);
        }
      },
      failure => {
        if (!signal.aborted) {
          pages.delete(number);
          throw failure;
        }
      },
    );
    return asked.done;
  }

  function draw() {
    if (signal.aborted) {
      return;
    }
    const { first, end, pages: numbers } = range();
    for (const number of numbers.filter(one => pages.get(one)?.generation !== generation)) {
      // The next refresh says what is wrong, if anything is.
      fetchInto(number).then(schedule, () => {});
    }
    const focused = body.contains(document.activeElement) ? document.activeElement.getAttribute('href') : null;
    table.setAttribute('aria-rowcount', (total ?? 0) + 1);
    body.style.height = `${(total ?? 0) * rowHeight}px`;
    const rows = [];
    for (let index = first; index < end; index++) {
      rows.push(row(index, pages.get(Math.floor(index / pageSize))?.items[index % pageSize]));
    }
    replace(body, rows);
    if (focused) {
      body.querySelector(`[href="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
    }
  }

  function row(index, item) {
    const drawn = element(
      'div',
      { class: 'virtual-row', role: 'row', 'aria-rowindex': index + 2 },
      item
        ? columns.map(column => element('span', { role: 'cell', class: column.kind }, column.cell(item)))
        : element('span', { role: 'cell', class: 'soft' }, '…'),
    );
    drawn.style.transform = `translateY(${index * rowHeight}px)`;
    return drawn;
  }
}
