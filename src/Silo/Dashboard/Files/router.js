// Which page an address names. Addresses live behind the '#', so the silo serves one document.

import { sweepsPage } from './pages/sweeps.js';
import { sweepPage } from './pages/sweep.js';
import { experimentPage } from './pages/experiment.js';
import { devicesPage } from './pages/devices.js';
import { shardsPage } from './pages/shards.js';

const pages = [
  ['/sweeps', sweepsPage],
  ['/sweeps/:sweep', sweepPage],
  ['/sweeps/:sweep/:view', sweepPage],
  ['/experiments/:sweep/:number', experimentPage],
  ['/experiments/:sweep/:number/:view', experimentPage],
  ['/devices', devicesPage],
  ['/shards', shardsPage],
];

/** The page of an address such as "#/sweeps/demo?x=1": its function, its parameters and its query; null where there is none. */
export function find(hash) {
  const [route, query] = (hash.replace(/^#/, '') || '/sweeps').split('?');
  for (const [template, page] of pages) {
    const parameters = match(template.split('/'), route.split('/'));
    if (parameters) {
      return { page, parameters, query: new URLSearchParams(query) };
    }
  }
  return null;
}

function match(template, given) {
  if (template.length !== given.length) {
    return null;
  }
  const parameters = {};
  for (const [index, part] of template.entries()) {
    if (part.startsWith(':')) {
      parameters[part.slice(1)] = decode(given[index]);
    } else if (part !== given[index]) {
      return null;
    }
  }
  return parameters;
}

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
