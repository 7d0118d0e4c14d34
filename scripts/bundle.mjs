// Joins the 800 modules that a command loads into a few files: to find, read and compile them one by one takes longer than a small run.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { build } from 'esbuild';

const BUNDLE = 'dist/bin';
/** The command, its threads and the library share their code, and with it what they hold. */
const ENTRIES = {
  drydock: 'dist/cli/main.js',
  'run/threads/thread-worker': 'dist/run/threads/thread-worker.js',
  index: 'dist/index.js',
  engine: 'dist/engine.js',
  selftest: 'test/selftest/main.ts',
};
/** Read as files, native, or with workers and files of their own. */
const APART = ['chart.js', 'highs', 'jiti', 'tinypool'];
/** They name another entry. */
const NAME_ENTRY = /(thread-pool|policy-module)\.js$/;

/** Of the object `z` a bundle has everything, with messages in all languages; of the module what is used. */
const ZOD = ["import { z } from 'zod'", "import * as z from 'zod'"];

/** Modules as the bundle has them, at their own places as they are without it; one that names an entry, at its place in the bundle. */
const modules = {
  name: 'modules',
  setup({ onLoad, onResolve }) {
    // Tests name sources; a bundle has what they were compiled to.
    onResolve({ filter: /\/src\/.*\.js$/ }, ({ path, resolveDir }) => {
      const source = relative('src', join(resolveDir, path));
      return source.startsWith('..') ? undefined : { path: resolve('dist', source) };
    });
    onLoad({ filter: /\/dist\/.*\.js$/ }, ({ path }) => {
      const text = readFileSync(path, 'utf8');
      if (path.includes('node_modules')) return undefined;
      const from = relative(NAME_ENTRY.test(path) ? 'dist' : BUNDLE, path);
      const contents = text
        .replace(...ZOD)
        .replaceAll(/import\.meta\.dirname/g, `(import.meta.dirname + ${JSON.stringify(`/${dirname(from)}`)})`)
        .replaceAll(/import\.meta\.filename/g, `(import.meta.dirname + ${JSON.stringify(`/${from}`)})`)
        .replaceAll(/import\.meta\.url/g, `new URL(${JSON.stringify(from)}, import.meta.url).href`);
      return { contents };
    });
  },
};

/** The licences of the packages that the bundle contains ask to be passed on with it. */
function licencesOf(inputs) {
  const folders = Object.keys(inputs).flatMap((file) => /^node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file) ?? []);
  return [...new Set(folders)].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
    return `${name} ${version} (${license})\n\n${file === undefined ? '' : readFileSync(join(folder, file), 'utf8')}`;
  });
}

export async function bundle() {
  rmSync(BUNDLE, { recursive: true, force: true });
  const { engineVersionOf } = await import('../dist/run/engine-version.js');
  const { optionalDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
  const { metafile } = await build({
    entryPoints: ENTRIES,
    outdir: BUNDLE,
    bundle: true,
    minifyWhitespace: true,
    minifySyntax: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    external: [...APART, ...Object.keys(optionalDependencies)],
    define: { HASH_OF_BUNDLE: JSON.stringify(engineVersionOf('dist').split('+')[1]) },
    metafile: true,
    logLevel: 'warning',
    plugins: [modules],
    // As for browsers: it asks for nothing of Node, as the engine must not.
    alias: { yaml: './node_modules/yaml/browser/index.js' },
  });
  writeFileSync(join(BUNDLE, 'LICENSES.txt'), licencesOf(metafile.inputs).join(`\n${'-'.repeat(80)}\n`));
}
