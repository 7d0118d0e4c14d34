import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '../..');

/** Text of a page, by its path in the project. */
export function pageText(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8');
}

/** The page of the model and the pages of its parts, as one text. */
export function modelText(): string {
  const parts = readdirSync(join(ROOT, 'docs/model')).sort();
  return ['docs/model.md', ...parts.map((name) => `docs/model/${name}`)].map(pageText).join('\n');
}

/** A line of a table, with the heading it stands under. */
export interface Row {
  readonly heading: string;
  readonly cells: readonly string[];
}

/** The body rows of all tables. */
export function rowsOf(text: string): Row[] {
  let heading = '';
  let isBody = false;
  const rows: Row[] = [];
  for (const line of proseOf(text)) {
    if (line.startsWith('#')) heading = line;
    if (!line.startsWith('|')) isBody = false;
    else if (/^\|[ :|-]+\|$/.test(line)) isBody = true;
    else if (isBody)
      rows.push({
        heading,
        cells: line
          .slice(1, -1)
          .split('|')
          .map((cell) => cell.trim()),
      });
  }
  return rows;
}

/** What stands in backticks. */
export function codeIn(text: string): string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map((match) => match[1]!);
}

/** Blocks of one language. */
export function blocksOf(text: string, language: string): string[] {
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'))].map((match) => match[1]!);
}

/** Lines outside blocks of code. */
export function proseOf(text: string): string[] {
  return text.replace(/^```[\s\S]*?^```/gm, '').split('\n');
}
