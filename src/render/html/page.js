// The filter of keys, and folding. The page works without this script, which only hides and shows what is there.
(() => {
  'use strict';

  const filter = document.getElementById('filter');
  const told = document.getElementById('filter-told');
  const sections = [...document.querySelectorAll('main > section > details')];

  // What the filter looks at: each key with its file, and the boxes that are empty once all their keys are hidden. It is read
  // when somebody first filters, so that the page is not slower for those who do not.
  const words = (element) => element.textContent.toLowerCase();
  let rows = null;
  const boxes = [];
  const collect = (box, keys, name) => {
    for (const key of box.querySelectorAll(keys)) {
      rows.push({ element: key, text: `${name}:${words(key.firstElementChild)}`, shown: true });
    }
    boxes.push({ element: box, keys });
  };
  const read = () => {
    rows = [];
    for (const table of document.querySelectorAll('#matrix .wide')) {
      collect(table, 'tbody > tr', words(table.querySelector('caption')));
    }
    for (const file of document.querySelectorAll('#waits .file')) {
      collect(file, '.change', words(file.querySelector('h4')));
    }
    for (const group of document.querySelectorAll('#waits article details')) {
      boxes.push({ element: group, keys: '.change' });
    }
    for (const life of document.querySelectorAll('#keys .life')) {
      rows.push({ element: life, text: words(life.querySelector('code')), shown: true });
    }
  };

  const apply = () => {
    if (rows === null) {
      read();
    }
    const parts = filter.value.toLowerCase().split(/\s+/).filter((part) => part !== '');
    let count = 0;
    for (const row of rows) {
      const shown = parts.every((part) => row.text.includes(part));
      count += shown ? 1 : 0;
      if (shown !== row.shown) {
        row.element.hidden = !shown;
        row.shown = shown;
      }
    }
    for (const { element, keys } of boxes) {
      element.hidden = parts.length > 0 && element.querySelector(`${keys}:not([hidden])`) === null;
    }
    const number = (value) => value.toLocaleString('en');
    told.textContent = parts.length === 0 ? '' : `${number(count)} of ${number(rows.length)} entries`;
  };

  // One pass for each frame is enough, however fast somebody types.
  let waiting = false;
  filter.addEventListener('input', () => {
    if (!waiting) {
      waiting = true;
      requestAnimationFrame(() => {
        waiting = false;
        apply();
      });
    }
  });
  filter.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && filter.value !== '') {
      event.preventDefault();
      filter.value = '';
      apply();
    }
  });

  // '/' leads to the filter, as in many programs; not while somebody writes.
  document.addEventListener('keydown', (event) => {
    const writes = event.target.closest('input, textarea, select') !== null;
    if (event.key === '/' && !writes && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      filter.focus();
      filter.select();
    }
  });

  for (const [id, open] of [['fold', false], ['unfold', true]]) {
    document.getElementById(id).addEventListener('click', () => {
      for (const section of sections) {
        section.open = open;
      }
    });
  }

  // A link to a folded section, or to something in it, unfolds it.
  const unfold = () => {
    const target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    const section = target && (target.closest('section > details') || target.querySelector(':scope > details'));
    if (section && !section.open) {
      section.open = true;
      target.scrollIntoView();
    }
  };
  addEventListener('hashchange', unfold);
  for (const link of document.querySelectorAll('nav a')) {
    link.addEventListener('click', () => setTimeout(unfold));
  }

  // Twice the same form is one request too many.
  for (const form of document.querySelectorAll('form')) {
    form.addEventListener('submit', () => {
      setTimeout(() => form.querySelector('button').setAttribute('disabled', ''));
    });
  }
  addEventListener('pageshow', (event) => {
    if (event.persisted) {
      location.reload();
    }
  });

  filter.value = '';
  document.getElementById('tools').hidden = false;
})();
