// An experiment's result, life, checkpoints and settings.

import { element, replace } from '../dom.js';
import { bytes, duration, moment, number, percent, words } from '../format.js';
import { experimentLink } from '../link.js';
import { facts } from '../parts/facts.js';
import { badge } from '../parts/status.js';
import { numbers, table } from '../parts/table.js';
import { timeline } from '../parts/timeline.js';

/** Fills the place; gives what shows it anew. */
export function experimentOverview(place) {
  let drawn = '';
  return async experiment => {
    // A page that did not change keeps its selection and its open parts.
    if (JSON.stringify(experiment) !== drawn) {
      drawn = JSON.stringify(experiment);
      replace(place, result(experiment), life(experiment), attempts(experiment), kept(experiment), settings(experiment));
    }
  };
}

function result({ evaluations, lastFailure, status, reusedFrom }) {
  return section(
    'Result',
    status === 'failed' && lastFailure
      ? element('p', { class: 'problem' }, `${words(lastFailure.cause)}: ${lastFailure.message}`)
      : null,
    reusedFrom
      ? element(
          'p',
          { class: 'soft' },
          'Taken over from ',
          element('a', { href: experimentLink(reusedFrom) }, reusedFrom),
          ', which has the same settings, data and method.',
        )
      : null,
    evaluations.length === 0 ? element('p', { class: 'soft' }, 'No result yet.') : accuracies(evaluations),
  );
}

function accuracies(evaluations) {
  const names = evaluations[0].testSets.map(set => set.name);
  return table(
    'Accuracies',
    ['alpha', ...[...names, 'OOD avg'].map(numbers)],
    evaluations.map(({ alpha, testSets }) => [
      number(alpha),
      ...testSets.map(set => element('span', { title: `${set.correct} of ${set.count}` }, percent(set.correct / set.count))),
      outOfDistribution(testSets),
    ]),
  );
}

function outOfDistribution(testSets) {
  const shares = testSets.filter(set => !set.inDistribution).map(set => set.correct / set.count);
  return shares.length > 0 ? percent(shares.reduce((sum, share) => sum + share, 0) / shares.length) : '';
}

function life(experiment) {
  const {
    queued,
    started,
    ended,
    trainingSeconds,
    evaluationSeconds,
    imagesPerSecond,
    epoch,
    stopped,
    device,
    attempts: begun,
  } = experiment;
  return section(
    'Life',
    timeline({ ...experiment, history: experiment.history ?? [] }),
    facts([
      ['Device', device],
      ['Attempts', begun],
      ['Queued', moment(queued)],
      ['Started', started ? moment(started) : null],
      ['Ended', ended ? moment(ended) : null],
      ['Training', trainingSeconds ? duration(trainingSeconds) : null],
      ['Evaluation', evaluationSeconds ? duration(evaluationSeconds) : null],
      ['Images a second', imagesPerSecond ? Math.round(imagesPerSecond) : null],
      ['Best epoch', epoch || null],
      ['Stopped early', stopped ? `at epoch ${stopped.epoch}` : null],
    ]),
  );
}

function attempts({ history = [] }) {
  if (history.length === 0) {
    return null;
  }
  const rows = history.map(({ attempt, device, began, ended, outcome, failure }) => [
    String(attempt),
    device,
    moment(began),
    duration(((ended ? Date.parse(ended) : Date.now()) - Date.parse(began)) / 1000),
    badge(outcome),
    failure ? `${words(failure.cause)}: ${failure.message}` : '',
  ]);
  return section(
    'Attempts',
    table('Attempts', ['Attempt', 'Device', 'Began', 'Took', 'Outcome', { title: 'Cause', kind: 'long' }], rows),
  );
}

function kept({ checkpoints = [], model }) {
  const files = [...checkpoints.map(one => [`checkpoint at step ${one.step}`, one]), ...(model ? [['model', model]] : [])];
  if (files.length === 0) {
    return null;
  }
  const rows = files.map(([name, file]) => [name, bytes(file.bytes), element('code', {}, file.sha256.slice(0, 16))]);
  return section('Checkpoints', table('Checkpoints', ['File', numbers('Size'), 'SHA-256'], rows));
}

function settings({ parameters, seed, cell, settings: text }) {
  return section(
    'Settings',
    facts([
      ...parameters.map(({ name, value }) => [name, value]),
      ['seed', String(seed)],
      ['cell', element('code', {}, cell.slice(0, 16))],
    ]),
    element('details', {}, element('summary', {}, 'All settings'), element('pre', {}, element('code', {}, pretty(text)))),
  );
}

function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

const section = (title, ...content) => element('section', {}, element('h2', {}, title), ...content);
