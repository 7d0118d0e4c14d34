import { plural } from '../../kernel/quantity-text.js';
import type { FinishedRun } from '../summary.js';
import { type Html, html } from './escape.js';
import { table } from './table.js';

/** Most settings on a page; scenario.yaml beside it has all of them. */
const ROWS_MAX = 600;
const LETTERS_MAX = 160;

/** Every setting of the run by the path that --set takes. */
export function settingsList({ settings = [] }: FinishedRun): Html[] {
  if (settings.length === 0) return [];
  const rows = settings
    .slice(0, ROWS_MAX)
    .map(
      ([path, value]) =>
        html`<tr><th scope="row" class="wrap"><code>${path}</code></th><td class="text wrap"><code>${short(value)}</code></td></tr>`,
    );
  return [
    html`<details><summary>${plural(settings.length, 'setting')}, every default written out</summary>${table(HEADS, rows, { isLong: true })}${moreNote(settings.length)}</details>`,
  ];
}

const HEADS = ['Setting', html`<th scope="col" class="text">Value</th>`];

/** Words that describe a scenario and set nothing. */
const WORDS = ['name', 'description'];

/** The settings that differ between scenarios, followed by all settings: values other than the first scenario's are marked. */
export function comparedSettings(runs: readonly Pick<FinishedRun, 'settings' | 'identity'>[]): Html[] {
  const heads = ['Setting', ...runs.map(({ identity }) => html`<th scope="col" class="text">${identity.name}</th>`)];
  const byRun = runs.map(({ settings = [] }) => new Map(settings));
  const paths = [...new Set(byRun.flatMap((settings) => [...settings.keys()]))].filter((path) => !WORDS.includes(path));
  if (paths.length === 0) return [];
  const rowOf = (path: string) => {
    const values = byRun.map((settings) => settings.get(path));
    return html`<tr><th scope="row" class="wrap"><code>${path}</code></th>${values.map((value) => cell(value, value !== values[0]))}</tr>`;
  };
  const differing = paths.filter((path) => byRun.some((settings) => settings.get(path) !== byRun[0].get(path)));
  const all = paths.slice(0, ROWS_MAX).map(rowOf);
  return [
    differing.length === 0
      ? html`<p>The scenarios have the same settings.</p>`
      : table(heads, differing.slice(0, ROWS_MAX).map(rowOf), { isLong: true }),
    html`<details><summary>All ${plural(paths.length, 'setting')}</summary>${table(heads, all, { isLong: true })}${moreNote(paths.length)}</details>`,
  ];
}

function cell(value: string | undefined, isChanged: boolean): Html {
  const tone = isChanged ? 'text wrap changed' : 'text wrap';
  return html`<td class="${tone}"><code>${value === undefined ? '–' : short(value)}</code></td>`;
}

function short(value: string): string {
  return value.length <= LETTERS_MAX ? value : `${value.slice(0, LETTERS_MAX)} …`;
}

function moreNote(count: number): Html[] {
  return count <= ROWS_MAX ? [] : [html`<p class="note">The first ${ROWS_MAX}: scenario.yaml beside this page has all.</p>`];
}
