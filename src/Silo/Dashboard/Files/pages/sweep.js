// A sweep: its state and what runs of it, live, and one of several views.

import { path, request } from '../api.js';
import { announce, element, replace } from '../dom.js';
import { follow } from '../events.js';
import { age, duration, moment } from '../format.js';
import { throttled } from '../refresh.js';
import { link } from '../link.js';
import { action } from '../parts/action.js';
import { runningList } from '../parts/running-list.js';
import { failed, loading } from '../parts/states.js';
import { badge, describe, progressBar } from '../parts/status.js';
import { tabs } from '../parts/tabs.js';
import { sweepCurves } from './sweep-curves.js';
import { sweepExperiments } from './sweep-experiments.js';
import { sweepFile } from './sweep-file.js';
import { sweepParallel } from './sweep-parallel.js';
import { sweepResults } from './sweep-results.js';

const views = {
  results: ['Results', sweepResults],
  curves: ['Learning curves', sweepCurves],
  parallel: ['Parameters', sweepParallel],
  experiments: ['Experiments', sweepExperiments],
  file: ['Sweep file', sweepFile],
};

/** At most so often is what changed fetched anew. */
const period = 1000;

export async function sweepPage(view, { sweep: id, view: name = 'results' }, signal, query) {
  document.title = `${id} · Counterfactual`;
  replace(view, loading(`sweep ${id}`));
  let overview;
  try {
    overview = await request(path`/v1/sweeps/${id}/overview`, { signal });
  } catch (failure) {
    if (!signal.aborted) {
      replace(
        view,
        failed(failure, () => sweepPage(view, { sweep: id, view: name }, signal, query)),
      );
    }
    return;
  }
  const state = element('div', { class: 'state' });
  const running = element('div', { class: 'running' });
  const operations = element('div', { class: 'actions' });
  const connection = element('span', { class: 'soft', role: 'status' });
  const place = element('div', { class: 'view' });
  replace(
    view,
    element('p', { class: 'path' }, element('a', { href: '#/sweeps' }, 'Sweeps'), ' / '),
    element('div', { class: 'heading' }, element('h1', {}, id), operations),
    about(overview.sweep),
    state,
    running,
    tabs(
      Object.entries(views).map(([key, [title]]) => [
        title,
        key === 'results' ? link`/sweeps/${id}` : link`/sweeps/${id}/${key}`,
        key === name,
      ]),
    ),
    connection,
    place,
  );
  const [, show] = views[name] ?? views.results;
  const refreshView = show(place, id, signal, { overview, query });
  const changed = throttled(period, signal, draw);
  let known = '';
  showState(overview.sweep);
  changed();
  follow(id, signal, {
    progress(progress) {
      showState(progress, progress.secondsLeft);
      replace(running, runningList(progress.running));
      if (progress.events.length > 0 || known !== JSON.stringify([progress.status, progress.counts])) {
        known = JSON.stringify([progress.status, progress.counts]);
        changed();
      }
    },
    reload: changed,
    connected(isThere) {
      connection.textContent = isThere ? '' : 'The connection to the silo is lost; trying again …';
    },
  });

  async function draw() {
    try {
      await refreshView?.();
      connection.textContent = '';
    } catch (failure) {
      if (!signal.aborted) {
        connection.textContent = failure.message;
      }
    }
  }

  function showState({ status, counts }, secondsLeft) {
    const left = secondsLeft ? `, about ${duration(secondsLeft)} left` : '';
    replace(
      state,
      badge(status),
      progressBar(counts),
      element('span', { class: 'soft', id: 'standing' }, describe(counts) + left),
    );
    if (state.dataset.status !== status) {
      state.dataset.status = status;
      announce(`Sweep ${id} is ${status}`);
    }
    const offer = [status, counts.failed > 0].join();
    if (operations.dataset.offer !== offer) {
      operations.dataset.offer = offer;
      replace(operations, operationsOf(id, status, counts));
    }
  }
}

function about(sweep) {
  return element(
    'p',
    { class: 'soft about' },
    sweep.owner ? element('span', {}, `by ${sweep.owner}`) : null,
    element(
      'span',
      {},
      'launched ',
      element('time', { datetime: sweep.created, title: moment(sweep.created) }, age(sweep.created)),
    ),
    sweep.ended ? element('span', {}, `took ${duration((Date.parse(sweep.ended) - Date.parse(sweep.created)) / 1000)}`) : null,
    sweep.tags.map(tag => element('span', { class: 'tag' }, tag)),
    sweep.note ? element('span', {}, sweep.note) : null,
  );
}

function operationsOf(id, status, counts) {
  const ended = ['completed', 'failed', 'cancelled'].includes(status);
  return [
    status === 'running' ? action('Pause', path`/v1/sweeps/${id}/pause`) : null,
    status === 'paused' ? action('Resume', path`/v1/sweeps/${id}/resume`) : null,
    counts.failed > 0 ? action('Retry failed', path`/v1/sweeps/${id}/retry`) : null,
    ended
      ? null
      : action('Cancel', path`/v1/sweeps/${id}/cancel`, { confirm: `Cancel what waits and runs of ${id}?`, kind: 'danger' }),
  ];
}
