// Colours of series, from the style sheet, so that they suit light and dark.

const amount = 8;

/** The colour of a series by its place, from 0. */
export const seriesColour = place => read(`--series-${(place % amount) + 1}`);

/** The value of a colour of the style sheet, such as "--ink". */
export const read = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** Calls back when the reader's system turns light or dark. */
export function onSchemeChange(signal, changed) {
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', changed, { signal });
}
