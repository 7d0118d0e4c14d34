import { copyFileSync, cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { build as esbuild } from 'esbuild';

const root = join(import.meta.dirname, '..');

/** By it a build knows itself as the sources: it and they then take each other's files and jobs. */
const AS_SOURCES = { 'import.meta.filename': '"version.ts"' };

/**
 * The program as a package lays it out, inside this one so that its dependencies are found: threads and processes run JavaScript. Types are taken away, not checked:
 * that takes a second. Each test file that runs beside others has a folder of its own. `isItself`: it is a build of its own for others, as an installed one is.
 */
export function built(name: string, { isItself = false } = {}) {
  const installed = join(root, 'node_modules/.cache', name);
  const folder = join(installed, 'dist');
  return {
    folder,
    program: join(folder, 'cli/main.js'),
    build: async () => {
      const sources = (readdirSync(join(root, 'src'), { recursive: true }) as string[]).filter((file) => file.endsWith('.ts'));
      const entryPoints = sources.filter((file) => !file.endsWith('.d.ts')).map((file) => join(root, 'src', file));
      const define = isItself ? {} : AS_SOURCES;
      const to = { outbase: join(root, 'src'), outdir: folder, format: 'esm', platform: 'node', target: 'node20', define } as const;
      await esbuild({ entryPoints, ...to });
      cpSync(join(root, 'src/report/client'), join(folder, 'report/client'), { recursive: true });
      copyFileSync(join(root, 'package.json'), join(installed, 'package.json'));
    },
  };
}
