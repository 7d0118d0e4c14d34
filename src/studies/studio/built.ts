import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { scriptJson } from '../../report/html/escape.js';
import { EXIT_FAILED, UserError } from '../../run/failure.js';

/** The first view of the studio: a scenario with the files that it names, or a lesson by its word. */
export type Opened =
  | { readonly name: string; readonly text: string; readonly files: Readonly<Record<string, string>> }
  | { readonly lesson: string };

/** The built files by their names, gzipped. */
export type BuiltStudio = ReadonlyMap<string, Buffer>;

const ENDING = '.gz';

/** Reads the studio that `npm run build` has left beside the program. */
export function builtStudio(): BuiltStudio {
  const folder = join(import.meta.dirname, '../../studio');
  if (!existsSync(join(folder, `index.html${ENDING}`)))
    throw new UserError(['the studio is not built here; npm run build makes it'], EXIT_FAILED);
  const names = readdirSync(folder).filter((name) => name.endsWith(ENDING));
  return new Map(names.map((name) => [name.slice(0, -ENDING.length), readFileSync(join(folder, name))]));
}

export function unzippedText(studio: BuiltStudio, name: string): string {
  const content = studio.get(name);
  if (content === undefined) throw new UserError([`the studio is not whole: ${name} is missing; npm run build makes it anew`], EXIT_FAILED);
  return gunzipSync(content).toString('utf8');
}

/** The words of its lessons, in the order of the course. */
export function lessonsOf(studio: BuiltStudio): readonly string[] {
  return JSON.parse(unzippedText(studio, 'lessons.json')) as string[];
}

/** The places in the page for its first view, and for the word that lets the editor add its style. */
const OPENED = '<script type="application/json" id="opened">null</script>';
const NONCE = 'STYLE-NONCE';

/** Returns the page with what it opens written into it. */
export function pageWith(studio: BuiltStudio, { opened, nonce }: { readonly opened: Opened | null; readonly nonce: string }): string {
  const page = unzippedText(studio, 'index.html').replaceAll(NONCE, nonce);
  return page.replace(OPENED, () => OPENED.replace('null', () => scriptJson(opened)));
}
