// What tsc leaves to do: the command must be executable, and browsers need the engine as one file.
import { chmodSync } from 'node:fs';
import { build } from 'esbuild';

chmodSync('dist/cli/main.js', 0o755);
await build({
  entryPoints: ['dist/engine.js'],
  outfile: 'dist/engine.browser.js',
  bundle: true,
  format: 'esm',
  platform: 'browser',
  target: 'es2022',
  logLevel: 'error',
  // seedrandom asks for Node's crypto only to seed itself when no seed is given; Drydock always gives one.
  external: ['crypto'],
});
