// Figures that the silo draws, the same as in its report.

import { element } from '../dom.js';
import { scrollable } from './scrollable.js';

// The only place where text becomes markup: an SVG that the silo drew, in which every text was escaped.
const markup = window.trustedTypes?.createPolicy('figures', { createHTML: text => text }) ?? { createHTML: text => text };

/** A figure with its title and caption. Its text takes the colour of the page. */
export function figure({ name, title, caption, svg }) {
  const parsed = new DOMParser().parseFromString(markup.createHTML(svg), 'image/svg+xml').documentElement;
  return element(
    'figure',
    { class: 'drawn', id: `figure-${name}` },
    scrollable(title, document.importNode(parsed, true)),
    element('figcaption', {}, element('strong', {}, title), ' ', caption),
  );
}
