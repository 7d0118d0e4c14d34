// Builds the studio into a folder, by default dist/studio: each file gzipped, as browsers take it, to keep the package small.
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import { readOptions } from '../../scripts/options.mjs';

const here = import.meta.dirname;

export async function buildStudio(folder) {
  mkdirSync(dirname(folder), { recursive: true });
  const raw = mkdtempSync(join(dirname(folder), '.studio-'));
  // The build does not depend on its caller: tests get the build that users get.
  const mode = process.env.NODE_ENV;
  process.env.NODE_ENV = 'production';
  try {
    await build({ configFile: join(here, 'vite.config.ts'), logLevel: 'warn', build: { outDir: raw, emptyOutDir: true } });
    for (const name of readdirSync(raw)) {
      // Without a time in the head, equal content gives equal bytes.
      writeFileSync(join(raw, `${name}.gz`), gzipSync(readFileSync(join(raw, name)), { level: 9 }));
      rmSync(join(raw, name));
    }
    chmodSync(raw, 0o755);
    rmSync(folder, { recursive: true, force: true });
    renameSync(raw, folder);
  } finally {
    if (mode === undefined) delete process.env.NODE_ENV;
    else process.env.NODE_ENV = mode;
    rmSync(raw, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { positionals } = readOptions('node src/studio/build.mjs [FOLDER]', {}, 1);
  await buildStudio(resolve(positionals[0] ?? join(here, '../../dist/studio')));
}
