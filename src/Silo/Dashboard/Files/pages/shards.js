// Shards: what each is, and which silos hold it decoded.

import { request } from '../api.js';
import { element, replace } from '../dom.js';
import { bytes } from '../format.js';
import { every } from '../refresh.js';
import { empty, failed, loading } from '../parts/states.js';
import { numbers, table } from '../parts/table.js';

const period = 5000;
const columns = ['Shard', 'Source', 'Form', 'Held by', numbers('Images'), numbers('Size')];

export function shardsPage(view, _, signal) {
  document.title = 'Shards · Counterfactual';
  const list = element('div', {}, loading('shards'));
  replace(
    view,
    element('div', { class: 'heading' }, element('h1', {}, 'Shards')),
    element(
      'p',
      { class: 'soft' },
      'Each silo decodes a shard once and keeps it; every epoch of every experiment reads it there.',
    ),
    list,
  );
  every(period, signal, ask);

  async function ask() {
    try {
      const shards = await request('/v1/shards', { signal });
      replace(
        list,
        shards.length === 0
          ? empty(
              'No shards yet',
              'They appear with the first experiment, or when a dataset is packed:',
              'counterfactual dataset pack NAME --out DIRECTORY',
            )
          : table('Shards', columns, shards.flatMap(rows)),
      );
    } catch (failure) {
      if (!signal.aborted) {
        replace(list, failed(failure, ask));
      }
    }
  }
}

/** A row for each form in which a shard is held; one for a shard that nobody holds. */
function rows({ id, source, decoded }) {
  const where = source?.path ?? 'rendered';
  return decoded.length === 0
    ? [row(id, where, 'as packed', null, source?.images, source?.bytes)]
    : decoded.map(({ form, content, silos }, index) =>
        row(index === 0 ? id : '', index === 0 ? where : '', form, silos, content.count, content.bytes),
      );
}

function row(id, where, form, silos, images, size) {
  return [
    id,
    element('span', { class: 'soft' }, where),
    form,
    silos?.length > 0 ? silos.map(silo => element('span', { class: 'tag' }, silo)) : element('span', { class: 'soft' }, 'nobody'),
    images === undefined || images === null ? '' : images.toLocaleString('en'),
    size ? bytes(size) : '',
  ];
}
