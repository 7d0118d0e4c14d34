import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PageParts } from '../report/html/frame.js';

/** A page must not request a file that does not exist. */
const SOURCE_MAP = /\n\/\/# sourceMappingURL=.*\s*$/;
const CLIENT = join(import.meta.dirname, '../report/client');
/** In order of dependency. */
const MODULES = ['rows', 'points', 'bands', 'clock', 'palette', 'cells', 'marks', 'view', 'minus', 'charts', 'pointer', 'tables', 'main'];

let sources: Pick<PageParts, 'chartJsSource' | 'script'> | null = null;

/** Returns the shared parts of pages, read once. */
export function pageParts(command: string): PageParts {
  sources ??= { chartJsSource: chartJsSource(), script: clientScript() };
  return { ...sources, command, sha256Base64: (text) => createHash('sha256').update(text).digest('base64') };
}

/** The build copies it there: `scripts/page-script.mjs`. */
function chartJsSource(): string {
  return readFileSync(join(CLIENT, 'chart.umd.min.js'), 'utf8').replace(SOURCE_MAP, '');
}

/**
 * Returns the modules of report/client as one script: a page from disk cannot load modules, so they share one scope instead of importing.
 */
function clientScript(): string {
  const modules = MODULES.map((name) => readFileSync(join(CLIENT, `${name}.js`), 'utf8'));
  const text = modules.map((module) => module.replace(/^import .*\n/gm, '').replace(/^export /gm, '')).join('');
  return `\n(function () {\n'use strict';\n${text}})();\n`;
}
