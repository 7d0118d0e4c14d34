// Figures as text: aligned tables, Markdown, bars of plain characters.

export const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 }).format;
export const oneDecimal = new Intl.NumberFormat('en-US', { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format;
export const twoDecimals = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 }).format;

/** The middle one in order of size; of an even number the mean of the two in the middle. */
export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

export function medianOf(runs) {
  return runs === 1 ? 'one run' : `median of ${runs} runs`;
}

/** Lines of a table. A column is `{ head, cell(row), isText? }`; numbers stand to the right. */
export function textTable(rows, columns) {
  const cells = [columns.map(({ head }) => head), ...rows.map((row) => columns.map(({ cell }) => cell(row)))];
  const widths = columns.map((_, i) => Math.max(...cells.map((line) => line[i].length)));
  return cells.map((line) =>
    line
      .map((text, i) => (columns[i].isText ? text.padEnd(widths[i]) : text.padStart(widths[i])))
      .join('  ')
      .trimEnd(),
  );
}

export function markdownTable(rows, columns) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [
    line(columns.map(({ head }) => head)),
    line(columns.map(({ isText }) => (isText ? '---' : '---:'))),
    ...rows.map((row) => line(columns.map(({ cell }) => cell(row)))),
  ];
}

/**
 * A bar a row on a logarithmic scale, `{ label, value, other? }`: `#` up to the value, then `.` up to a larger other value or `<` where a smaller
 * one lies. The scale begins at the power of ten below the least, so that no bar vanishes.
 */
export function logBars(rows, width = 80) {
  const values = rows.flatMap(({ value, other }) => (other === undefined ? [value] : [value, other]));
  const low = 10 ** Math.floor(Math.log10(Math.min(...values)) - 1e-9);
  const high = Math.max(...values);
  const labels = Math.max(...rows.map(({ label }) => label.length));
  const figures = Math.max(...rows.map(({ value }) => whole(value).length));
  const room = width - labels - figures - 4;
  const place = (value) => Math.max(1, Math.round((room * Math.log(value / low)) / Math.log(high / low)));
  const lines = rows.map(
    ({ label, value, other }) => `${label.padEnd(labels)}  ${whole(value).padStart(figures)}  ${bar(place, value, other)}`,
  );
  const axis = `${' '.repeat(labels + figures + 4)}${axisOf(low, high, place, room)}`;
  return [...lines, axis.trimEnd()];
}

function bar(place, value, other) {
  const own = '#'.repeat(place(value));
  if (other === undefined) return own;
  const at = place(other);
  return at > own.length ? own.padEnd(at, '.') : `${own.slice(0, at - 1)}<${own.slice(at)}`;
}

/** A mark and a name at each power of ten that has room for them. */
function axisOf(low, high, place, room) {
  let axis = '';
  for (let value = 10 * low; value <= high; value *= 10) {
    const mark = `|${shortNumber(value)}`;
    const column = place(value) - 1;
    if (column > axis.length && column + mark.length <= room) axis = axis.padEnd(column) + mark;
  }
  return axis;
}

function shortNumber(value) {
  if (value >= 1e6) return `${value / 1e6} M`;
  return value >= 1e3 ? `${value / 1e3} k` : String(value);
}

/** Replaces what stands between `<!-- bench NAME -->` and `<!-- bench end -->`. */
export function fillIn(page, name, text) {
  const begin = `<!-- bench ${name} -->`;
  const end = '<!-- bench end -->';
  const from = page.indexOf(begin);
  const to = page.indexOf(end, from);
  const isWhole = from >= 0 && to > from && !page.slice(from + begin.length, to).includes('<!-- bench ');
  if (!isWhole) throw new Error(`the page has no place for this: a line ${begin} and below it a line ${end}`);
  return `${page.slice(0, from + begin.length)}\n\n${text}\n\n${page.slice(to)}`;
}
