// What runs now: device, epoch, loss, speed, time left.

import { element } from '../dom.js';
import { duration, number } from '../format.js';
import { experimentLink } from '../link.js';
import { detailsOf, nameOf } from '../names.js';
import { sparkline } from './sparkline.js';
import { shareBar } from './status.js';

/** The RunningExperiments of a SweepProgress; nothing where nothing runs. */
export const runningList = running => (running.length === 0 ? null : element('ul', { class: 'running-list' }, running.map(item)));

/** One of them. */
function item(experiment) {
  const { id, seed, device, progress, losses, secondsLeft } = experiment;
  return element(
    'li',
    {},
    element(
      'div',
      { class: 'running-head' },
      element('a', { href: experimentLink(id), title: detailsOf(experiment) }, nameOf(experiment)),
      element('span', { class: 'soft' }, `seed ${seed} on ${device}`),
    ),
    shareBar(progress.done, `${Math.round(100 * progress.done)} % done`),
    element(
      'div',
      { class: 'running-figures soft' },
      element('span', {}, standing(progress)),
      progress.loss === null || progress.loss === undefined ? null : element('span', {}, `loss ${number(progress.loss)}`),
      sparkline(losses, 'loss of the last steps'),
      progress.imagesPerSecond > 0 ? element('span', {}, `${Math.round(progress.imagesPerSecond)} images/s`) : null,
      secondsLeft ? element('span', {}, `${duration(secondsLeft)} left`) : null,
    ),
  );
}

function standing({ phase, epoch, epochs, step, steps }) {
  return phase === 'training' ? `epoch ${epoch} of ${epochs}, step ${step} of ${steps}` : phase;
}
