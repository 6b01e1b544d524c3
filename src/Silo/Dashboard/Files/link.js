// Addresses of pages.

/** The address of a page: link`/sweeps/${id}`. */
export function link(parts, ...names) {
  return '#' + parts.reduce((text, part, index) => text + encodeURIComponent(names[index - 1]) + part);
}

/** The address of the experiment whose key is "sweep/number". */
export function experimentLink(key) {
  const slash = key.lastIndexOf('/');
  return link`/experiments/${key.slice(0, slash)}/${key.slice(slash + 1)}`;
}
