// All sweeps: found, sorted, followed.

import { request } from '../api.js';
import { element, replace } from '../dom.js';
import { age, count, moment } from '../format.js';
import { every } from '../refresh.js';
import { link } from '../link.js';
import { empty, failed, loading } from '../parts/states.js';
import { badge, describe, progressBar } from '../parts/status.js';

const period = 2000;
const pageSize = 100;
const statuses = ['running', 'paused', 'stopping', 'completed', 'failed', 'cancelled'];
const orders = [
  ['created', 'Newest'],
  ['name', 'Name'],
  ['status', 'State'],
  ['progress', 'Progress'],
  ['owner', 'Owner'],
];

export function sweepsPage(view, _, signal) {
  document.title = 'Sweeps · Counterfactual';
  let limit = pageSize;
  const search = element('input', {
    type: 'search',
    placeholder: 'Name, tag, owner or note',
    'aria-label': 'Search sweeps',
    oninput: ask,
  });
  const status = element(
    'select',
    { 'aria-label': 'State', onchange: ask },
    element('option', { value: '' }, 'Any state'),
    statuses.map(name => element('option', { value: name }, name)),
  );
  const sort = element(
    'select',
    { 'aria-label': 'Sort by', onchange: ask },
    orders.map(([value, text]) => element('option', { value }, text)),
  );
  const list = element('div', {}, loading('sweeps'));
  replace(
    view,
    element(
      'div',
      { class: 'heading' },
      element('h1', {}, 'Sweeps'),
      element('div', { class: 'controls', role: 'search' }, search, status, sort),
    ),
    list,
  );
  every(period, signal, ask);

  async function ask() {
    const query = new URLSearchParams({ search: search.value, sort: sort.value, limit });
    if (status.value) {
      query.set('status', status.value);
    }
    try {
      const answer = await request(`/v1/sweeps?${query}`, { signal });
      if (query.get('search') === search.value) {
        show(answer);
      }
    } catch (failure) {
      if (!signal.aborted) {
        replace(list, failed(failure, ask));
      }
    }
  }

  function show({ total, items }) {
    if (items.length === 0) {
      replace(
        list,
        search.value || status.value
          ? empty('No sweep is like that', 'Search for less, or choose another state.')
          : empty(
              'No sweeps yet',
              'Launch one from a terminal; it appears here by itself.',
              'counterfactual sweep run sweeps/demo.yaml',
            ),
      );
      return;
    }
    const focused = list.contains(document.activeElement) ? document.activeElement.getAttribute('href') : null;
    replace(
      list,
      element('ul', { class: 'sweeps' }, items.map(sweepItem)),
      items.length < total
        ? element(
            'button',
            {
              type: 'button',
              onclick: () => {
                limit += pageSize;
                ask();
              },
            },
            `Show more of ${count(total, 'sweep')}`,
          )
        : null,
    );
    if (focused) {
      list.querySelector(`[href="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
    }
  }
}

function sweepItem(sweep) {
  return element(
    'li',
    { class: 'sweep-item' },
    element('a', { class: 'sweep-name', href: link`/sweeps/${sweep.id}` }, sweep.id),
    badge(sweep.status),
    element(
      'div',
      { class: 'sweep-progress' },
      progressBar(sweep.counts),
      element('span', { class: 'soft' }, describe(sweep.counts)),
    ),
    element(
      'div',
      { class: 'sweep-about soft' },
      sweep.owner ? element('span', {}, sweep.owner) : null,
      element('time', { datetime: sweep.created, title: moment(sweep.created) }, age(sweep.created)),
      sweep.tags.map(tag => element('span', { class: 'tag' }, tag)),
    ),
    sweep.note ? element('p', { class: 'sweep-note soft' }, sweep.note) : null,
  );
}
