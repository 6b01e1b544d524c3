// An address that names no page.

import { element, replace } from '../dom.js';

export function notFoundPage(view) {
  document.title = 'Not here · Counterfactual';
  replace(
    view,
    element('h1', {}, 'There is no such page'),
    element('p', {}, 'Look among the ', element('a', { href: '#/sweeps' }, 'sweeps'), '.'),
  );
}
