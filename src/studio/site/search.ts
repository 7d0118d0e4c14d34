import MiniSearch, { type SearchResult } from 'minisearch';
import SEARCH from './fields.json' with { type: 'json' };

/** The search of the documentation: its index is loaded when the field is used, and no other host is called. */

const SHOWN_MAX = 12;

const field = document.getElementById('words') as HTMLInputElement;
const list = document.getElementById('found') as HTMLOListElement;
const up = document.body.dataset.up ?? './';
let index: Promise<MiniSearch> | undefined;

function loadIndex(): Promise<MiniSearch> {
  index ??= fetch(`${up}search.json`)
    .then((answer) => answer.text())
    .then((text) => MiniSearch.loadJSON(text, SEARCH));
  return index;
}

async function search(): Promise<void> {
  const words = field.value.trim();
  const found =
    words === '' ? [] : (await loadIndex()).search(words, { prefix: true, fuzzy: 0.1, boost: { heading: 3, page: 2 }, combineWith: 'AND' });
  if (field.value.trim() !== words) return;
  list.replaceChildren(...found.slice(0, SHOWN_MAX).map(itemOf));
  if (words !== '' && found.length === 0)
    list.replaceChildren(Object.assign(document.createElement('li'), { textContent: 'Nothing found' }));
  list.hidden = words === '';
}

function itemOf({ id, page, heading }: SearchResult): HTMLLIElement {
  const link = Object.assign(document.createElement('a'), { href: `${up}${id}`, textContent: heading });
  const item = document.createElement('li');
  item.append(link, Object.assign(document.createElement('small'), { textContent: page === heading ? '' : ` ${page}` }));
  return item;
}

field.addEventListener('focus', () => void loadIndex());
field.addEventListener('input', () => void search());
field.addEventListener('keydown', ({ key }) => {
  if (key === 'Escape') field.value = '';
  if (key === 'Escape') void search();
  if (key === 'Enter') list.querySelector('a')?.click();
});
