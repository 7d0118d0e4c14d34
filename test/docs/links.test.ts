import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { codeIn, pageText, proseOf, ROOT } from './page.js';

/** Every page of the project, by its path in it. */
const pages = [
  ...readdirSync(ROOT).filter((file) => file.endsWith('.md')),
  ...(readdirSync(join(ROOT, 'docs'), { recursive: true }) as string[])
    .filter((file) => file.endsWith('.md'))
    .map((file) => `docs/${file}`),
  'scenarios/README.md',
].sort();

/** The anchor of a heading as GitHub makes it. */
function anchorOf(heading: string): string {
  return heading
    .replace(/^#+ /, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
}

function anchorsIn(file: string): string[] {
  return proseOf(pageText(file)).flatMap((line) => (/^#+ /.test(line) ? [anchorOf(line)] : []));
}

/** What is wrong with the links of a page to other pages, to files, and to headings. */
function brokenLinks(page: string): string[] {
  const links = [
    ...proseOf(pageText(page))
      .join('\n')
      .matchAll(/\]\(([^)\s]+)\)/g),
  ].map((match) => match[1]!);
  return links
    .filter((link) => !/^[a-z]+:/.test(link))
    .filter((link) => {
      const [file, anchor] = link.split('#') as [string, string?];
      const target = file === '' ? page : join(dirname(page), file);
      if (!existsSync(join(ROOT, target))) return true;
      return anchor !== undefined && !anchorsIn(target).includes(anchor);
    });
}

/** Stands for a name that a reader chooses. */
const CHOSEN = /\b(NAME|SUBJECT)\b/;

/** Files and folders of the project that a page names in backticks, with or without their ending. */
function missingFiles(page: string): string[] {
  const named = codeIn(proseOf(pageText(page)).join('\n')).filter(
    (code) => /^(src|docs|test|scenarios|scripts|bench)\/[\w./-]+$/.test(code) && !CHOSEN.test(code),
  );
  return named.filter((file) => ['', '.ts', '.test.ts'].every((end) => !existsSync(join(ROOT, file + end))));
}

describe('pages', () => {
  it.each(pages)('%s links to what is there', (page) => expect(brokenLinks(page)).toEqual([]));
  it.each(pages)('%s names files that are there', (page) => expect(missingFiles(page)).toEqual([]));
});
