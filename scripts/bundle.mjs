// Joins the 800 modules that a command loads into a few files: to find, read and compile them one by one takes longer than a small run.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { build, transform } from 'esbuild';

const root = join(import.meta.dirname, '..');
/** The command, its threads and the library share their code, and with it what they hold. */
const ENTRIES = {
  drydock: 'cli/main.js',
  'run/threads/thread-worker': 'run/threads/thread-worker.js',
  index: 'index.js',
  engine: 'engine.js',
};
/** Read as files, native, or with workers and files of their own. */
const APART = ['highs', 'jiti', 'tinypool'];
/** Modules that name another entry. */
const NAME_ENTRY = /(thread-pool|policy-module)\.js$/;

/** With the object `z` a bundle has all of zod, with messages in all languages; with the module only the used parts. */
const ZOD = ["import { z } from 'zod'", "import * as z from 'zod'"];

/** Modules as the bundle has them, at their own places as they are without it; one that names an entry, at its place in the bundle. */
const modulesOf = (dist) => ({
  name: 'modules',
  setup({ onLoad, onResolve }) {
    // Tests name sources; a bundle has what they were compiled to.
    onResolve({ filter: /\/src\/.*\.js$/ }, ({ path, resolveDir }) => {
      const source = relative(join(root, 'src'), join(resolveDir, path));
      return source.startsWith('..') ? undefined : { path: join(dist, source) };
    });
    onLoad({ filter: /\/dist\/.*\.js$/ }, ({ path }) => {
      if (!path.startsWith(`${dist}/`)) return undefined;
      const text = readFileSync(path, 'utf8');
      const from = relative(NAME_ENTRY.test(path) ? dist : join(dist, 'bin'), path);
      const contents = text
        .replace(...ZOD)
        .replaceAll(/import\.meta\.dirname/g, `(import.meta.dirname + ${JSON.stringify(`/${dirname(from)}`)})`)
        .replaceAll(/import\.meta\.filename/g, `(import.meta.dirname + ${JSON.stringify(`/${from}`)})`)
        .replaceAll(/import\.meta\.url/g, `new URL(${JSON.stringify(from)}, import.meta.url).href`);
      return { contents };
    });
  },
});

/** The line before a module in a bundle. */
const HEAD = /^\/\/ \S+\.\w+$/;

/**
 * esbuild makes a variable of each constant of a module, and V8 reads a variable anew at each use: a simulation then takes an eighth longer.
 * In our modules all that has a capital first is never set again, and becomes a constant again.
 */
function withConstants(bundled, dist) {
  const ours = `// ${relative(root, dist)}/`;
  let isOurs = false;
  const lines = bundled.split('\n').map((line) => {
    if (HEAD.test(line)) isOurs = line.startsWith(ours);
    return isOurs ? line.replace(/^var (?=[A-Z]\w* = )/, 'const ') : line;
  });
  return lines.join('\n');
}

/** The licences of the bundled packages must be distributed with the bundle. */
function licencesOf(inputs) {
  const folders = Object.keys(inputs).flatMap((file) => /^node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file) ?? []);
  return [...new Set(folders)].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
    return `${name} ${version} (${license})\n\n${file === undefined ? '' : readFileSync(join(folder, file), 'utf8')}`;
  });
}

/** Makes `bin` of a build; `hash` is its identity. Returns what went into it. */
export async function bundleOf(dist, hash, more = {}) {
  const { optionalDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const entries = Object.entries(ENTRIES).map(([entry, file]) => [entry, join(dist, file)]);
  const { metafile, outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: { ...Object.fromEntries(entries), ...more },
    outdir: join(dist, 'bin'),
    bundle: true,
    write: false,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    external: [...APART, ...Object.keys(optionalDependencies)],
    define: { HASH_OF_BUNDLE: JSON.stringify(hash) },
    metafile: true,
    logLevel: 'warning',
    plugins: [modulesOf(dist)],
    // As for browsers: the engine must not use Node.
    alias: { yaml: './node_modules/yaml/browser/index.js' },
  });
  for (const { path, text } of outputFiles) {
    const { code } = await transform(withConstants(text, dist), {
      minifyWhitespace: true,
      minifySyntax: true,
      format: 'esm',
      target: 'node20',
    });
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, code);
  }
  return metafile.inputs;
}

/** The bundle of the package, with the selftest and the licences of what it contains. */
export async function bundle(hash) {
  const dist = join(root, 'dist');
  rmSync(join(dist, 'bin'), { recursive: true, force: true });
  const inputs = await bundleOf(dist, hash, { selftest: 'test/selftest/main.ts' });
  writeFileSync(join(dist, 'bin/LICENSES.txt'), licencesOf(inputs).join(`\n${'-'.repeat(80)}\n`));
}
