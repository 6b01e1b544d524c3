// Devices: what runs where, how busy each is, and their draining.

import { path, request } from '../api.js';
import { element, replace } from '../dom.js';
import { bytes, count } from '../format.js';
import { every } from '../refresh.js';
import { experimentLink } from '../link.js';
import { action } from '../parts/action.js';
import { facts } from '../parts/facts.js';
import { history } from '../parts/history.js';
import { empty, failed, loading } from '../parts/states.js';
import { badge } from '../parts/status.js';
import { session } from '../session.js';

const period = 2000;
const historyPoints = 120;

export function devicesPage(view, _, signal) {
  document.title = 'Devices · Counterfactual';
  const list = element('div', {}, loading('devices'));
  replace(view, element('div', { class: 'heading' }, element('h1', {}, 'Devices')), list);
  every(period, signal, ask);

  async function ask() {
    try {
      const devices = await request('/v1/devices', { signal });
      const isWatched = devices.some(device => device.reading);
      const histories = isWatched ? await request(`/v1/devices/history?points=${historyPoints}`, { signal }) : [];
      show(devices, new Map(histories.map(history => [history.device, history.readings])));
    } catch (failure) {
      if (!signal.aborted) {
        replace(list, failed(failure, ask));
      }
    }
  }

  function show(devices, histories) {
    const focused = document.activeElement?.closest?.('[data-device]')?.dataset.device;
    replace(
      list,
      devices.length === 0
        ? empty(
            'No devices',
            'This silo only answers. Start one that runs experiments:',
            'counterfactual silo --listen http://127.0.0.1:7070',
          )
        : element(
            'ul',
            { class: 'devices' },
            devices.map(device => card(device, histories.get(device.id) ?? [])),
          ),
    );
    if (focused) {
      list.querySelector(`[data-device="${CSS.escape(focused)}"] button`)?.focus();
    }
  }

  function card(device, readings) {
    return element(
      'li',
      { class: 'card', 'data-device': device.id },
      element(
        'div',
        { class: 'heading' },
        element('h2', {}, device.id),
        badge(!device.online ? 'offline' : device.drained ? 'drained' : device.experiment ? 'running' : 'idle'),
        drainButton(device),
      ),
      element(
        'p',
        { class: 'runs' },
        device.experiment
          ? ['runs ', element('a', { href: experimentLink(device.experiment) }, device.experiment)]
          : device.drained
            ? 'is given nothing until draining is undone'
            : device.online
              ? 'waits for work'
              : 'its silo does not run',
      ),
      readings.length > 1
        ? history(readings, device.id)
        : element(
            'p',
            { class: 'soft' },
            device.silo === session.silo ? 'Utilisation appears after some readings.' : 'Its silo keeps the history.',
          ),
      facts([
        [
          'Utilisation',
          device.reading?.utilisation === null || device.reading?.utilisation === undefined
            ? null
            : `${Math.round(100 * device.reading.utilisation)} %`,
        ],
        ['Memory', memoryOf(device)],
        [
          'Temperature',
          device.reading?.temperature === null || device.reading?.temperature === undefined
            ? null
            : `${Math.round(device.reading.temperature)} °C`,
        ],
        ['Kind', device.kind === 'cpu' ? `processor, ${count(device.threads, 'thread')}` : device.kind],
        ['Completed', count(device.completed, 'experiment')],
      ]),
    );
  }

  function drainButton(device) {
    const route = path`/v1/devices/${device.silo}/${device.name}/drain`;
    return device.drained ? action('Undo draining', `${route}?undo=true`, { done: ask }) : action('Drain', route, { done: ask });
  }
}

function memoryOf({ reading, memoryBytes }) {
  return reading?.memoryBytes
    ? `${bytes(reading.memoryBytes)} of ${bytes(reading.memoryTotalBytes ?? memoryBytes)}`
    : bytes(memoryBytes);
}
