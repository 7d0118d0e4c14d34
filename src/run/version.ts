import { readFileSync } from 'node:fs';

/** The engine's version, from the package file that ships beside the build. */
export const VERSION: string = (JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string })
  .version;
