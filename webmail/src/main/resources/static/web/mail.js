// What reading mail gains by a script: keys, live changes, undo as a toast, drag and drop. Everything works without.
'use strict';
(() => {
  const page = () => document.querySelector('.list-page, .reading, .plain-page');
  const list = () => document.getElementById('list');
  const rows = () => [...document.querySelectorAll('#list .message')];
  const typing = element => element.closest('input:not([type=checkbox]), textarea, select, [contenteditable]') !== null;
  let remembered = '';

  // ---- what was done is told at the bottom, where it hides nothing ----
  const toast = () => {
    const note = document.querySelector('#content [data-toast]');
    const toasts = document.getElementById('toasts');
    if (!note || !toasts) return;
    toasts.replaceChildren();
    tell(note);
  };
  const tell = note => {
    note.removeAttribute('data-toast');
    const box = document.createElement('div');
    box.className = 'toast';
    box.append(note);
    note.classList.remove('note');
    document.getElementById('toasts')?.append(box);
    window.htmx?.process(box);
    const target = page();
    if (target) for (const name of ['hx-boost', 'hx-target', 'hx-select', 'hx-select-oob', 'hx-swap']) {
      const value = target.getAttribute(name);
      if (value && !note.hasAttribute(name)) note.setAttribute(name, value);
    }
    window.htmx?.process(note);
  };

  // ---- what was asked for last is shown, however late the answers to other things come ----
  let asked = null;
  document.addEventListener('htmx:beforeRequest', event => {
    const {xhr, target, elt} = event.detail;
    if (target?.id !== 'content') return;
    asked = xhr;
    const changes = event.detail.requestConfig.verb !== 'get';
    const answered = answer => {
      if (answer.detail.xhr !== xhr) return;
      elt.removeEventListener('htmx:beforeOnLoad', answered); // on the element: it may be in no page any more
      if (asked === xhr) return;
      answer.preventDefault();
      if (changes) late(xhr);
    };
    elt.addEventListener('htmx:beforeOnLoad', answered);
  });
  document.addEventListener('htmx:historyCacheMiss', () => { asked = null; });
  // It is done all the same: only its word is told.
  const late = xhr => {
    if (xhr.status >= 400) return document.dispatchEvent(new CustomEvent('htmx:responseError'));
    const note = new DOMParser().parseFromString(xhr.responseText, 'text/html').querySelector('#content [data-toast]');
    if (note) tell(document.adoptNode(note));
    refresh();
  };

  // ---- nothing is taken from under a hand that presses, drags, or has opened something ----
  let pressed = false;
  let dragged = false;
  const mark = (names, change) => { for (const name of names) document.addEventListener(name, change, true); };
  mark(['pointerdown'], () => { pressed = true; });
  mark(['pointerup', 'pointercancel'], () => { pressed = false; });
  mark(['dragstart'], () => { dragged = true; });
  mark(['dragend', 'drop'], () => { dragged = false; });
  const busy = () => pressed || dragged || document.querySelector('details.dropdown[open], dialog[open]') !== null;

  // ---- choosing several ----
  const ready = () => {
    const all = document.querySelector('.pick.all');
    if (all) all.hidden = false;
    toast();
    further();
    lookOn();
  };
  document.addEventListener('change', event => {
    if (event.target.id === 'all') {
      for (const row of rows()) row.querySelector('[name=ref]').checked = event.target.checked;
    }
    if (event.target.matches('#all, #list [name=ref]')) count();
  });
  const count = () => list()?.classList.toggle('picking', document.querySelector('#list [name=ref]:checked') !== null);
  let lastPicked = null;
  document.addEventListener('click', event => {
    const pick = event.target.closest('#list [name=ref]');
    if (!pick) return;
    if (event.shiftKey && lastPicked?.isConnected) {
      const all = rows().map(row => row.querySelector('[name=ref]'));
      const [from, to] = [all.indexOf(lastPicked), all.indexOf(pick)].sort((a, b) => a - b);
      all.slice(from, to + 1).forEach(one => { one.checked = pick.checked; });
    }
    lastPicked = pick;
  });

  // Nothing chosen: the row that has the focus is meant.
  document.addEventListener('submit', event => {
    if (event.target.id !== 'list' || event.submitter?.name !== 'do') return;
    if (!document.querySelector('#list [name=ref]:checked')) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
  }, true);

  // ---- keys ----
  const current = () => document.activeElement?.closest?.('#list .message') ??
    (remembered ? document.getElementById(remembered) : null);
  const step = by => {
    const all = rows();
    if (all.length === 0) {
      document.querySelector(by > 0 ? '.neighbours [rel=next]' : '.neighbours [rel=prev]')?.click();
      return;
    }
    const at = all.indexOf(current());
    const next = all[at < 0 ? 0 : Math.min(all.length - 1, Math.max(0, at + by))];
    next.querySelector('.open').focus();
    next.scrollIntoView({block: 'nearest'});
  };
  const act = (name, value) => {
    const form = list() ?? document.querySelector('.reading > .toolbar');
    if (!form) return;
    if (form.id === 'list' && !document.querySelector('#list [name=ref]:checked')) {
      const row = current();
      if (!row) return;
      const all = rows();
      const after = all[all.indexOf(row) + 1] ?? all[all.indexOf(row) - 1];
      remembered = value === 'flag' ? row.id : after?.id ?? '';
      row.querySelector('[name=ref]').checked = true;
    }
    form.querySelector(`button[name="${name}"][value="${value}"]`)?.click();
  };
  const go = key => document.querySelector(`#folders a[data-key="folder.${key}"]`)?.click();
  let prefix = '';
  document.addEventListener('keydown', event => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || typing(event.target)) return;
    if (document.querySelector('dialog[open]')) return;
    const key = prefix + event.key;
    prefix = '';
    const actions = {
      j: () => step(1),
      k: () => step(-1),
      o: () => current()?.querySelector('.open').click(),
      u: () => document.querySelector('.toolbar .back')?.click(),
      x: () => { const pick = current()?.querySelector('[name=ref]'); if (pick) { pick.checked = !pick.checked; count(); } },
      e: () => act('do', 'archive'),
      '#': () => act('do', 'delete'),
      Delete: () => act('do', 'delete'),
      '!': () => act('do', 'junk'),
      m: () => act('do', 'unread'),
      s: () => (current() ?? document.querySelector('.letterhead'))?.querySelector('.star')?.click(),
      r: () => document.querySelector('[data-key=r]')?.click(),
      a: () => (document.querySelector('[data-key=a]') ?? document.querySelector('[data-key=r]'))?.click(),
      f: () => document.querySelector('[data-key=f]')?.click(),
      c: () => document.querySelector('.write')?.click(),
      z: () => document.querySelector('.toast form.done button')?.click(),
      '/': () => document.getElementById('q')?.focus(),
      '?': () => document.getElementById('keys')?.showModal(),
      g: () => { prefix = 'g '; setTimeout(() => { prefix = ''; }, 1500); },
      'g i': () => go('inbox'),
      'g d': () => go('drafts'),
      'g s': () => go('sent'),
      'g a': () => go('archive'),
      'g j': () => go('junk'),
      'g t': () => go('trash'),
    };
    if (actions[key]) {
      event.preventDefault();
      actions[key]();
    }
  });
  document.addEventListener('focusin', event => {
    const row = event.target.closest?.('#list .message');
    if (row) remembered = row.id;
  });

  // ---- pages come in parts: the focus goes where the reader is ----
  document.addEventListener('htmx:afterSettle', event => {
    if (event.detail.target?.id !== 'content' && event.target.id !== 'content') return;
    if (location.hash === '#menu') history.replaceState(history.state, '', location.pathname + location.search);
    ready();
    if (event.detail.requestConfig?.headers?.['X-Refresh']) return;
    const row = remembered ? document.getElementById(remembered) : null;
    if (row && list()) row.querySelector('.open').focus({preventScroll: false});
    else document.getElementById('content')?.focus({preventScroll: true});
  });
  document.addEventListener('htmx:historyRestore', ready);
  window.addEventListener('pageshow', ready);

  // ---- a search that ran out of time goes on by itself ----
  let going = 0;
  const further = () => {
    const link = document.querySelector('#further a[data-auto=true]');
    if (!link || ++going > 40) return;
    const at = location.href;
    fetch(link.href, {headers: {'X-Refresh': '1'}}).then(answer => answer.ok ? answer.text() : '').then(text => {
      if (!text || location.href !== at || !link.isConnected) return;
      const more = new DOMParser().parseFromString(text, 'text/html');
      const found = [...more.querySelectorAll('#list .message')];
      document.querySelector('#list .messages').append(...found);
      const nothing = document.querySelector('#list .nothing');
      const still = more.querySelector('#list .nothing');
      if (nothing && still) nothing.textContent = still.textContent;
      else nothing?.remove();
      document.getElementById('further').replaceWith(more.getElementById('further'));
      window.htmx?.process(document.getElementById('list'));
      window.htmx?.process(document.getElementById('further'));
      further();
    });
  };
  document.addEventListener('htmx:pushedIntoHistory', () => { going = 0; });

  // ---- so does looking for files in messages that nobody has looked at ----
  let looking = 0;
  const lookOn = () => {
    clearTimeout(looking);
    if (busy()) {
      looking = setTimeout(lookOn, 200);
      return;
    }
    const link = document.querySelector('#further a[data-renew=true]');
    if (!link) return;
    const at = location.href;
    fetch(link.href, {headers: {'X-Refresh': '1'}}).then(answer => answer.ok ? answer.text() : '').then(text => {
      if (!text || location.href !== at || !link.isConnected) return;
      if (busy()) return lookOn();
      const fresh = new DOMParser().parseFromString(text, 'text/html');
      if (!fresh.getElementById('list')) return;
      renewList(fresh);
      const next = fresh.getElementById('further');
      if (!next) return link.closest('#further').remove();
      document.getElementById('further').replaceWith(next);
      window.htmx?.process(next);
      lookOn();
    });
  };

  // ---- what other programs do is seen at once ----
  let waiting = 0;
  const refresh = () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      if (busy()) return refresh();
      const url = list()?.dataset.folder ? location.href : document.querySelector('#folders a')?.href;
      if (!url) return;
      fetch(url, {headers: {'X-Refresh': '1'}}).then(answer => {
        if (answer.status === 404 && list()?.dataset.folder) location.assign('/webmail'); // it is gone, or no longer shared
        return answer.ok && !answer.redirected ? answer.text() : '';
      }).then(text => {
        if (!text) return;
        if (busy()) return refresh();
        const fresh = new DOMParser().parseFromString(text, 'text/html');
        renewFolders(fresh);
        if (list()?.dataset.folder && fresh.getElementById('list')?.dataset.folder === list().dataset.folder) renewList(fresh);
      });
    }, 200);
  };
  const renewFolders = fresh => {
    const ids = page => [...page.querySelectorAll('#folders a[data-folder]')].map(link => link.dataset.folder).join();
    if (ids(fresh) !== ids(document)) {
      const now = document.getElementById('folders');
      const next = fresh.getElementById('folders');
      if (!now || !next) return;
      now.replaceWith(next);
      window.htmx?.process(next);
      return;
    }
    for (const link of fresh.querySelectorAll('#folders a[data-folder]')) {
      const old = document.querySelector(`#folders a[data-folder="${link.dataset.folder}"]`);
      if (!old) continue;
      old.querySelector('.count')?.remove();
      const count = link.querySelector('.count');
      if (count) old.append(count);
    }
    const quota = fresh.querySelector('#folders .quota');
    if (quota) document.querySelector('#folders .quota')?.replaceWith(quota);
  };
  const renewList = fresh => {
    const chosen = new Set([...document.querySelectorAll('#list [name=ref]:checked')].map(one => one.value));
    const focused = document.activeElement?.closest('#list .message')?.id;
    const inside = document.activeElement?.matches('[name=ref]') ? '[name=ref]' : document.activeElement?.matches('.star') ? '.star' : '.open';
    const next = fresh.getElementById('list');
    const total = fresh.getElementById('total');
    list().replaceWith(next);
    if (total) document.getElementById('total')?.replaceWith(total);
    const pages = document.querySelector('.list-page > .pages');
    const nextPages = fresh.querySelector('.list-page > .pages');
    if (nextPages && pages) pages.replaceWith(nextPages);
    else if (nextPages) next.after(nextPages);
    else pages?.remove();
    for (const pick of next.querySelectorAll('[name=ref]')) pick.checked = chosen.has(pick.value);
    window.htmx?.process(next);
    if (nextPages) window.htmx?.process(nextPages);
    const all = next.querySelector('.pick.all');
    if (all) all.hidden = false;
    count();
    if (focused) document.getElementById(focused)?.querySelector(inside)?.focus({preventScroll: true});
  };
  let source = null;
  const listen = () => {
    if (source || !window.EventSource || !document.getElementById('folders')) return;
    source = new EventSource('/webmail/events');
    source.addEventListener('change', refresh);
    source.addEventListener('error', () => {
      if (source.readyState === EventSource.CLOSED) source = null; // the session is over: the next page says so
    });
  };
  window.addEventListener('pagehide', () => { source?.close(); source = null; });

  // ---- drag to a folder ----
  document.addEventListener('dragstart', event => {
    const row = event.target.closest?.('#list .message');
    if (!row) return;
    if (!row.querySelector('[name=ref]').checked) {
      for (const one of rows()) one.querySelector('[name=ref]').checked = one === row;
    }
    event.dataTransfer.setData('text/plain', 'mail');
    event.dataTransfer.effectAllowed = 'move';
    count();
  });
  const folder = event => event.target.closest?.('#folders a[data-folder]');
  document.addEventListener('dragover', event => {
    const link = folder(event);
    if (link && list()) { event.preventDefault(); link.classList.add('drop'); }
  });
  document.addEventListener('dragleave', event => folder(event)?.classList.remove('drop'));
  document.addEventListener('drop', event => {
    const link = folder(event);
    if (!link || !list()) return;
    event.preventDefault();
    link.classList.remove('drop');
    document.querySelector(`#list button[value="move:${link.dataset.folder}"]`)?.click();
  });

  const start = () => { ready(); listen(); };
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', start); else start();
})();
