// Requests to the silo's API.

import { token } from './token.js';

/** The silo refused, or did not answer (status 0). */
export class RequestFailed extends Error {
  constructor(status, detail) {
    super(detail);
    this.status = status;
  }
}

/** Heard by the window when the silo wants a token. */
export const tokenWanted = 'token-wanted';

/** The path of a route with names filled in: path`/v1/sweeps/${id}`. */
export function path(parts, ...names) {
  return parts.reduce((text, part, index) => text + encodeURIComponent(names[index - 1]) + part);
}

/** The answer to a request, streamed. Throws RequestFailed. */
export async function open(route, { method = 'GET', headers = {}, body, signal } = {}) {
  const sent = { Accept: 'application/json', ...headers };
  if (token.value) {
    sent.Authorization = `Bearer ${token.value}`;
  }
  if (body !== undefined) {
    sent['Content-Type'] = 'application/json';
  }
  let response;
  try {
    response = await fetch(route, { method, headers: sent, body: body === undefined ? undefined : JSON.stringify(body), signal });
  } catch (failure) {
    throw failure.name === 'AbortError' ? failure : new RequestFailed(0, 'The silo does not answer.');
  }
  if (!response.ok) {
    throw await refusal(response, route);
  }
  return response;
}

/** The JSON of an answer; null where it has none. */
export async function request(route, options) {
  const response = await open(route, options);
  return response.status === 204 ? null : response.json();
}

/** The text of an answer. */
export async function requestText(route, options) {
  return (await open(route, options)).text();
}

async function refusal(response, route) {
  let detail = `${response.status} ${response.statusText}`;
  try {
    const problem = await response.json();
    detail = [problem.detail ?? problem.title, ...(problem.errors ?? [])].join('\n');
  } catch {
    // A proxy between may answer in words of its own.
  }
  if (response.status === 401 && route !== '/v1/me') {
    window.dispatchEvent(new Event(tokenWanted));
  }
  return new RequestFailed(response.status, detail);
}
