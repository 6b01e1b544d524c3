// The dashboard: shows the page that the address names, and asks for a token where the silo wants one.

import { RequestFailed, tokenWanted } from './api.js';
import { announce, replace } from './dom.js';
import { failed } from './parts/states.js';
import { find } from './router.js';
import { identify, session, signOut } from './session.js';
import { token } from './token.js';
import { signInForm } from './parts/sign-in.js';
import { notFoundPage } from './pages/not-found.js';

const main = document.getElementById('main');
const navigation = document.getElementById('navigation');
const signOutButton = document.getElementById('sign-out');
let current = new AbortController();

window.addEventListener('hashchange', show);
window.addEventListener(tokenWanted, askForToken);
window.addEventListener('unhandledrejection', reportQuietly);
signOutButton.addEventListener('click', () => {
  signOut();
  askForToken();
});
start();

async function start() {
  try {
    await ((await identify()) ? show() : askForToken());
  } catch (failure) {
    replace(main, failed(failure, start));
  }
}

function show() {
  if (location.hash === '#main') {
    // The link that skips the navigation names no page.
    main.focus();
    return;
  }
  if (!session.role) {
    return;
  }
  leave();
  const { page, parameters, query } = find(location.hash) ?? { page: notFoundPage, parameters: {}, query: new URLSearchParams() };
  document.getElementById('connection').textContent = session.silo;
  signOutButton.hidden = !token.value;
  for (const anchor of navigation.children) {
    const here =
      location.hash.startsWith(anchor.hash) || (anchor.hash === '#/sweeps' && /^(#\/experiments|#?$)/.test(location.hash));
    anchor.toggleAttribute('data-here', here);
    here ? anchor.setAttribute('aria-current', 'page') : anchor.removeAttribute('aria-current');
  }
  const view = document.createElement('div');
  replace(main, view);
  page(view, parameters, current.signal, query);
}

function askForToken() {
  leave();
  document.title = 'Sign in · Counterfactual';
  signOutButton.hidden = true;
  replace(main, signInForm(show));
  main.querySelector('input').focus();
}

/** What a control asked for and did not get: the page stays as it is. Requests of a page that was left end like this too. */
function reportQuietly(event) {
  if (event.reason instanceof RequestFailed || event.reason?.name === 'AbortError') {
    event.preventDefault();
    announce(event.reason instanceof RequestFailed ? event.reason.message : '');
  }
}

/** Ends whatever the page before still does. */
function leave() {
  current.abort();
  current = new AbortController();
}
