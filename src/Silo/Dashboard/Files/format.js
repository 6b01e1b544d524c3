// Numbers and times as people read them.

const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

/** 0.9587 becomes "95.9". */
export const percent = share => (100 * share).toFixed(1);

/** Bytes in units of 1024. */
export function bytes(count) {
  const power = count > 0 ? Math.min(Math.floor(Math.log2(count) / 10), units.length - 1) : 0;
  const value = count / 1024 ** power;
  return `${power === 0 ? Math.round(value) : value.toFixed(1)} ${units[power]}`;
}

/** "48 s", "3 min 20 s", "2 h 5 min", "4 d 3 h". */
export function duration(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) {
    return `${whole} s`;
  }
  if (whole < 3600) {
    return join(Math.floor(whole / 60), 'min', whole % 60, 's');
  }
  return whole < 86400
    ? join(Math.floor(whole / 3600), 'h', Math.floor((whole % 3600) / 60), 'min')
    : join(Math.floor(whole / 86400), 'd', Math.floor((whole % 86400) / 3600), 'h');
}

/** How long ago a moment was, in its largest unit. */
export function age(moment) {
  const seconds = (Date.now() - Date.parse(moment)) / 1000;
  return seconds < 5 ? 'just now' : `${duration(seconds).split(' ').slice(0, 2).join(' ')} ago`;
}

/** A moment in the reader's own time. */
export const moment = time => new Date(time).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'medium' });

/** Four significant digits, without needless zeros. */
export function number(value) {
  if (value === null || value === undefined) {
    return '';
  }
  if (typeof value !== 'number') {
    return String(value);
  }
  return value !== 0 && (Math.abs(value) < 1e-3 || Math.abs(value) >= 1e6)
    ? value.toExponential(2)
    : String(Number(value.toPrecision(4)));
}

/** "1 experiment", "2 experiments". */
export const count = (amount, noun) => `${amount.toLocaleString('en')} ${noun}${amount === 1 ? '' : 's'}`;

/** "invalidRequest" becomes "invalid request". */
export const words = camelCase => camelCase.replace(/[A-Z]/g, letter => ` ${letter.toLowerCase()}`);

function join(large, largeUnit, small, smallUnit) {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}
