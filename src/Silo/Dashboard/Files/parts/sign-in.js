// The form that asks for a token.

import { element } from '../dom.js';
import { signIn } from '../session.js';

/** The form; `done` is called when the silo knows the token. */
export function signInForm(done) {
  const token = element('input', {
    id: 'token',
    type: 'password',
    name: 'token',
    autocomplete: 'off',
    spellcheck: 'false',
    required: true,
    'aria-describedby': 'token-help',
  });
  const problem = element('p', { class: 'problem', role: 'alert' });
  const submit = element('button', { type: 'submit', class: 'primary' }, 'Sign in');
  return element(
    'form',
    {
      class: 'sign-in',
      onsubmit: event => {
        event.preventDefault();
        attempt();
      },
    },
    element('h1', {}, 'Sign in'),
    element('p', {}, 'This silo asks for a token.'),
    element('label', { for: 'token' }, 'Token'),
    token,
    problem,
    submit,
    element(
      'p',
      { id: 'token-help', class: 'soft' },
      'Whoever runs the silo makes one with ',
      element('code', {}, 'counterfactual token create NAME --role viewer'),
      '. It is kept in this tab and forgotten with it.',
    ),
  );

  async function attempt() {
    submit.disabled = true;
    problem.textContent = '';
    try {
      if (await signIn(token.value.trim())) {
        done();
        return;
      }
      problem.textContent = 'The silo does not know this token: it is mistyped, or was revoked.';
      token.select();
    } catch (failure) {
      problem.textContent = failure.message;
    } finally {
      submit.disabled = false;
    }
  }
}
