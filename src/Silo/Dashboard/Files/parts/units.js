// How the values of a metric are written.

import { bytes, number, percent } from '../format.js';

/** A function from a value of the metric to its text. */
export function unitOf(metric) {
  if (metric.startsWith('memory.')) {
    return bytes;
  }
  return metric.endsWith('accuracy') ? value => `${percent(value)} %` : number;
}
