// Links between the views of one thing.

import { element } from '../dom.js';

/** [title, address, whether it is shown] of each view. */
export function tabs(views) {
  const links = views.map(([title, href, isShown]) => element('a', { href, 'aria-current': isShown ? 'page' : null }, title));
  const bar = element('nav', { class: 'tabs', 'aria-label': 'Views' }, links);
  // On a narrow screen the bar scrolls: the view that is shown is to be in sight.
  requestAnimationFrame(() => {
    const shown = bar.querySelector('[aria-current]');
    if (shown) {
      bar.scrollLeft = shown.offsetLeft - bar.offsetLeft - (bar.clientWidth - shown.clientWidth) / 2;
    }
  });
  return bar;
}
