// What a page shows while it has nothing to show.

import { element } from '../dom.js';

/** Something is being fetched. */
export const loading = what => element('p', { class: 'loading', role: 'status' }, `Loading ${what} …`);

/** There is nothing; `next` says what would change that. */
export const empty = (what, next, command) =>
  element(
    'div',
    { class: 'empty' },
    element('p', { class: 'empty-what' }, what),
    element('p', {}, next),
    command ? element('pre', {}, element('code', {}, command)) : null,
  );

/** A request failed; a button tries again. */
export const failed = (failure, again) =>
  element(
    'div',
    { class: 'empty failure', role: 'alert' },
    element('p', { class: 'empty-what' }, failure.status === 404 ? 'Not here' : 'That did not work'),
    element('p', {}, failure.message),
    again ? element('button', { type: 'button', onclick: again }, 'Try again') : null,
  );
