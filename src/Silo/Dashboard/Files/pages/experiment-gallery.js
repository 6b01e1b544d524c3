// What was masked, what was filled in, and how that changes from epoch to epoch.

import { request } from '../api.js';
import { element, replace } from '../dom.js';
import { gallerySample } from '../parts/gallery-sample.js';
import { empty, failed, loading } from '../parts/states.js';

/** Fills the place; gives what fetches it anew. */
export function experimentGallery(place, route, signal) {
  const pages = new Map();
  let epochs = [];
  let chosen = null;
  let compared = null;
  const pictures = element('div');
  replace(place, loading('pictures'));
  return refresh;

  async function refresh() {
    try {
      const there = await request(`${route}/gallery`, { signal });
      if (there.join() === epochs.join() && there.length > 0) {
        return;
      }
      epochs = there;
      await draw();
    } catch (failure) {
      if (!signal.aborted) {
        replace(place, failed(failure, refresh));
      }
    }
  }

  async function draw() {
    if (epochs.length === 0) {
      replace(
        place,
        empty('No pictures yet', 'Experiments that mask keep pictures of the same images at each epoch; others have none.'),
      );
      return;
    }
    chosen ??= epochs.at(-1);
    const output = element('output', {}, `epoch ${chosen}`);
    const slider = element('input', {
      type: 'range',
      min: 0,
      max: epochs.length - 1,
      step: 1,
      value: epochs.indexOf(chosen),
      'aria-label': 'Epoch',
      disabled: epochs.length < 2,
      oninput: async () => {
        chosen = epochs[slider.value];
        output.textContent = `epoch ${chosen}`;
        await show();
      },
    });
    replace(place, element('div', { class: 'controls' }, element('label', {}, 'Epoch ', slider, ' ', output)), pictures);
    await show();
  }

  async function show() {
    const epoch = chosen;
    const page = await fetchPage(epoch);
    if (epoch !== chosen || signal.aborted) {
      return;
    }
    if (compared !== null) {
      const all = await Promise.all(epochs.map(fetchPage));
      replace(
        pictures,
        element(
          'button',
          {
            type: 'button',
            onclick: () => {
              compared = null;
              show();
            },
          },
          'All images',
        ),
        element('h3', {}, `Image ${page.samples[compared].image} at every epoch`),
        grid(all.map(one => [`epoch ${one.epoch}`, one.samples[compared], one])),
      );
      return;
    }
    replace(
      pictures,
      grid(
        page.samples.map((sample, index) => [
          element(
            'button',
            {
              type: 'button',
              class: 'quiet',
              onclick: () => {
                compared = index;
                show();
              },
            },
            `Image ${sample.image}`,
          ),
          sample,
          page,
        ]),
      ),
    );
  }

  async function fetchPage(epoch) {
    if (!pages.has(epoch)) {
      pages.set(epoch, await request(`${route}/gallery/${epoch}`, { signal }));
    }
    return pages.get(epoch);
  }
}

const grid = lines =>
  element(
    'div',
    { class: 'gallery' },
    lines.map(([title, sample, page]) => gallerySample(title, sample, page)),
  );
