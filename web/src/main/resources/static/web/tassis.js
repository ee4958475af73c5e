// What all pages need of a script. Everything works without it, only less comfortably.
'use strict';
(() => {
  // Times are shown in the zone of this browser from the next page on.
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone.replaceAll('/', '.');
  if (!document.cookie.split('; ').includes('zone=' + zone)) {
    document.cookie = 'zone=' + zone + '; path=/; max-age=31536000; samesite=lax; secure';
  }

  // A menu closes when something else is pressed, and with Escape, which gives the focus back.
  document.addEventListener('click', event => {
    for (const open of document.querySelectorAll('details.dropdown[open]')) {
      if (!open.contains(event.target)) open.open = false;
    }
  });
  document.addEventListener('keydown', event => {
    if (event.key !== 'Escape') return;
    const open = document.querySelector('details.dropdown[open]');
    if (open) {
      open.open = false;
      open.querySelector('summary').focus();
    } else if (location.hash === '#menu') {
      location.hash = '#';
    }
  });

  // Notes go away by themselves, unless somebody is about to use them.
  const leave = toast => setTimeout(() => toast.matches(':hover, :focus-within') ? leave(toast) : toast.remove(), 10000);
  const toasts = document.getElementById('toasts');
  if (toasts) {
    toasts.querySelectorAll('.toast').forEach(leave);
    new MutationObserver(changes => changes.forEach(change => change.addedNodes.forEach(node => {
      if (node.nodeType === 1) leave(node);
    }))).observe(toasts, {childList: true});
  }

  // A form that is refused comes back with what is wrong and what was typed; its address is that of the page before.
  document.addEventListener('htmx:beforeSwap', event => {
    if (event.detail.xhr.status !== 422) return;
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  });
  document.addEventListener('htmx:beforeHistoryUpdate', event => {
    if (event.detail.xhr.status === 422) Object.assign(event.detail.history, {type: 'replace', path: location.pathname + location.search});
  });

  // An error is shown where something was pressed, not swallowed.
  document.addEventListener('htmx:responseError', event => {
    const text = document.body.dataset.failed;
    if (text && toasts) {
      const toast = document.createElement('div');
      toast.className = 'toast';
      toast.textContent = text;
      toasts.append(toast);
    }
  });
})();
