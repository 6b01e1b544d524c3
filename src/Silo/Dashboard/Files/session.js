// Who sits before the dashboard.

import { request, RequestFailed } from './api.js';
import { token } from './token.js';

export const session = {
  /** "viewer" or "operator"; null before the silo has said. */
  role: null,
  /** Name of the silo. */
  silo: null,
  get mayOperate() {
    return this.role === 'operator';
  },
};

/** Asks the silo who this is. False where it wants a token, or another one. */
export async function identify() {
  try {
    const { role, silo } = await request('/v1/me');
    Object.assign(session, { role, silo });
    return true;
  } catch (failure) {
    if (failure instanceof RequestFailed && failure.status === 401) {
      session.role = null;
      return false;
    }
    throw failure;
  }
}

/** Tries a token. False where the silo does not know it; nothing is kept then. */
export async function signIn(text) {
  token.keep(text);
  const known = await identify();
  if (!known) {
    token.forget();
  }
  return known;
}

export function signOut() {
  token.forget();
  session.role = null;
}
