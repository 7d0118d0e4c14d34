// The steps after tsc: the script of pages is text, the package has the types of its entry points, the command must be executable, and
// `npx drydock` must find it in the checkout itself.
import { chmodSync, copyFileSync, existsSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { bundle } from './bundle.mjs';
import { copyPageScript } from './page-script.mjs';

/** Where tsc puts the types of every module. */
const TYPES = 'dist/.types';

/** Code without its source, from before a move, would be a part of the build: of its hash and of the package. */
function removeStale() {
  for (const { name, parentPath } of readdirSync('dist', { recursive: true, withFileTypes: true })) {
    const file = join(parentPath, name);
    if (file.startsWith(TYPES) || !/\.(js|d\.ts)$/.test(file)) continue;
    const source = join('src', relative('dist', file)).replace(/\.js$/, '');
    if (file.endsWith('.d.ts') || ![`${source}.ts`, `${source}.js`].some((path) => existsSync(path))) rmSync(file);
  }
}

/** Copies a module's types and all that they name: a fifth of the modules, because the rest is not visible from outside. */
function copyTypes(file, copied = new Set()) {
  if (copied.has(file)) return;
  copied.add(file);
  copyFileSync(join(TYPES, file), join('dist', file));
  const named = readFileSync(join(TYPES, file), 'utf8').matchAll(/(?:from |import\()['"](\.[^'"]+)\.js['"]/g);
  for (const [, path] of named) copyTypes(join(dirname(file), `${path}.d.ts`), copied);
}

removeStale();
for (const entry of ['index.d.ts', 'engine.d.ts']) copyTypes(entry);
copyPageScript('dist');
const { engineVersionOf } = await import('../dist/run/engine-version.js');
await bundle(engineVersionOf('dist').split('+')[1]);
for (const program of ['drydock', 'selftest']) chmodSync(`dist/bin/${program}.js`, 0o755);
rmSync('node_modules/.bin/drydock', { force: true });
symlinkSync('../../dist/bin/drydock.js', 'node_modules/.bin/drydock');
