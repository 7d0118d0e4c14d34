const UNITS_MS = { ms: 1, s: 1e3, min: 6e4, h: 36e5, d: 864e5 };

/** The sort key of a cell: a duration, a number with any text around it, or the text. */
export function sortKey(text) {
  const plain = text.trim().replace(/^[✓✗]\s*/, '');
  const parts = [...plain.matchAll(/([\d.,]+)\s*(ms|s|min|h|d)(?![a-z])/g)];
  if (parts.length > 0 && /^[\d.,\s]+(ms|s|min|h|d)\b/.test(plain))
    return parts.reduce((sum, [, number, unit]) => sum + Number(number.replaceAll(',', '')) * UNITS_MS[unit], 0);
  const number = /^([-−+]?)[$×]?\s*(\d[\d,]*(?:\.\d+)?)/.exec(plain);
  if (number !== null) return (/[-−]/.test(number[1]) ? -1 : 1) * Number(number[2].replaceAll(',', ''));
  return plain === '–' || plain === '' ? null : plain.toLowerCase();
}

/** Empty cells come last, numbers before words. */
function compare(a, b, sign) {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  if (typeof a !== typeof b) return typeof a === 'number' ? -1 : 1;
  return sign * (typeof a === 'number' ? a - b : a < b ? -1 : a > b ? 1 : 0);
}

function sortBy(table, column, direction) {
  const body = table.tBodies[0];
  const keyed = [...body.rows].map((row) => ({ row, key: sortKey(row.cells[column].firstChild?.textContent ?? '') }));
  keyed.sort((a, b) => compare(a.key, b.key, direction === 'ascending' ? 1 : -1));
  body.append(...keyed.map(({ row }) => row));
}

function makeSortable(table) {
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    if (head.querySelector('a') !== null) return;
    const button = document.createElement('button');
    button.type = 'button';
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener('click', () => {
      const direction = head.getAttribute('aria-sort') === 'ascending' ? 'descending' : 'ascending';
      for (const other of heads) other.removeAttribute('aria-sort');
      head.setAttribute('aria-sort', direction);
      sortBy(table, column, direction);
    });
  });
}

/** Gives each cell the name of its column, so that on a phone a row can be a card. */
function makeCards(table) {
  const heads = [...table.tHead.rows[0].cells].map((head) => head.textContent);
  if (heads.length < 3) return;
  table.classList.add('cards');
  // A name needs no word before it, a number does.
  for (const row of table.tBodies[0].rows)
    for (const [column, cell] of [...row.cells].entries())
      if (column > 0 || /^\d+$/.test(cell.textContent)) cell.dataset.head = heads[column];
}

/** Keeps the rows that contain every word. */
function filterBy(table, text) {
  const words = text.toLowerCase().split(/\s+/);
  let shown = 0;
  for (const row of table.tBodies[0].rows) {
    const content = row.textContent.toLowerCase();
    row.hidden = !words.every((word) => content.includes(word));
    if (!row.hidden) shown++;
  }
  return shown;
}

function makeFilterable(table, name) {
  const label = document.createElement('label');
  label.className = 'filter';
  const input = document.createElement('input');
  input.type = 'search';
  input.placeholder = 'words to look for';
  input.setAttribute('aria-label', `Filter ${name}`);
  const count = document.createElement('span');
  count.setAttribute('role', 'status');
  const all = table.tBodies[0].rows.length;
  input.addEventListener('input', () => {
    const shown = filterBy(table, input.value);
    count.textContent = shown === all ? '' : `${shown} of ${all} rows`;
  });
  label.append('Filter ', input, ' ', count);
  table.parentElement.before(label);
}

/** A table that is wider than the page needs the focus, so that the arrow keys can scroll it. */
function letScroll(scroll, name) {
  const look = () => {
    if (scroll.scrollWidth > scroll.clientWidth || scroll.scrollHeight > scroll.clientHeight) {
      scroll.tabIndex = 0;
      scroll.setAttribute('role', 'region');
      scroll.setAttribute('aria-label', name);
    } else {
      for (const attribute of ['tabindex', 'role', 'aria-label']) scroll.removeAttribute(attribute);
    }
  };
  const observer = new ResizeObserver(look);
  for (const one of [scroll, scroll.firstElementChild]) observer.observe(one);
  look();
}

/** Makes tables with several rows sortable by a click on a head; those with many rows get a filter. */
export function enableTables(rowsToSort, rowsToFilter) {
  for (const scroll of document.querySelectorAll('.scroll')) {
    const table = scroll.querySelector('table');
    const section = scroll.closest('section');
    const name = scroll.dataset.name ?? section?.querySelector('h2')?.textContent ?? 'table';
    const rows = table.tBodies[0].rows.length;
    makeCards(table);
    if (rows >= rowsToSort && table.dataset.order !== 'fixed') makeSortable(table);
    if (rows >= rowsToFilter) makeFilterable(table, name);
    letScroll(scroll, name);
  }
}
