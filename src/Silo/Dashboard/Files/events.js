// Server-sent events. The browser's EventSource cannot send a token, so the stream is read here.

import { open, path, RequestFailed } from './api.js';

const longestSilence = 30_000;
const longestPause = 10_000;

/**
 * Follows a sweep until the signal aborts. A lost connection is taken up again where it broke off.
 * `progress` gets each SweepProgress, `reload` is called when what was fetched before is to be fetched anew,
 * `connected` gets true or false.
 */
export async function follow(sweep, signal, { progress, reload, connected }) {
  let last = '';
  let pause = 1000;
  while (!signal.aborted) {
    try {
      await read(path`/v1/events?sweep=${sweep}`, last, signal, event => {
        connected(true);
        pause = 1000;
        last = event.id ?? last;
        if (event.type === 'progress') {
          progress(JSON.parse(event.data));
        } else if (event.type === 'reload') {
          reload();
        }
      });
    } catch (failure) {
      if (signal.aborted || (failure instanceof RequestFailed && failure.status >= 400 && failure.status < 500)) {
        return;
      }
    }
    connected(false);
    await wait(pause, signal);
    pause = Math.min(pause * 2, longestPause);
  }
}

async function read(route, last, signal, give) {
  const silence = new AbortController();
  const either = AbortSignal.any([signal, silence.signal]);
  let clock = setTimeout(() => silence.abort(), longestSilence);
  try {
    const headers = { Accept: 'text/event-stream', ...(last ? { 'Last-Event-ID': last } : {}) };
    const response = await open(route, { headers, signal: either });
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
      clearTimeout(clock);
      clock = setTimeout(() => silence.abort(), longestSilence);
      const blocks = (text + chunk.value).split('\n\n');
      text = blocks.pop();
      blocks
        .map(parse)
        .filter(event => event.type)
        .forEach(give);
    }
  } finally {
    clearTimeout(clock);
  }
}

/** An event of lines "field: value" (WHATWG HTML, 9.2). */
function parse(block) {
  const fields = Object.fromEntries(
    block.split('\n').map(line => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon), line.slice(colon + 1).trimStart()];
    }),
  );
  return { type: fields.event, id: fields.id, data: fields.data };
}

function wait(milliseconds, signal) {
  return new Promise(resolve => {
    const clock = setTimeout(resolve, milliseconds);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(clock);
        resolve();
      },
      { once: true },
    );
  });
}
