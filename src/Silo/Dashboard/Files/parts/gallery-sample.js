// One image of a gallery: what was masked of it, and what the masked patches were filled from.

import { element, svgElement } from '../dom.js';

/** A GallerySample of a GalleryPage under a title. */
export function gallerySample(title, sample, page) {
  const isRight = sample.label === sample.predicted;
  const label = sample.labelName ?? `class ${sample.label}`;
  const partners = sample.partners.filter(place => page.samples[place]).map(place => partner(place, sample, page));
  return element(
    'article',
    { class: 'sample' },
    element(
      'header',
      {},
      title,
      element(
        'span',
        { class: isRight ? 'soft' : 'problem' },
        isRight ? `${label}, recognised` : `${label}, taken for ${sample.predictedName ?? sample.predicted}`,
      ),
    ),
    element(
      'div',
      { class: 'pictures' },
      picture('original', png(sample.original)),
      picture('relevance', [png(sample.original), png(sample.relevance)], 'over'),
      picture('mask', png(sample.mask)),
      picture(sample.partners.length === 0 ? 'removed' : 'refilled', png(sample.refilled)),
      partners.length === 1 ? picture('filled from', partners) : null,
    ),
    partners.length > 1 ? filledFrom(partners) : null,
  );
}

/** Several partners, smaller: each gave a few patches. */
const filledFrom = partners =>
  element(
    'figure',
    { class: 'partners' },
    element(
      'div',
      {},
      partners.map(layers => element('div', { class: 'layers' }, layers)),
    ),
    element('figcaption', {}, `filled from ${partners.length} images: the patches that each gave`),
  );

/** The image at a place of the page, without the patches that were not taken from it, as far as that is known. */
function partner(place, { sources }, page) {
  const { image, original } = page.samples[place];
  const whole = png(original, `image ${image}`);
  if (!sources) {
    return whole;
  }
  const side = Math.round(Math.sqrt(sources.length));
  const untaken = sources
    .map((source, patch) => (source === place ? '' : `M${patch % side} ${Math.floor(patch / side)}h1v1h-1z`))
    .join('');
  return [whole, svgElement('svg', { class: 'veil', viewBox: `0 0 ${side} ${side}` }, svgElement('path', { d: untaken }))];
}

const picture = (title, layers, kind = '') =>
  element('figure', {}, element('div', { class: `layers ${kind}` }, layers), element('figcaption', {}, title));

/** A PNG file in base 64; its caption names it unless a text does. */
const png = (content, text = '') => element('img', { src: `data:image/png;base64,${content}`, alt: text });
