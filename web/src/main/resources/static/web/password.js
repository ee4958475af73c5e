// Tells how good a new password is while it is typed. The server judges it, which takes or refuses it in the end.
'use strict';
(() => {
  const PAUSE = 250;
  document.querySelectorAll('[data-strength]').forEach(box => {
    const field = document.getElementById(box.dataset.strength);
    const words = box.querySelector('.words');
    let wait = 0, asked = 0;
    const look = async () => {
      const number = ++asked;
      const data = new URLSearchParams({wanted: field.value, _csrf: field.form.elements._csrf.value});
      try {
        const answer = field.value ? await fetch(box.dataset.ask, {method: 'POST', body: data, redirect: 'error'}) : null;
        if (number !== asked) return;
        box.hidden = !answer?.ok;
        if (!answer?.ok) return;
        const found = await answer.json();
        box.dataset.score = found.score;
        words.textContent = found.text;
      } catch (e) {
        box.hidden = true; // it is told when it is sent
      }
    };
    field.addEventListener('input', () => { clearTimeout(wait); wait = setTimeout(look, PAUSE); });
  });
})();
