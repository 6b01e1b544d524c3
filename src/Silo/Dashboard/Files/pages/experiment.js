// An experiment: where it stands, live, and one of several views.

import { path, request } from '../api.js';
import { announce, element, replace } from '../dom.js';
import { follow } from '../events.js';
import { throttled } from '../refresh.js';
import { link } from '../link.js';
import { detailsOf, labelOf } from '../names.js';
import { runningList } from '../parts/running-list.js';
import { failed, loading } from '../parts/states.js';
import { badge } from '../parts/status.js';
import { tabs } from '../parts/tabs.js';
import { experimentClasses } from './experiment-classes.js';
import { experimentCurves } from './experiment-curves.js';
import { experimentGallery } from './experiment-gallery.js';
import { experimentLog } from './experiment-log.js';
import { experimentOverview } from './experiment-overview.js';

const views = {
  overview: ['Overview', experimentOverview],
  curves: ['Curves', experimentCurves],
  gallery: ['Counterfactual images', experimentGallery],
  classes: ['Classes', experimentClasses],
  log: ['Log', experimentLog],
};

/** At most so often is what changed fetched anew. */
const period = 2000;

export async function experimentPage(view, { sweep, number, view: name = 'overview' }, signal) {
  const route = path`/v1/sweeps/${sweep}/experiments/${number}`;
  document.title = `${sweep}/${number} · Counterfactual`;
  replace(view, loading(`experiment ${sweep}/${number}`));
  let experiment;
  try {
    experiment = await request(route, { signal });
  } catch (failure) {
    if (!signal.aborted) {
      replace(
        view,
        failed(failure, () => experimentPage(view, { sweep, number, view: name }, signal)),
      );
    }
    return;
  }
  const state = element('span');
  const running = element('div', { class: 'running' });
  const connection = element('span', { class: 'soft', role: 'status' });
  const place = element('div', { class: 'view' });
  replace(
    view,
    element(
      'p',
      { class: 'path' },
      element('a', { href: '#/sweeps' }, 'Sweeps'),
      ' / ',
      element('a', { href: link`/sweeps/${sweep}` }, sweep),
      ' / ',
    ),
    element('div', { class: 'heading' }, element('h1', {}, labelOf(experiment)), state),
    element('p', { class: 'soft about' }, detailsOf(experiment)),
    running,
    tabs(
      Object.entries(views).map(([key, [title]]) => [
        title,
        key === 'overview' ? link`/experiments/${sweep}/${number}` : link`/experiments/${sweep}/${number}/${key}`,
        key === name,
      ]),
    ),
    connection,
    place,
  );
  const [, show] = views[name] ?? views.overview;
  const refreshView = show(place, route, signal, experiment);
  const changed = throttled(period, signal, refresh);
  showState(experiment.status);
  await draw();
  follow(sweep, signal, {
    progress(progress) {
      const mine = progress.running.filter(one => one.id === experiment.id);
      replace(running, runningList(mine));
      if (
        mine.length > 0 ||
        experiment.status === 'running' ||
        progress.events.some(event => event.experiment === experiment.id)
      ) {
        changed();
      }
    },
    reload: changed,
    connected(isThere) {
      connection.textContent = isThere ? '' : 'The connection to the silo is lost; trying again …';
    },
  });

  async function refresh() {
    try {
      experiment = await request(route, { signal });
      showState(experiment.status);
    } catch (failure) {
      note(failure);
      return;
    }
    await draw();
  }

  async function draw() {
    try {
      await refreshView(experiment);
      connection.textContent = '';
    } catch (failure) {
      note(failure);
    }
  }

  function note(failure) {
    if (!signal.aborted) {
      connection.textContent = failure.message;
    }
  }

  function showState(status) {
    if (state.dataset.status !== status) {
      state.dataset.status = status;
      replace(state, badge(status));
      announce(`Experiment ${sweep}/${number} is ${status}`);
    }
  }
}
