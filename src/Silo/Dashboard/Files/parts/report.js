// The sweep's report: written by the silo when asked, and kept by the browser as files.

import { open, path, request } from '../api.js';
import { element, replace } from '../dom.js';
import { session } from '../session.js';

/** A button that has the report written and then offers its files; null for viewers, who may not have it written. */
export function report(id) {
  if (!session.mayOperate) {
    return null;
  }
  const files = element('span', { class: 'files', role: 'status' });
  const button = element('button', { type: 'button', onclick: write }, 'Write report');
  return element('div', { class: 'controls report' }, button, files);

  async function write() {
    button.disabled = true;
    replace(files, 'Writing …');
    try {
      const written = await request(path`/v1/sweeps/${id}/report`, { method: 'POST' });
      replace(
        files,
        written.files.filter(file => !file.includes('/')).map(file => fileButton(id, file)),
        written.remark,
      );
    } catch (failure) {
      replace(files, element('span', { class: 'problem' }, failure.message));
    } finally {
      button.disabled = false;
    }
  }
}

/** A link could not send the token: the file is fetched and then handed to the browser. */
const fileButton = (id, file) => element('button', { type: 'button', class: 'quiet', onclick: () => save(id, file) }, file);

async function save(id, file) {
  const response = await open(path`/v1/sweeps/${id}/report/files/${file}`);
  const address = URL.createObjectURL(await response.blob());
  element('a', { href: address, download: `${id}-${file}` }).click();
  URL.revokeObjectURL(address);
}
