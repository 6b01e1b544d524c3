// The sweep's file, with its overrides applied.

import { element, replace } from '../dom.js';

/** Fills the place; nothing of it changes. */
export function sweepFile(place, id, signal, { overview }) {
  replace(place, element('pre', { tabindex: '0', 'aria-label': 'Sweep file' }, element('code', {}, overview.file)));
}
