// The sweep's report: written by the silo when an operator asks, and kept by the browser as files.

import { open, path, request } from '../api.js';
import { element, replace } from '../dom.js';
import { session } from '../session.js';

/** A button that has the report written, or for viewers finds it as it was last written, and then offers its files. */
export function report(id) {
  const [title, method] = session.mayOperate ? ['Write report', 'POST'] : ['Find report', 'GET'];
  const files = element('span', { class: 'files', role: 'status' });
  const button = element('button', { type: 'button', onclick: ask }, title);
  return element('div', { class: 'controls report' }, button, files);

  async function ask() {
    button.disabled = true;
    replace(files, 'One moment …');
    try {
      const written = await request(path`/v1/sweeps/${id}/report`, { method });
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
