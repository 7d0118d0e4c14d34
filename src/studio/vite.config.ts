import { defineConfig } from 'vite';

/** Plain names without hashes: the local server never lets a browser keep a file, and the page of one file takes them by name. */
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: '../../dist/studio',
    emptyOutDir: true,
    target: 'es2022',
    sourcemap: false,
    modulePreload: false,
    assetsInlineLimit: 0,
    rolldownOptions: {
      checks: { pluginTimings: false },
      output: { entryFileNames: 'app.js', assetFileNames: '[name][extname]', codeSplitting: false },
    },
  },
  worker: { format: 'iife', rolldownOptions: { output: { entryFileNames: 'worker.js' } } },
});
