// How far a sweep or an experiment is.

import { element } from '../dom.js';
import { count } from '../format.js';

/** A word with a dot: "running", "completed" ... */
export const badge = status => element('span', { class: 'badge', 'data-status': status }, status);

const parts = ['completed', 'running', 'failed', 'cancelled'];

/** A bar of a sweep's experiments: completed, running, failed, cancelled; the rest waits. */
export function progressBar(counts) {
  const bar = element('div', { class: 'progress', role: 'img', 'aria-label': describe(counts) });
  for (const part of parts.filter(name => counts[name] > 0)) {
    const piece = element('span', { 'data-status': part });
    piece.style.width = `${(100 * counts[part]) / counts.total}%`;
    bar.append(piece);
  }
  return bar;
}

/** "3 of 12 completed, 2 running, 1 failed". */
export function describe(counts) {
  const others = ['running', 'queued', 'failed', 'cancelled']
    .filter(name => counts[name] > 0)
    .map(name => `, ${counts[name].toLocaleString('en')} ${name === 'queued' ? 'waiting' : name}`);
  return `${counts.completed.toLocaleString('en')} of ${count(counts.total, 'experiment')} completed${others.join('')}`;
}

/** A bar of one share in 0..1. */
export function shareBar(share, label) {
  const filled = element('span', { 'data-status': 'running' });
  filled.style.width = `${100 * Math.min(Math.max(share, 0), 1)}%`;
  return element('div', { class: 'progress', role: 'img', 'aria-label': label }, filled);
}
