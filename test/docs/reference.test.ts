import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pageText, ROOT } from './page.js';
import { withKeys } from './reference/scenario-pages.js';

const FOLDER = 'docs/reference/scenario';

const pages = Object.fromEntries(
  readdirSync(join(ROOT, FOLDER))
    .sort()
    .map((file) => [file, pageText(`${FOLDER}/${file}`)]),
);

/** The tables are written anew with `npx vitest run --project node test/docs/reference.test.ts -u`. */
describe('docs/reference/scenario', () => {
  const current = withKeys(pages);

  it.each(Object.keys(pages))('%s has the keys of the schema', async (file) => {
    await expect(current[file]).toMatchFileSnapshot(join(ROOT, FOLDER, file));
  });
});
