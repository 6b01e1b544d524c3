// What may be wider than the screen scrolls by itself, with the keyboard too.

import { element } from '../dom.js';

/** The content in a box of its own. */
export const scrollable = (label, ...content) =>
  element('div', { class: 'wide', tabindex: '0', role: 'group', 'aria-label': label }, ...content);
