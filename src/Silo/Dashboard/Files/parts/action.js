// Buttons for operators. Viewers get none: the silo would refuse them.

import { request } from '../api.js';
import { announce, element } from '../dom.js';
import { session } from '../session.js';

/**
 * A button that posts; null for viewers.
 * `confirm` is asked first where the act cannot be taken back; `done` is called after it.
 */
export function action(label, route, { confirm: question, done, kind = '' } = {}) {
  if (!session.mayOperate) {
    return null;
  }
  const button = element('button', { type: 'button', class: kind, onclick: act }, label);
  return button;

  async function act() {
    if (question && !window.confirm(question)) {
      return;
    }
    button.disabled = true;
    try {
      await request(route, { method: 'POST' });
      announce(`${label}: done`);
      await done?.();
    } catch (failure) {
      window.alert(failure.message);
    } finally {
      button.disabled = false;
    }
  }
}
