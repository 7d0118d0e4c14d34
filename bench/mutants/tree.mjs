// A copy of the sources and tests in which every mutant is behind a switch.
import { cpSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { switched } from './switched.mjs';

const FOLDERS = ['src', 'test', 'scenarios', 'docs', 'data', 'bench/mutants'];

/** `sources`: the text of each file that has mutants, by its path. */
export function makeTree(tree, sources, mutants) {
  rmSync(tree, { recursive: true, force: true });
  mkdirSync(tree, { recursive: true });
  for (const folder of FOLDERS) cpSync(folder, join(tree, folder), { recursive: true });
  for (const file of ['package.json', 'tsconfig.json']) cpSync(file, join(tree, file));
  cpSync(join(import.meta.dirname, 'rules.config.mjs'), join(tree, 'vitest.config.mjs'));
  symlinkSync(resolve('node_modules'), join(tree, 'node_modules'));
  for (const [file, text] of sources) {
    const own = mutants.filter((mutant) => mutant.file === file);
    if (own.length > 0) writeFileSync(join(tree, file), switched(text, own));
  }
  return tree;
}
