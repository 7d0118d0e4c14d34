import { defineConfig, type Plugin } from 'vite';
import { lessonWord } from './lessons/address.js';
import { LESSON_IDS } from './lessons/lesson.js';
import { libraryJson } from './library.mjs';

/** The library of scenarios, which the page loads on request. */
const library: Plugin = {
  name: 'library',
  generateBundle() {
    this.emitFile({ type: 'asset', fileName: 'library.json', source: libraryJson() });
    // The command opens a lesson by its word.
    this.emitFile({ type: 'asset', fileName: 'lessons.json', source: JSON.stringify(LESSON_IDS.map(lessonWord)) });
  },
  configureServer({ middlewares }) {
    middlewares.use('/library.json', (_, response) => response.end(libraryJson()));
  },
};

const fileOf = (path: string) => decodeURI(new URL(path, import.meta.url).pathname);

/**
 * The page, and the editor that it loads later; they share no code. Names have no hashes, because the local server never lets a browser keep a
 * file, and the page of one file takes them by name.
 */
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  plugins: [library],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: '../../dist/studio',
    emptyOutDir: true,
    target: 'es2022',
    sourcemap: false,
    chunkSizeWarningLimit: 4_000,
    modulePreload: false,
    assetsInlineLimit: 0,
    rolldownOptions: {
      input: { app: fileOf('index.html'), editor: fileOf('app/editor/editor.ts') },
      preserveEntrySignatures: 'strict',
      checks: { pluginTimings: false },
      output: { entryFileNames: '[name].js', chunkFileNames: '[name].js', assetFileNames: '[name][extname]' },
    },
  },
  worker: { format: 'iife', rolldownOptions: { checks: { pluginTimings: false }, output: { entryFileNames: '[name].js' } } },
});
