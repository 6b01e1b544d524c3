// All experiments of a sweep, however many.

import { path, request } from '../api.js';
import { element, replace } from '../dom.js';
import { age, duration, percent } from '../format.js';
import { link } from '../link.js';
import { detailsOf, labelOf } from '../names.js';
import { badge } from '../parts/status.js';
import { virtualTable } from '../parts/virtual-table.js';

const statuses = ['queued', 'running', 'evaluating', 'completed', 'failed', 'cancelled'];
const orders = [
  ['number', 'Number', false],
  ['row', 'Row', false],
  ['status', 'State', false],
  ['started', 'Last started', true],
  ['seconds', 'Longest', true],
  ['ood', 'OOD average', true],
  ['id', 'ID accuracy', true],
  ['attempts', 'Attempts', true],
];

/** Fills the place; gives what fetches it anew. */
export function sweepExperiments(place, id, signal) {
  const search = element('input', {
    type: 'search',
    placeholder: 'Row, device, setting or error',
    'aria-label': 'Search experiments',
    oninput: () => table.reset(),
  });
  const status = element(
    'select',
    { 'aria-label': 'State', onchange: () => table.reset() },
    element('option', { value: '' }, 'Any state'),
    statuses.map(name => element('option', { value: name }, name)),
  );
  const sort = element(
    'select',
    { 'aria-label': 'Sort by', onchange: () => table.reset() },
    orders.map(([value, text]) => element('option', { value }, text)),
  );
  const found = element('span', { class: 'soft', role: 'status' });
  const table = virtualTable({
    label: `Experiments of ${id}`,
    columns: columnsOf(id),
    fetchPage,
    counted: total => {
      found.textContent = `${total.toLocaleString('en')} found`;
    },
    signal,
  });
  replace(place, element('div', { class: 'controls', role: 'search' }, search, status, sort, found), table.element);
  return () => table.refresh();

  function fetchPage(offset, limit) {
    const order = orders.find(([value]) => value === sort.value);
    const query = new URLSearchParams({ search: search.value, sort: sort.value, descending: order[2], offset, limit });
    if (status.value) {
      query.set('status', status.value);
    }
    return request(`${path`/v1/sweeps/${id}/experiments`}?${query}`, { signal });
  }
}

const columnsOf = id => [
  { title: 'No.', kind: 'narrow number', cell: item => String(item.number) },
  {
    title: 'Experiment',
    kind: 'wide-cell',
    cell: item => [
      element('a', { href: link`/experiments/${id}/${item.number}` }, labelOf(item)),
      ' ',
      element('span', { class: 'soft' }, detailsOf(item)),
    ],
  },
  { title: 'State', kind: '', cell: item => badge(item.status) },
  { title: 'ID', kind: 'narrow number', cell: item => accuracy(item.idAccuracy) },
  { title: 'OOD', kind: 'narrow number', cell: item => accuracy(item.oodAverage) },
  { title: 'Device', kind: 'roomy soft', cell: item => item.device ?? '' },
  { title: 'Started', kind: 'roomy soft', cell: item => (item.started ? age(item.started) : '') },
  {
    title: 'Took',
    kind: 'roomy soft',
    cell: item => (item.started && item.ended ? duration((Date.parse(item.ended) - Date.parse(item.started)) / 1000) : ''),
  },
];

const accuracy = share => (share === null || share === undefined ? '' : percent(share));
