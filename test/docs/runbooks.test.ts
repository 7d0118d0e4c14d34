import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { pageText, ROOT } from './page.js';

const PAGE = 'docs/serve.md';
const FOLDER = 'docs/examples/runbooks';

/** A runbook begins with a comment that says what it does. */
function rowOf(file: string): string {
  const [, title] = /^# (.*)\.\n/.exec(pageText(`${FOLDER}/${file}`))!;
  return `| [${file}](examples/runbooks/${file}) | ${title} |`;
}

/** The table is written anew with `npx vitest run --project node test/docs/runbooks.test.ts -u`. */
it(`${PAGE} lists every runbook by its first line`, async () => {
  const files = readdirSync(join(ROOT, FOLDER)).filter((name) => name.endsWith('.sh'));
  const table = ['| runbook | shows how to |', '| --- | --- |', ...files.toSorted().map(rowOf)].join('\n');
  const page = pageText(PAGE).replace(/<!-- runbooks -->[\s\S]*?<!-- end -->/, () => `<!-- runbooks -->\n${table}\n<!-- end -->`);
  await expect(page).toMatchFileSnapshot(join(ROOT, PAGE));
});
