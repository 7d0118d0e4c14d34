import { type Html, html } from './escape.js';

/** Returns a table. `order` is fixed if rows belong to the row above them; a long table scrolls in a box. */
export function table(
  heads: readonly (string | Html)[],
  rows: readonly Html[],
  { order, isLong }: { order?: 'fixed'; isLong?: boolean } = {},
): Html {
  const head = heads.map((one) => (typeof one === 'string' ? html`<th scope="col">${one}</th>` : one));
  const box = isLong && rows.length > LONG_ROWS ? 'scroll long' : 'scroll';
  return html`<div class="${box}"><table class="${heads.length > MANY_HEADS ? 'many' : ''}" data-order="${order ?? 'any'}"><thead><tr>${head}</tr></thead><tbody>${rows}</tbody></table></div>`;
}

/** Returns a table with the columns of one for a terminal: the first heads its rows. */
export function columnTable<Row>({ rows, columns }: { readonly rows: readonly Row[]; readonly columns: readonly TextColumn<Row>[] }): Html {
  const cells = rows.map((row) => columns.map(({ cell }) => cell(row)));
  return table(
    columns.map(({ head }) => head),
    cells.map(([first, ...rest]) => html`<tr><th scope="row">${first}</th>${rest.map((text) => html`<td>${text}</td>`)}</tr>`),
  );
}

interface TextColumn<Row> {
  readonly head: string;
  cell(row: Row): string;
}

const LONG_ROWS = 16;
/** Columns of a wider table wrap their text, to stay on the page. */
const MANY_HEADS = 5;
