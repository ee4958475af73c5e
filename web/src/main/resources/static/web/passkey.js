// Asks the browser for a passkey, and sends what it signed with the form. Without script or passkeys the form stays
// hidden.
'use strict';
(() => {
  if (!window.PublicKeyCredential) return;
  const octets = text => Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), c => c.charCodeAt(0));
  const text = buffer => btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
  const named = list => list.map(one => ({...one, id: octets(one.id)}));

  const create = async asked => {
    const made = await navigator.credentials.create({publicKey: {
      ...asked,
      challenge: octets(asked.challenge),
      user: {...asked.user, id: octets(asked.user.id)},
      excludeCredentials: named(asked.excludeCredentials),
    }});
    return {
      id: text(made.rawId),
      client: text(made.response.clientDataJSON),
      authenticator: text(made.response.attestationObject),
    };
  };

  const get = async asked => {
    const shown = await navigator.credentials.get({publicKey: {
      ...asked,
      challenge: octets(asked.challenge),
      allowCredentials: named(asked.allowCredentials),
    }});
    return {
      id: text(shown.rawId),
      client: text(shown.response.clientDataJSON),
      data: text(shown.response.authenticatorData),
      signature: text(shown.response.signature),
      user: shown.response.userHandle ? text(shown.response.userHandle) : '',
    };
  };

  const run = async form => {
    const answer = await fetch(form.dataset.options, {
      method: 'POST', body: new URLSearchParams(new FormData(form)), headers: {Accept: 'application/json'},
    });
    const asked = await answer.json();
    if (!answer.ok) throw new Error(asked.problem || form.dataset.failed);
    const signed = await (form.dataset.passkey === 'create' ? create : get)(asked).catch(() => {
      throw new Error(form.dataset.failed);
    });
    for (const [name, value] of Object.entries(signed)) form.elements[name].value = value;
    const keep = document.querySelector('input[type=checkbox][name=keep]');
    if (keep && form.elements.keep) form.elements.keep.value = keep.checked;
    if (form.elements.present) form.elements.present.value = '';
    form.submit();
  };

  for (const form of document.querySelectorAll('form[data-passkey]')) {
    const problem = form.querySelector('.problem');
    const button = form.querySelector('button');
    form.hidden = false;
    form.addEventListener('submit', event => {
      event.preventDefault();
      button.disabled = true;
      problem.hidden = true;
      run(form).catch(error => {
        problem.textContent = error instanceof SyntaxError ? form.dataset.failed : error.message;
        problem.hidden = false;
        button.disabled = false;
      });
    });
  }
})();
