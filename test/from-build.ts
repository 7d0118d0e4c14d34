/// <reference types="vitest/config" />
import { existsSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { Plugin } from 'vite';
import { builtFolder } from './build-once.js';

const root = join(import.meta.dirname, '..');

/** They change tables before other modules load, so they and all that they import have modules of their own, from the sources. */
const APART = /third-kind\.test\.ts$|\?apart$/;

/** It reads a file that only a build has. */
const BUILT_ONLY = 'src/run/page-parts.js';

/**
 * Tests import `src/NAME.js` and get that module of the build (test/build-once.ts), as Node runs it: Vite's own way to run a module makes each use of
 * an import a call of a getter, and the commands that tests run in their process would load all modules a second time. The studio has a build of its own.
 */
export function fromBuild(): Plugin {
  const dist = join(builtFolder(), 'dist');
  let isWatching = false;
  return {
    name: 'from-build',
    enforce: 'pre',
    configureVitest({ vitest }) {
      isWatching = vitest.config.watch;
    },
    resolveId(name, importer) {
      if (importer === undefined || !name.startsWith('.') || !name.endsWith('.js')) return null;
      const path = relative(root, join(dirname(importer), name));
      const source = path.replace(/\.js$/, '.ts');
      if (!existsSync(join(root, source))) return null;
      if (APART.test(importer)) return `${join(root, source)}?apart`;
      if ((isWatching && path !== BUILT_ONLY) || !path.startsWith('src/') || path.startsWith('src/studio/')) return null;
      return { id: join(dist, path.slice('src/'.length)), external: true };
    },
  };
}
