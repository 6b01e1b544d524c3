// Names and values, side by side.

import { element } from '../dom.js';

/** A list of [name, value] pairs; those without a value are left out. */
export const facts = pairs =>
  element(
    'dl',
    { class: 'facts' },
    pairs
      .filter(([, value]) => value !== null && value !== undefined && value !== '')
      .map(([name, value]) => element('div', {}, element('dt', {}, name), element('dd', {}, value))),
  );
