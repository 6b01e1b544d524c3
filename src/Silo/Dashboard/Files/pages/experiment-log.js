// The end of an experiment's log.

import { requestText } from '../api.js';
import { element, replace } from '../dom.js';
import { empty } from '../parts/states.js';

const lines = 500;

/** Fills the place; gives what fetches it anew. */
export function experimentLog(place, route, signal) {
  const text = element('code', {});
  const view = element('pre', { class: 'log', tabindex: '0', 'aria-label': 'Log' }, text);
  return async () => {
    const log = await requestText(`${route}/log?tail=${lines}`, { signal });
    if (log.trim() === '') {
      replace(place, empty('The log is empty', 'What the trainer writes to its standard error appears here.'));
      return;
    }
    if (!view.isConnected) {
      replace(place, element('p', { class: 'soft' }, `The last ${lines} lines.`), view);
    }
    const isAtEnd = view.scrollTop + view.clientHeight >= view.scrollHeight - 4;
    text.textContent = log;
    if (isAtEnd) {
      view.scrollTop = view.scrollHeight;
    }
  };
}
