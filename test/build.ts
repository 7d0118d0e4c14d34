import { copyFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build as esbuild } from 'esbuild';
import { bundleOf } from '../scripts/bundle.mjs';
import { copyPageScript } from '../scripts/page-script.mjs';

const root = join(import.meta.dirname, '..');

/** It makes a build equal to the sources: both then take each other's files and jobs. */
const AS_SOURCES = { 'import.meta.filename': '"version.ts"' };

/** The files of src by their paths in it, sorted, without the studio, which has a build of its own. */
export function sourceFiles(): string[] {
  const entries = readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  return files
    .map((file) => file.slice(join(root, 'src/').length))
    .filter((file) => !file.startsWith('studio/'))
    .sort();
}

/**
 * The program as a package lays it out in a folder. Types are taken away, not checked: that takes a second. `isItself`: it is a build of its own for others, as an
 * installed one is.
 */
export async function buildInto(installed: string, { isItself = false } = {}): Promise<void> {
  const typescript = sourceFiles().filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'));
  const entryPoints = typescript.map((file) => join(root, 'src', file));
  const define = isItself ? {} : AS_SOURCES;
  const to = {
    outbase: join(root, 'src'),
    outdir: join(installed, 'dist'),
    format: 'esm',
    platform: 'node',
    target: 'node20',
    define,
    // Vitest shows where in the sources an error was thrown.
    sourcemap: true,
  } as const;
  await esbuild({ entryPoints, ...to });
  copyPageScript(join(installed, 'dist'));
  copyFileSync(join(root, 'package.json'), join(installed, 'package.json'));
  symlinkSync(join(root, 'scenarios'), join(installed, 'scenarios'));
  if (!isItself) await bundleInto(join(installed, 'dist'));
}

/** Processes and threads of tests load the bundle, as those of a package do: in a third of the time that its modules take one by one. */
async function bundleInto(dist: string): Promise<void> {
  await bundleOf(dist, 'source');
  writeFileSync(join(dist, 'run/threads/thread-worker.js'), "export * from '../../bin/run/threads/thread-worker.js';\n");
}
