// Rich text in a form whose text is plain without a script. What is sent is made harmless by the server; what is pasted
// is made plain first (insert.js), so that nothing is shown that would not be sent.
'use strict';
(() => {
  const TARGET = /^(https?:|mailto:|tel:)/i;
  const {clean, put, watch} = window.tassisInsertion;

  const dialog = document.getElementById('link');

  const make = box => {
    const form = box.closest('form');
    const bar = box.querySelector('.format');
    const area = box.querySelector('.rich');
    const text = box.querySelector('textarea[name=text]');
    const html = box.querySelector('textarea[name=html]');
    const flag = box.querySelector('input[name=rich]');
    const mode = box.querySelector('[data-mode]');
    const chooser = box.querySelector('[data-pictures]');
    let rich = false, before = null;

    const empty = () => !area.textContent.trim() && !area.querySelector('img, hr');
    const sync = () => {
      html.value = rich && !empty() ? area.innerHTML : '';
      if (rich) text.value = '';
    };
    const changed = () => { sync(); area.dispatchEvent(new InputEvent('input', {bubbles: true})); };
    const show = now => {
      rich = now;
      bar.hidden = area.hidden = !now;
      text.hidden = now;
      flag.disabled = !now;
      mode.textContent = now ? mode.dataset.plain : mode.dataset.rich;
      if (now) {
        if (!area.firstChild) area.innerHTML = '<div><br></div>';
        sync();
      } else {
        html.value = '';
        text.dispatchEvent(new Event('grow'));
      }
    };
    const fill = value => { area.innerHTML = value; };

    // ---- the other form of the text, which the server makes ----
    const ask = async more => {
      sync();
      const data = new FormData();
      for (const name of ['text', 'html', 'from', 'signed', 'stored', 'source']) {
        const field = form.elements[name];
        if (field) data.set(name, field.value);
      }
      data.set('_csrf', form.elements._csrf.value);
      if (rich) data.set('rich', 'true');
      if (!data.get('from')) data.delete('signed');
      for (const [name, value] of Object.entries(more)) data.set(name, value);
      const answer = await fetch('/webmail/write/convert', {method: 'POST', body: data, redirect: 'error'});
      if (!answer.ok) throw new Error(answer.status);
      return answer.json();
    };
    const say = words => box.dispatchEvent(new CustomEvent('said', {detail: words, bubbles: true}));
    const turn = async () => {
      mode.disabled = true;
      try {
        if (rich) {
          const shown = area.innerHTML;
          const answer = await ask({as: 'plain', signed: form.elements.from?.value ?? ''});
          text.value = answer.text;
          before = {html: shown, text: answer.text};
          show(false);
          text.focus();
        } else {
          const answer = await ask({as: 'rich', signed: form.elements.from?.value ?? ''});
          // nothing typed since: it is as it was, with all its looks
          fill(before && before.text === text.value ? before.html : answer.html);
          show(true);
          area.focus();
        }
        changed();
      } catch (e) {
        say(box.dataset.failed);
      } finally {
        mode.disabled = false;
      }
    };
    mode.addEventListener('click', turn);

    // ---- commands ----
    const here = () => {
      const selection = getSelection();
      return selection.rangeCount && area.contains(selection.anchorNode) ? selection : null;
    };
    const around = selector => {
      const node = here()?.anchorNode;
      const found = (node?.nodeType === Node.ELEMENT_NODE ? node : node?.parentElement)?.closest(selector);
      return found && area.contains(found) && found !== area ? found : null;
    };
    const run = (name, value) => { document.execCommand(name, false, value); };
    const steps = watch(area);
    const insert = what => steps.run(() => put(area, what));
    const element = one => { const out = document.createDocumentFragment(); out.append(one); return out; };
    const commands = {
      bold: () => run('bold'),
      italic: () => run('italic'),
      underline: () => run('underline'),
      bullets: () => run('insertUnorderedList'),
      numbers: () => run('insertOrderedList'),
      heading: () => run('formatBlock', around('h2') ? 'div' : 'h2'),
      quote: () => around('blockquote') ? run('outdent') : run('formatBlock', 'blockquote'),
      link: () => link(),
      picture: () => chooser.click(),
      clear: () => {
        run('removeFormat');
        run('unlink');
        if (around('h2, h3, pre')) run('formatBlock', 'div');
      },
    };
    const state = {
      bold: () => document.queryCommandState('bold'),
      italic: () => document.queryCommandState('italic'),
      underline: () => document.queryCommandState('underline') && !around('a'),
      bullets: () => document.queryCommandState('insertUnorderedList'),
      numbers: () => document.queryCommandState('insertOrderedList'),
      heading: () => Boolean(around('h2')),
      quote: () => Boolean(around('blockquote')),
    };
    const buttons = [...bar.querySelectorAll('[data-command]')];
    const refresh = () => {
      if (!rich || !here()) return;
      for (const button of buttons) {
        const on = state[button.dataset.command];
        if (on) button.setAttribute('aria-pressed', String(on()));
      }
    };
    const act = name => {
      if (!here()) { area.focus(); }
      commands[name]();
      if (name !== 'link' && name !== 'picture') { changed(); refresh(); }
    };
    bar.addEventListener('mousedown', event => { if (event.target.closest('button')) event.preventDefault(); });
    bar.addEventListener('click', event => {
      const button = event.target.closest('[data-command]');
      if (button) act(button.dataset.command);
    });
    // One stop for Tab; arrows go on from there, as toolbars do.
    const stop = chosen => buttons.forEach(button => { button.tabIndex = button === chosen ? 0 : -1; });
    stop(buttons[0]);
    bar.addEventListener('keydown', event => {
      const at = buttons.indexOf(document.activeElement);
      const to = {ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: buttons.length - 1}[event.key];
      if (to === undefined || at < 0) return;
      event.preventDefault();
      const next = buttons[(to + buttons.length) % buttons.length];
      stop(next);
      next.focus();
    });
    document.addEventListener('selectionchange', refresh);

    const link = () => {
      const selection = here();
      if (!selection || !dialog) return;
      const range = selection.getRangeAt(0).cloneRange();
      const old = around('a');
      const field = dialog.querySelector('input');
      field.value = old?.getAttribute('href') ?? '';
      dialog.querySelector('[data-remove]').hidden = !old;
      dialog.returnValue = '';
      dialog.onclose = () => {
        area.focus();
        const again = getSelection();
        again.removeAllRanges();
        if (old) { const whole = document.createRange(); whole.selectNodeContents(old); again.addRange(whole); } else again.addRange(range);
        let target = field.value.trim();
        if (dialog.returnValue === 'remove' || dialog.returnValue === 'set' && !target) {
          run('unlink');
        } else if (dialog.returnValue === 'set') {
          if (!TARGET.test(target)) target = (/^[^\s/@]+@[^\s/@]+$/.test(target) ? 'mailto:' : 'https://') + target.replace(/^[a-z]+:\/*/i, '');
          if (range.collapsed && !old) {
            const shown = document.createElement('a');
            shown.href = target;
            shown.textContent = target.replace(/^mailto:/, '');
            const both = element(shown);
            both.append('\u00a0');
            insert(both);
          } else {
            run('createLink', target);
          }
        }
        changed();
      };
      dialog.showModal();
    };

    // ---- typing ----
    document.execCommand('defaultParagraphSeparator', false, 'div');
    document.execCommand('styleWithCSS', false, false);
    area.addEventListener('input', sync);
    area.addEventListener('keydown', event => {
      if (event.key === 'Enter' && !event.shiftKey && !event.ctrlKey && !event.metaKey) {
        // an empty line in a quotation ends it: here an answer begins
        const line = around('div, p, li, h2, h3');
        const quote = around('blockquote');
        if (quote && getSelection().isCollapsed && (!line || quote.contains(line)) && !(line ?? quote).textContent.trim()) {
          event.preventDefault();
          run('outdent');
          if (around('blockquote') === quote) leave(quote, line);
          changed();
        }
        return;
      }
      if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
      const key = event.key.toLowerCase();
      if (key === 'z' && !event.shiftKey ? steps.undo() : (key === 'y' || key === 'z' && event.shiftKey) && steps.redo()) {
        event.preventDefault();
        changed();
        return;
      }
      const name = event.shiftKey
        ? {Digit7: 'numbers', Digit8: 'bullets', Digit9: 'quote', Digit0: 'heading'}[event.code]
        : {k: 'link', b: 'bold', i: 'italic', u: 'underline', '\\': 'clear'}[event.key];
      if (name) {
        event.preventDefault();
        event.stopPropagation();
        act(name);
      }
    });
    // Where the browser cannot: the quotation is divided at the empty line.
    const leave = (quote, line) => {
      const range = document.createRange();
      range.setStartAfter(line ?? quote.lastChild);
      range.setEndAfter(quote);
      const rest = range.extractContents();
      const fresh = document.createElement('div');
      fresh.append(document.createElement('br'));
      quote.after(fresh);
      if (rest.textContent.trim()) fresh.after(rest);
      line?.remove();
      getSelection().collapse(fresh, 0);
    };

    // ---- what comes from elsewhere ----
    const pictures = list => {
      const found = [...list].filter(file => /^image\/(png|jpeg|gif|webp)$/.test(file.type));
      if (!chooser || !found.length || found.length < list.length) return false; // all are files to be attached, then
      box.dispatchEvent(new CustomEvent('pictures', {detail: found, bubbles: true}));
      return true;
    };
    area.addEventListener('paste', event => {
      const data = event.clipboardData;
      if (data.files.length) {
        if (pictures(data.files)) { event.preventDefault(); event.stopPropagation(); }
        return;
      }
      event.preventDefault();
      const pasted = data.getData('text/html');
      if (pasted) insert(clean(pasted));
      else run('insertText', data.getData('text/plain'));
      changed();
    });
    // Text that is dragged from elsewhere is no better than pasted.
    area.addEventListener('beforeinput', event => {
      if (event.inputType === 'historyUndo' && steps.undo() || event.inputType === 'historyRedo' && steps.redo()) {
        event.preventDefault();
        changed();
      } else if (event.inputType === 'insertFromDrop') {
        const html = event.dataTransfer?.getData('text/html');
        const to = event.getTargetRanges?.()[0];
        if (html && to) {
          event.preventDefault();
          getSelection().setBaseAndExtent(to.startContainer, to.startOffset, to.endContainer, to.endOffset);
          insert(clean(html));
          changed();
        }
      }
    });
    area.addEventListener('drop', event => {
      const data = event.dataTransfer;
      if (!data.files.length) return;
      const at = document.caretPositionFromPoint?.(event.clientX, event.clientY);
      if (at && area.contains(at.offsetNode)) getSelection().collapse(at.offsetNode, at.offset);
      if (pictures(data.files)) { event.preventDefault(); event.stopPropagation(); form.classList.remove('dropping'); }
    });
    chooser?.addEventListener('change', () => { pictures(chooser.files); chooser.value = ''; });

    box.editor = {
      isRich: () => rich,
      sync,
      focusTop: () => {
        if (rich) {
          area.focus();
          getSelection().collapse(area.firstChild ?? area, 0);
        } else {
          text.focus();
          text.setSelectionRange(0, 0);
        }
      },
      insert: async id => {
        const answer = await ask({canned: id});
        if (rich) {
          if (!here()) { box.editor.focusTop(); }
          area.focus();
          insert(clean(answer.html));
          changed();
        } else {
          text.setRangeText(answer.text, text.selectionStart, text.selectionEnd, 'end');
          text.dispatchEvent(new Event('input', {bubbles: true}));
          text.focus();
        }
      },
      picture: (source, name) => {
        const one = document.createElement('img');
        one.src = source;
        one.alt = name.replace(/\.[^.]*$/, '');
        if (!here()) box.editor.focusTop();
        area.focus();
        insert(element(one));
        changed();
      },
      resign: async () => {
        const answer = await ask({});
        if (rich) fill(answer.html); else text.value = answer.text;
        form.elements.signed.value = form.elements.from.value;
        changed();
      },
      restore: (value, isRich) => {
        if (isRich) fill(value); else text.value = value;
        show(isRich);
      },
      value: () => { sync(); return rich ? html.value : text.value; },
    };

    mode.hidden = false;
    fill(html.value);
    if (box.dataset.rich === 'true') {
      if (!html.value && text.value.trim()) {
        area.textContent = '';
        text.value.replace(/\n$/, '').split('\n').forEach(line => {
          const one = document.createElement('div');
          one.append(line || document.createElement('br'));
          area.append(one);
        });
      }
      show(true);
    } else {
      show(false);
    }
    form.addEventListener('submit', sync);
  };
  document.querySelectorAll('[data-editor]').forEach(make);
})();
