import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const BENCH = new URL('../../bench/', import.meta.url);
const files = readdirSync(BENCH).filter((file) => file.endsWith('.mjs') && file !== 'main.mjs');

it.each(files)('%s finds each module of the build that it imports', async (file) => {
  // At its top level, as soon as a file of benches is imported.
  await expect(import(new URL(file, BENCH).href)).resolves.toBeDefined();
  // Later, in a function.
  const named = [...readFileSync(new URL(file, BENCH), 'utf8').matchAll(/fromDist\('([^']+)'\)/g)].map(([, module]) => module);
  for (const module of named) await expect(import(new URL(`../dist/${module}`, BENCH).href)).resolves.toBeDefined();
});
