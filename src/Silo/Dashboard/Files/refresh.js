// Keeps a page up to date without asking more often than is of use.

/** Calls `work` now and then every `period` ms while the tab is seen, until the signal aborts. Never twice at a time. */
export async function every(period, signal, work) {
  while (!signal.aborted) {
    await work();
    await pause(period, signal);
    if (document.hidden) {
      await seen(signal);
    }
  }
}

/** A function that has `work` done soon after it is called, at most once in `period` ms, and once more after the last call. */
export function throttled(period, signal, work) {
  let wanted = false;
  let running = false;
  return async function ask() {
    wanted = true;
    if (running) {
      return;
    }
    running = true;
    while (wanted && !signal.aborted) {
      wanted = false;
      await work();
      await pause(period, signal);
    }
    running = false;
  };
}

function pause(milliseconds, signal) {
  return new Promise(resolve => {
    const clock = setTimeout(done, milliseconds);
    signal.addEventListener('abort', done, { once: true });
    function done() {
      clearTimeout(clock);
      signal.removeEventListener('abort', done);
      resolve();
    }
  });
}

function seen(signal) {
  return new Promise(resolve => {
    document.addEventListener('visibilitychange', resolve, { once: true, signal });
    signal.addEventListener('abort', resolve, { once: true });
  });
}
