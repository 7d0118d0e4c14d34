import { copyFileSync, cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { build as esbuild } from 'esbuild';

const root = join(import.meta.dirname, '..');

/**
 * The program as a package lays it out, inside this one so that its dependencies are found: threads and processes run JavaScript. Types are taken away, not checked:
 * that takes a second. Each test file that runs beside others has a folder of its own.
 */
export function built(name: string) {
  const installed = join(root, 'node_modules/.cache', name);
  const folder = join(installed, 'dist');
  return {
    folder,
    program: join(folder, 'cli/main.js'),
    build: async () => {
      const sources = (readdirSync(join(root, 'src'), { recursive: true }) as string[]).filter((file) => file.endsWith('.ts'));
      const entryPoints = sources.filter((file) => !file.endsWith('.d.ts')).map((file) => join(root, 'src', file));
      await esbuild({ entryPoints, outbase: join(root, 'src'), outdir: folder, format: 'esm', platform: 'node', target: 'node20' });
      cpSync(join(root, 'src/report/client'), join(folder, 'report/client'), { recursive: true });
      copyFileSync(join(root, 'package.json'), join(installed, 'package.json'));
    },
  };
}
