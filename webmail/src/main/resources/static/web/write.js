// Writing with more comfort: kept as it is typed, files dropped and pasted with progress, sent with Ctrl+Enter.
// The form works without this, too.
'use strict';
(() => {
  const form = document.getElementById('write');
  if (!form) return;
  const kept = document.getElementById('kept');
  const files = document.getElementById('files');
  const bar = document.getElementById('upload');
  const max = Number(form.dataset.max);
  const PAUSE = 4000, LONGEST = 20000;
  const place = 'draft:' + (form.elements.stored.value || form.elements.source.value || 'new');
  let changed = false, since = 0, timer = 0, busy = false, leaving = false;

  const grow = area => { area.style.height = 'auto'; area.style.height = area.scrollHeight + 2 + 'px'; };
  const growing = form.querySelectorAll('textarea');
  growing.forEach(area => { area.addEventListener('input', () => grow(area)); grow(area); });

  const say = text => { kept.textContent = text; };
  const fields = () => {
    const data = new FormData(form);
    data.delete('files');
    data.delete('action');
    return data;
  };
  const remember = () => {
    try {
      localStorage.setItem(place, JSON.stringify(
          ['to', 'cc', 'bcc', 'subject', 'text'].map(name => [name, form.elements[name].value])));
    } catch (e) { /* a full or forbidden storage: the server still keeps it */ }
  };
  const forget = () => { try { localStorage.removeItem(place); } catch (e) { /* as above */ } };

  // What was typed when the browser or the connection broke.
  try {
    const before = JSON.parse(localStorage.getItem(place) || 'null');
    if (before && before.some(([name, value]) => form.elements[name].value.trim() !== value.trim())) {
      before.forEach(([name, value]) => { form.elements[name].value = value; });
      growing.forEach(grow);
      say(form.dataset.restored);
      changed = true;
    }
  } catch (e) { forget(); }

  const save = async () => {
    clearTimeout(timer);
    if (!changed || busy) return;
    busy = true;
    changed = false;
    since = 0;
    try {
      const answer = await fetch('/webmail/write/save', {method: 'POST', body: fields(), redirect: 'error'});
      if (!answer.ok) throw new Error(answer.status);
      const now = await answer.json();
      form.elements.stored.value = now.stored;
      keys(now.keep);
      forget();
      say(form.dataset.savedat.replace('{0}', new Date().toLocaleTimeString([], {hour: '2-digit', minute: '2-digit'})));
    } catch (e) {
      changed = true;
      say(form.dataset.unsaved);
      timer = setTimeout(save, LONGEST);
    } finally {
      busy = false;
      if (changed) later();
    }
  };
  const keys = list => form.querySelectorAll('input[name=keep]').forEach((input, i) => {
    if (list[i] === undefined) return;
    input.value = list[i];
    const button = input.parentElement.querySelector('button');
    if (button) button.value = 'remove:' + list[i];
  });
  const later = () => {
    clearTimeout(timer);
    since = since || Date.now();
    timer = setTimeout(save, Date.now() - since > LONGEST ? 0 : PAUSE);
  };
  form.addEventListener('input', event => {
    if (event.target === files) return;
    changed = true;
    remember();
    later();
  });
  addEventListener('pagehide', () => { if (!leaving && changed) remember(); });
  document.addEventListener('visibilitychange', () => { if (document.hidden && !leaving) save(); });

  // Files: too large is said before anything is sent; what is sent shows how far it is.
  const size = () => [...files.files].reduce((sum, file) => sum + file.size, 0) * 1.37;
  const attach = () => {
    if (!files.files.length) return;
    if (size() > max) {
      say(form.dataset.toolarge.replace('{0}', files.files[0].name));
      files.value = '';
      return;
    }
    clearTimeout(timer);
    leaving = true;
    const data = new FormData(form);
    data.set('action', 'attach');
    const request = new XMLHttpRequest();
    request.open('POST', form.action);
    request.upload.onprogress = event => {
      bar.hidden = false;
      if (event.lengthComputable) bar.value = event.loaded / event.total * 100;
    };
    request.onload = () => {
      forget();
      const page = new DOMParser().parseFromString(request.responseText, 'text/html');
      const fresh = page.getElementById('write');
      if (!fresh) { location.reload(); return; }
      form.elements.stored.value = fresh.elements.stored.value;
      form.querySelector('.files')?.remove();
      const list = fresh.querySelector('.files');
      if (list) form.querySelector('.attachments legend').after(document.adoptNode(list));
      const said = page.getElementById('said');
      say(said ? said.textContent.trim() : '');
      bar.hidden = true;
      files.value = '';
      leaving = false;
    };
    request.onerror = () => { say(form.dataset.unsaved); bar.hidden = true; leaving = false; };
    request.send(data);
  };
  files.addEventListener('change', attach);
  form.querySelector('.attach').hidden = true;
  const take = list => {
    const all = new DataTransfer();
    for (const file of list) all.items.add(file);
    files.files = all.files;
    attach();
  };
  form.addEventListener('dragover', event => {
    if (![...event.dataTransfer.types].includes('Files')) return;
    event.preventDefault();
    form.classList.add('dropping');
  });
  form.addEventListener('dragleave', event => { if (event.target === form) form.classList.remove('dropping'); });
  form.addEventListener('drop', event => {
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    form.classList.remove('dropping');
    take(event.dataTransfer.files);
  });
  form.addEventListener('paste', event => {
    if (event.clipboardData.files.length) {
      event.preventDefault();
      take(event.clipboardData.files);
    }
  });

  form.addEventListener('keydown', event => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit(form.querySelector('button[value=send]'));
    }
  });
  form.addEventListener('submit', () => {
    leaving = true;
    clearTimeout(timer);
    forget();
  });
  // The letter itself is written above what is quoted.
  const letter = form.elements.text;
  if (letter.autofocus) { letter.focus(); letter.setSelectionRange(0, 0); letter.scrollTop = 0; }
})();
