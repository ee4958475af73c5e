// Writing with more comfort: kept as it is typed, files dropped and pasted with progress, recipients completed, sent
// with Ctrl+Enter. The form works without this, too.
'use strict';
(() => {
  const form = document.getElementById('write');
  if (!form) return;
  const kept = document.getElementById('kept');
  const files = document.getElementById('files');
  const bar = document.getElementById('upload');
  const overtaken = document.getElementById('overtaken');
  const box = form.querySelector('[data-editor]');
  const editor = box.editor;
  const max = Number(form.dataset.max);
  const PAUSE = 4000, LONGEST = 20000;
  const place = 'draft:' + (form.elements.stored.value || form.elements.source.value || 'new');
  let changed = false, since = 0, timer = 0, busy = null, leaving = false, behind = false;

  const grow = area => { area.style.height = 'auto'; area.style.height = area.scrollHeight + 2 + 'px'; };
  const growing = form.querySelectorAll('textarea:not([name=html])');
  growing.forEach(area => {
    area.addEventListener('input', () => grow(area));
    area.addEventListener('grow', () => grow(area));
    if (!area.hidden) grow(area);
  });
  form.querySelector('.copies').addEventListener('toggle', event => {
    event.target.querySelectorAll('textarea').forEach(grow);
    if (event.target.open && !leaving) event.target.querySelector('textarea').focus();
  });

  const wrong = document.getElementById('files-fault');
  const say = text => { kept.textContent = text; };
  const fault = text => { wrong.textContent = text; wrong.hidden = !text; };
  box.addEventListener('said', event => say(event.detail));
  const fields = () => {
    editor.sync();
    const data = new FormData(form);
    ['files', 'action', 'canned', 'when', 'sure'].forEach(name => data.delete(name));
    return data;
  };
  const typed = () => ({
    fields: ['to', 'cc', 'bcc', 'subject'].map(name => [name, form.elements[name].value]),
    rich: editor.isRich(), value: editor.value(), stored: form.elements.stored.value,
    version: form.elements.version.value,
  });
  const remember = () => {
    try { localStorage.setItem(place, JSON.stringify(typed())); } catch (e) { /* full or forbidden: the server still keeps it */ }
  };
  const forget = () => { try { localStorage.removeItem(place); } catch (e) { /* as above */ } };

  // What was typed when the browser or the connection broke: under this page's own name, or under that of the page on
  // which this draft was begun.
  const left = () => {
    const of = key => JSON.parse(localStorage.getItem(key) || 'null');
    const version = form.elements.version.value;
    const key = localStorage.getItem(place) || !version ? place
      : Object.keys(localStorage).find(one => one.startsWith('draft:') && of(one)?.version === version);
    const found = key ? of(key) : null;
    if (found && key !== place) localStorage.removeItem(key);
    return found;
  };
  const restore = before => {
    const words = html => {
      const page = new DOMParser().parseFromString(html.replace(/\sstyle=/g, ' x='), 'text/html');
      return page.body.textContent.replace(/\s+/g, ' ').trim();
    };
    const same = before.rich === editor.isRich()
      && (before.rich ? words(before.value) === words(editor.value()) : before.value.trim() === editor.value().trim());
    if (same && before.fields.every(([name, value]) => form.elements[name].value.trim() === value.trim())) {
      forget();
      return;
    }
    // what was typed belongs to the version that it was typed on: where the draft went on elsewhere since, that is told
    if (before.stored && form.elements.stored.value) form.elements.stored.value = before.stored;
    before.fields.forEach(([name, value]) => { form.elements[name].value = value; });
    editor.restore(before.value, before.rich);
    growing.forEach(grow);
    say(form.dataset.restored);
    changed = true;
    remember();
    setTimeout(() => later());
  };
  try {
    const before = left();
    if (before?.stored && !form.elements.stored.value) {
      // the server has an earlier state of it, with its files: it goes on there
      const there = '/webmail/write?draft=' + before.stored + '&version=' + encodeURIComponent(before.version);
      fetch(there, {method: 'HEAD', redirect: 'error'}).then(answer => {
        if (answer.ok) location.replace(there); else restore(before);
      }, () => restore(before));
    } else if (before?.fields) {
      restore(before);
    }
  } catch (e) { forget(); }

  // ---- kept by the server ----
  const take = now => {
    form.elements.stored.value = now.stored;
    form.elements.version.value = now.version;
    keys(now.keep);
  };
  overtaken.querySelector('a').addEventListener('click', () => { leaving = true; forget(); }); // the other one is wanted
  const store = async data => {
    const answer = await fetch('/webmail/write/save', {method: 'POST', body: data, redirect: 'error'});
    if (answer.status === 409) {
      const now = await answer.json();
      behind = true;
      overtaken.hidden = false;
      overtaken.querySelector('a').href = '/webmail/write?draft=' + now.newer;
    }
    if (!answer.ok) throw new Error(answer.status);
    const now = await answer.json();
    take(now);
    return now;
  };
  // One after the other: each needs the version that the one before made.
  const inTurn = work => {
    const mine = (busy ?? Promise.resolve()).then(work).finally(() => { if (busy === mine) busy = null; });
    busy = mine;
    return mine;
  };
  const save = async () => {
    clearTimeout(timer);
    if (!changed || behind || leaving) return;
    if (busy) { busy.finally(later); return; }
    await inTurn(async () => {
      changed = false;
      since = 0;
      try {
        await store(fields());
        if (!changed) forget();
        say(form.dataset.savedat.replace('{0}', new Date().toLocaleTimeString(document.documentElement.lang, {hour: '2-digit', minute: '2-digit', hourCycle: 'h23'})));
      } catch (e) {
        changed = true;
        say(behind ? '' : form.dataset.unsaved);
        timer = setTimeout(save, LONGEST);
      }
    });
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
  const touched = () => {
    changed = true;
    remember();
    later();
  };
  form.addEventListener('input', event => {
    if (event.target !== files && !event.target.matches('[data-pictures], #canned, #when')) touched();
  });
  addEventListener('pagehide', () => { if (!leaving && changed) remember(); });
  document.addEventListener('visibilitychange', () => { if (document.hidden && !leaving) save(); });
  form.elements.from.addEventListener('change', () => editor.resign().then(touched, () => say(form.dataset.unsaved)));

  // ---- files: too large is said before anything is sent; what is sent shows how far it is ----
  const tooLarge = list => {
    const there = [...form.querySelectorAll('.files [data-size]')].reduce((sum, one) => sum + Number(one.dataset.size), 0);
    const fresh = [...list].reduce((sum, file) => sum + file.size, 0);
    if (there + fresh <= max) return false;
    const largest = [...list].reduce((one, other) => other.size > one.size ? other : one);
    const alone = largest.size > max;
    fault(alone ? form.dataset.toolarge.replace('{0}', largest.name) : form.dataset.toomuch);
    return true;
  };
  const upload = (address, data) => new Promise((done, failed) => {
    const request = new XMLHttpRequest();
    request.open('POST', address);
    request.upload.onprogress = event => {
      bar.hidden = false;
      if (event.lengthComputable) bar.value = event.loaded / event.total * 100;
    };
    request.onload = () => done(request);
    request.onerror = failed;
    request.onloadend = () => { bar.hidden = true; bar.value = 0; };
    say(form.dataset.uploading);
    request.send(data);
  });
  const attach = list => {
    fault('');
    if (!list.length || tooLarge(list)) return;
    clearTimeout(timer);
    inTurn(async () => {
      try {
        changed = false;
        const data = fields();
        list.forEach(file => data.append('files', file));
        data.set('action', 'attach');
        const request = await upload(form.getAttribute('action'), data);
        const page = new DOMParser().parseFromString(request.responseText, 'text/html');
        const fresh = page.getElementById('write');
        if (!fresh && request.status === 413) { fault(form.dataset.toomuch); return; }
        if (!fresh) { location.reload(); return; }
        form.elements.stored.value = fresh.elements.stored.value;
        form.elements.version.value = fresh.elements.version.value;
        form.querySelector('.files')?.remove();
        const shown = fresh.querySelector('.files');
        if (shown) form.querySelector('.attachments legend').after(document.adoptNode(shown));
        const said = page.getElementById('said');
        say('');
        fault(said ? said.textContent.trim().replace(/\s+/g, ' ') : '');
        if (changed) later(); else forget();
      } catch (e) {
        changed = true;
        say(form.dataset.unsaved);
        later();
      }
    });
  };
  files.addEventListener('change', () => {
    const list = [...files.files];
    files.value = '';
    attach(list);
  });
  // one button that opens the chooser at once takes the place of the browser's field and ours
  form.querySelectorAll('.attach, .choose .whole').forEach(one => { one.hidden = true; });
  form.querySelectorAll('.choose .pressed, #files-hint').forEach(one => { one.hidden = false; });
  form.querySelector('.choose').classList.add('scripted');
  if (matchMedia('(hover: hover)').matches) form.querySelector('.drop-hint').hidden = false;
  form.addEventListener('dragover', event => {
    if (![...event.dataTransfer.types].includes('Files')) return;
    event.preventDefault();
    form.classList.add('dropping');
  });
  form.addEventListener('dragleave', event => { if (!form.contains(event.relatedTarget)) form.classList.remove('dropping'); });
  form.addEventListener('drop', event => {
    form.classList.remove('dropping');
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    attach([...event.dataTransfer.files]);
  });
  form.addEventListener('paste', event => {
    if (event.clipboardData.files.length) {
      event.preventDefault();
      attach([...event.clipboardData.files]);
    }
  });
  box.addEventListener('pictures', event => {
    const list = event.detail;
    fault('');
    if (tooLarge(list)) return;
    clearTimeout(timer);
    inTurn(async () => {
      try {
        const data = fields();
        list.forEach(file => data.append('pictures', file));
        const request = await upload('/webmail/write/save', data);
        if (request.status !== 200) throw new Error(request.status);
        const now = JSON.parse(request.responseText);
        take(now);
        now.pictures.forEach((source, i) => editor.picture(source, list[i]?.name ?? ''));
        say('');
        touched();
      } catch (e) {
        say(form.dataset.unsaved);
      }
    });
  });

  // ---- canned replies go where the caret is ----
  form.querySelector('button[value=insert]').addEventListener('click', event => {
    event.preventDefault();
    const chosen = form.elements.canned.value;
    if (chosen) editor.insert(chosen).then(touched, () => say(box.dataset.failed));
  });

  // ---- recipients, completed from contacts where there are any ----
  let completes = true;
  const complete = (field, number) => {
    const list = document.createElement('ul');
    list.id = 'names-' + number;
    list.className = 'names';
    list.setAttribute('role', 'listbox');
    list.setAttribute('aria-label', field.labels[0].textContent);
    list.hidden = true;
    field.after(list);
    field.parentElement.classList.add('completes');
    field.setAttribute('aria-autocomplete', 'list');
    field.setAttribute('aria-controls', list.id);
    let people = [], at = -1, asked = 0, wait = 0;
    // What is typed since the last comma, outside quotes.
    const word = () => {
      const until = field.value.slice(0, field.selectionStart);
      let from = 0, quoted = false;
      for (let i = 0; i < until.length; i++) {
        if (until[i] === '"') quoted = !quoted;
        else if (!quoted && ',;\n'.includes(until[i])) from = i + 1;
      }
      while (until[from] === ' ') from++;
      return {from, text: until.slice(from)};
    };
    const close = () => {
      list.hidden = true;
      people = [];
      at = -1;
      field.removeAttribute('aria-activedescendant');
    };
    const mark = to => {
      at = (to + people.length) % people.length;
      [...list.children].forEach((one, i) => one.setAttribute('aria-selected', String(i === at)));
      field.setAttribute('aria-activedescendant', list.children[at].id);
      list.children[at].scrollIntoView({block: 'nearest'});
    };
    const put = person => {
      const {from} = word();
      const plain = /^[\p{L}\p{N} '_-]*$/u.test(person.name);
      const name = person.name && !plain ? '"' + person.name.replace(/["\\]/g, '\\$&') + '"' : person.name;
      const text = person.group || !name ? person.address : name + ' <' + person.address + '>'; // of a group: its members
      field.setRangeText(text + ', ', from, field.selectionStart, 'end');
      close();
      grow(field);
      touched();
    };
    const look = async () => {
      const text = word().text.trim();
      if (!completes || text.length < 2) { close(); return; }
      const number = ++asked;
      try {
        const answer = await fetch('/webmail/contacts/complete?q=' + encodeURIComponent(text), {redirect: 'error'});
        if (answer.status === 404) completes = false;
        if (!answer.ok) throw new Error(answer.status);
        const found = await answer.json();
        if (number !== asked || document.activeElement !== field) return;
        people = found.slice(0, 8);
      } catch (e) {
        people = [];
      }
      list.replaceChildren(...people.map((person, i) => {
        const one = document.createElement('li');
        one.id = list.id + '-' + i;
        one.setAttribute('role', 'option');
        one.setAttribute('aria-selected', 'false');
        const name = document.createElement('span');
        name.textContent = person.name || person.address;
        one.append(name);
        if (person.name) {
          const address = document.createElement('small');
          address.textContent = person.address.length > 90 ? person.address.slice(0, 90) + '…' : person.address;
          one.append(address);
        }
        one.addEventListener('mousedown', event => { event.preventDefault(); put(person); });
        return one;
      }));
      if (!people.length) { close(); return; }
      list.hidden = false;
      at = -1;
      say(form.dataset.found.replace('{0}', people.length));
    };
    field.addEventListener('input', () => { clearTimeout(wait); wait = setTimeout(look, 150); });
    field.addEventListener('blur', close);
    field.addEventListener('keydown', event => {
      if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey && (list.hidden || at < 0)) {
        event.preventDefault(); // addresses are separated by commas
        if (!list.hidden && people.length) put(people[0]);
        return;
      }
      if (list.hidden) return;
      if (event.key === 'ArrowDown') { event.preventDefault(); mark(at + 1); }
      else if (event.key === 'ArrowUp') { event.preventDefault(); mark(at < 0 ? people.length - 1 : at - 1); }
      else if (event.key === 'Escape') { event.stopPropagation(); close(); }
      else if ((event.key === 'Enter' || event.key === 'Tab') && at >= 0) { event.preventDefault(); put(people[at]); }
    });
  };
  form.querySelectorAll('.addresses').forEach(complete);

  // ---- sending ----
  form.addEventListener('keydown', event => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit(form.querySelector('.send .primary'));
    }
  });
  form.addEventListener('submit', event => {
    if (busy) { // the version that is on its way is not overtaken
      event.preventDefault();
      const button = event.submitter;
      busy.finally(() => setTimeout(() => form.requestSubmit(button)));
      return;
    }
    leaving = true;
    clearTimeout(timer);
    forget();
  });
  // The letter itself is written above what is quoted.
  if (form.elements.to.value && !document.querySelector('[autofocus]:focus, #said')) editor.focusTop();
  else if (!document.getElementById('said')) form.elements.to.focus();
})();
