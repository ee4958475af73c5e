// Puts what comes from elsewhere into rich text: structure that a letter can have, without looks and scripts, and so
// that it can be taken back. The browser's own command for this tries looks on, which the policy of the pages refuses.
'use strict';
window.tassisInsertion = (() => {
  const KEPT = new Set(['a', 'b', 'blockquote', 'br', 'caption', 'code', 'dd', 'div', 'dl', 'dt', 'em', 'h2', 'h3', 'hr', 'i',
    'li', 'ol', 'p', 'pre', 's', 'strong', 'sub', 'sup', 'table', 'tbody', 'td', 'tfoot', 'th', 'thead', 'tr', 'u', 'ul']);
  const DROPPED = new Set(['script', 'style', 'title', 'noscript', 'template', 'iframe', 'object', 'embed', 'svg', 'math',
    'select', 'textarea', 'button', 'audio', 'video', 'canvas', 'link', 'meta', 'head']);
  const RENAMED = {h1: 'h2', h4: 'h3', h5: 'h3', h6: 'h3', strike: 's', del: 's', ins: 'u'};
  const ATTRIBUTES = {dir: /^(ltr|rtl|auto)$/i, colspan: /^[1-9]\d?$/, rowspan: /^[1-9]\d?$/, start: /^\d{1,4}$/,
    type: /^cite$/, class: /^signature$/};
  const BLOCKS = new Set(['blockquote', 'div', 'dl', 'h2', 'h3', 'hr', 'li', 'ol', 'p', 'pre', 'table', 'ul']);
  const INSIDE = new Set(['caption', 'dd', 'dt', 'li', 'tbody', 'td', 'tfoot', 'th', 'thead', 'tr']);
  const TARGET = /^(https?:|mailto:|tel:)/i;
  const TAG = /<[a-z](?:"[^"]*"|'[^']*'|[^'">])*>/gi;
  const LOOKS = /([\s"'/])(?:style|on[a-z]+)\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>]+)/gi;
  const PICTURE = /^\/webmail\/write\/picture\//;

  // Parsing says no to looks, too, and says so on the console: they go before that.
  const bare = html => html.replace(/<!--[\s\S]*?-->/g, '').replace(/<style\b[\s\S]*?<\/style\s*>/gi, '')
      .replace(TAG, tag => tag.replace(LOOKS, '$1'));

  const picture = node => {
    try {
      const source = new URL(node.getAttribute('src') ?? '', location.href);
      if (source.origin !== location.origin || !PICTURE.test(source.pathname)) return null;
      const one = document.createElement('img');
      one.setAttribute('src', source.pathname);
      one.alt = node.getAttribute('alt') ?? '';
      return one;
    } catch (e) {
      return null;
    }
  };

  const isApart = node => node.nodeType === Node.ELEMENT_NODE && (BLOCKS.has(node.localName) || INSIDE.has(node.localName)
    || /^h[1-6]$|^(article|aside|body|footer|header|main|meta|nav|section|style)$/.test(node.localName));

  /** What a letter can hold of it. */
  const clean = html => {
    const page = new DOMParser().parseFromString(bare(html), 'text/html');
    const out = document.createDocumentFragment();
    const copy = (from, to) => from.childNodes.forEach(node => {
      if (node.nodeType === Node.TEXT_NODE) {
        // space beside blocks is nobody's text
        if (/[^ \t\r\n]/.test(node.data) || from.closest('pre')) to.append(node.data);
        else if (node.previousSibling && node.nextSibling && !isApart(node.previousSibling) && !isApart(node.nextSibling)) to.append(' ');
      } else if (node.nodeType === Node.ELEMENT_NODE && node.localName === 'img') {
        const one = picture(node);
        if (one) to.append(one);
      } else if (node.nodeType === Node.ELEMENT_NODE && !DROPPED.has(node.localName)) {
        const name = RENAMED[node.localName] ?? node.localName;
        const wrapper = name === 'b' && node.id.startsWith('docs-internal'); // of a well-known editor: nothing is bold
        let target = to;
        if (KEPT.has(name) && !wrapper) {
          target = document.createElement(name);
          const href = name === 'a' ? (node.getAttribute('href') ?? '').trim() : '';
          if (TARGET.test(href)) target.setAttribute('href', href);
          for (const [attribute, fits] of Object.entries(ATTRIBUTES)) {
            const value = node.getAttribute(attribute);
            if (value !== null && fits.test(value)) target.setAttribute(attribute, value);
          }
          to.append(target);
        }
        copy(node, target);
      }
    });
    copy(page.body, out);
    return out;
  };

  const isBlock = node => node.nodeType === Node.ELEMENT_NODE && BLOCKS.has(node.localName);
  const isLine = node => (node?.localName === 'div' || node?.localName === 'p') && ![...node.childNodes].some(isBlock) && !node.className;
  const isEmpty = node => !node.textContent.trim() && !node.querySelector?.('img, hr, table, li');

  // Where lines of text begin and end: the area itself, a quotation, a cell.
  const isHolder = (node, area) => node === area || ['blockquote', 'td', 'th'].includes(node.localName);

  const caret = area => {
    const selection = getSelection();
    if (!selection.rangeCount || !area.contains(selection.anchorNode) || !area.contains(selection.focusNode)) {
      area.focus();
      getSelection().collapse(area.firstChild ?? area, 0);
    }
    return getSelection().getRangeAt(0);
  };

  const placeAfter = node => {
    const range = document.createRange();
    let last = node;
    while (isBlock(last) && last.lastChild && last.localName !== 'table') last = last.lastChild;
    if (last.nodeType === Node.TEXT_NODE) range.setStart(last, last.data.length);
    else if (isBlock(last) && last.localName !== 'hr' && last.localName !== 'table') range.setStart(last, 0);
    else if (last.localName === 'br') range.setStartBefore(last);
    else range.setStartAfter(last);
    range.collapse(true);
    const selection = getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
  };

  const inline = (range, nodes) => {
    const before = range.startContainer;
    const next = before.nodeType === Node.ELEMENT_NODE ? before.childNodes[range.startOffset] : null;
    const fragment = document.createDocumentFragment();
    fragment.append(...nodes);
    range.insertNode(fragment);
    // what held an empty line open
    if (next?.localName === 'br' && next === next.parentNode.lastChild && nodes.length) next.remove();
  };

  const put = (area, fragment) => {
    const range = caret(area);
    range.deleteContents();
    let nodes = [...fragment.childNodes];
    if (!nodes.length) return;
    if (nodes.length === 1 && isLine(nodes[0])) nodes = [...nodes[0].childNodes];
    if (!nodes.some(isBlock)) {
      inline(range, nodes);
      if (nodes.length) placeAfter(nodes.at(-1));
      return;
    }
    // The first line goes on where the caret is, the last one takes what stood behind it.
    const first = [];
    while (nodes.length && !isBlock(nodes[0])) first.push(nodes.shift());
    if (!first.length && isLine(nodes[0])) first.push(...nodes.shift().childNodes);
    let block = range.startContainer, list = null;
    while (!isHolder(block, area) && !isHolder(block.parentNode, area)) {
      if (block.localName === 'li' && nodes.length === 1 && !first.length && /^[uo]l$/.test(nodes[0].localName)) {
        list = block; // items among items
        nodes = [...nodes[0].children];
        break;
      }
      block = block.parentNode;
    }
    const lines = [];
    let run = null;
    for (const node of nodes) {
      if (isBlock(node)) { run = null; lines.push(node); continue; }
      if (!run) { run = document.createElement('div'); lines.push(run); }
      run.append(node);
    }
    let tail = null;
    if (isHolder(block, area)) { // text that stands in no line
      const fresh = document.createElement('div');
      range.insertNode(fresh);
      block = fresh;
      if (first.length) fresh.append(...first);
    } else {
      const rest = document.createRange();
      rest.setStart(range.startContainer, range.startOffset);
      rest.setEndAfter(block);
      tail = rest.extractContents().firstChild;
      const end = document.createRange();
      if (first.length) {
        let inner = block;
        if (isEmpty(block)) inner.querySelectorAll('br').forEach(one => one.remove());
        end.selectNodeContents(inner);
        end.collapse(false);
        inline(end, first);
      }
    }
    let last = block;
    for (const line of lines) {
      if (!line.firstChild && line.localName !== 'hr') line.append(document.createElement('br'));
      last.after(line);
      last = line;
    }
    const remains = tail && (!isEmpty(tail) || list && !lines.length);
    if (remains) {
      last.after(tail);
      if (isLine(last) && isLine(tail) && last !== block) { // one line
        const join = last.lastChild;
        last.append(...tail.childNodes);
        tail.remove();
        placeAfter(join ?? last);
        if (isEmpty(block)) block.remove();
        return;
      }
    } else if (last.localName === 'table' || last.localName === 'hr') {
      const fresh = document.createElement('div'); // somewhere to go on
      fresh.append(document.createElement('br'));
      last.after(fresh);
      placeAfter(fresh);
      if (isEmpty(block)) block.remove();
      return;
    }
    placeAfter(last);
    if (isEmpty(block) && last !== block) block.remove();
  };

  // ---- taking back: the browser does not know of what a script did ----
  const watch = area => {
    const done = [], undone = [];
    const OBSERVED = {childList: true, characterData: true, characterDataOldValue: true, subtree: true};
    const MOST = 50;
    const mark = () => {
      const range = getSelection().rangeCount ? getSelection().getRangeAt(0) : null;
      return range && area.contains(range.startContainer) ? [range.startContainer, range.startOffset] : null;
    };
    const back = at => {
      if (at && area.contains(at[0])) getSelection().collapse(at[0], Math.min(at[1], (at[0].data ?? at[0].childNodes).length));
    };
    const run = change => {
      const before = area.innerHTML, from = mark();
      const observer = new MutationObserver(() => {});
      observer.observe(area, OBSERVED);
      change();
      const records = observer.takeRecords().map(one => ({kind: one.type, target: one.target, added: [...one.addedNodes],
        removed: [...one.removedNodes], next: one.nextSibling, text: one.oldValue}));
      observer.disconnect();
      done.push({records, before, after: area.innerHTML, from, to: mark()});
      if (done.length > MOST) done.shift();
      undone.length = 0;
    };
    const swap = (record, out, into) => {
      if (record.kind === 'characterData') {
        const now = record.target.data;
        record.target.data = record.text;
        record.text = now;
      } else {
        out.forEach(node => node.remove());
        into.forEach(node => record.target.insertBefore(node, record.next));
      }
    };
    // Only what was done last is taken back here; what was typed since is the browser's to take back first.
    const undo = () => {
      const last = done.at(-1);
      if (!last || area.innerHTML !== last.after) return false;
      last.records.toReversed().forEach(record => swap(record, record.added, record.removed));
      undone.push(done.pop());
      back(last.from);
      return true;
    };
    const redo = () => {
      const last = undone.at(-1);
      if (!last || area.innerHTML !== last.before) return false;
      last.records.forEach(record => swap(record, record.removed, record.added));
      done.push(undone.pop());
      back(last.to);
      return true;
    };
    return {run, undo, redo};
  };

  return {clean, put, watch};
})();
