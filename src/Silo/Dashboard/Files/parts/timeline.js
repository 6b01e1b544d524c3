// An experiment's life: waiting, and each attempt on its device.

import { element } from '../dom.js';
import { duration } from '../format.js';

/** Attempts as bars from when the experiment was first queued until it ended, or now. */
export function timeline({ queued, ended, history }) {
  const start = Math.min(Date.parse(queued), ...history.map(attempt => Date.parse(attempt.began)));
  const end = Math.max(ended ? Date.parse(ended) : Date.now(), start + 1);
  const share = time => `${100 * Math.min(Math.max((time - start) / (end - start), 0), 1)}%`;
  const span = duration((end - start) / 1000);
  const bars = history.map(attempt => {
    const from = Date.parse(attempt.began);
    const until = attempt.ended ? Date.parse(attempt.ended) : end;
    const bar = element('span', {
      'data-status': attempt.outcome,
      title: `attempt ${attempt.attempt} on ${attempt.device}: ${attempt.outcome} after ${duration((until - from) / 1000)}`,
    });
    bar.style.left = share(from);
    bar.style.width = share(start + until - from);
    return bar;
  });
  return element(
    'div',
    { class: 'timeline', role: 'img', 'aria-label': `${history.length} attempts within ${span}` },
    element('div', { class: 'lane' }, bars),
    element(
      'div',
      { class: 'ends soft' },
      element('span', {}, 'queued'),
      element('span', {}, ended ? `ended after ${span}` : `now, after ${span}`),
    ),
  );
}
