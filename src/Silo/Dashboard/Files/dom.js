// Elements of the page. Whatever comes from people or files becomes text here, never markup.

const svgNamespace = 'http://www.w3.org/2000/svg';

/** An HTML element. Attributes that begin with "on" are listeners; null, undefined and false ones are left out. */
export function element(name, attributes = {}, ...children) {
  return fill(document.createElement(name), attributes, children);
}

/** The same within an SVG. */
export function svgElement(name, attributes = {}, ...children) {
  return fill(document.createElementNS(svgNamespace, name), attributes, children);
}

/** Puts children in the place of those that are there; null and false ones are left out. */
export function replace(parent, ...children) {
  parent.replaceChildren(...present(children));
  return parent;
}

/** Has assistive technology say something, once. */
export function announce(text) {
  const place = document.getElementById('announcements');
  if (place.textContent !== text) {
    place.textContent = text;
  }
}

function fill(created, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) {
      continue;
    }
    if (name.startsWith('on')) {
      created.addEventListener(name.slice(2), value);
    } else {
      created.setAttribute(name, value === true ? '' : value);
    }
  }
  created.append(...present(children));
  return created;
}

function present(children) {
  return children.flat(Infinity).filter(child => child !== null && child !== undefined && child !== false);
}
