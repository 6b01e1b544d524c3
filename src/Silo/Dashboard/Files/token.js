// The bearer token of this tab; it is forgotten with the tab.

const key = 'counterfactual.token';

export const token = {
  /** Null where none was given. */
  get value() {
    return sessionStorage.getItem(key);
  },
  keep(text) {
    sessionStorage.setItem(key, text);
  },
  forget() {
    sessionStorage.removeItem(key);
  },
};
