import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { NamedText } from '../../observed/read.js';
import { UserError, whyUnreadable } from '../../run/failure.js';

/** A larger file cannot be an export of minutes. */
const BYTES_MAX = 256 * 1024 * 1024;

/** Reads all JSON and CSV files of a directory and its folders, in the order of their names. */
export function observedFiles(directory: string): NamedText[] {
  try {
    const names = (readdirSync(directory, { recursive: true }) as string[]).filter((name) => /\.(json|csv)$/i.test(name)).sort();
    if (names.length === 0) throw new UserError([`${directory}: there is no JSON and no CSV file in it`]);
    return names.map((name) => {
      const path = join(directory, name);
      if (statSync(path).size > BYTES_MAX) throw new UserError([`${path}: is larger than 256 MiB`]);
      return { name, text: readFileSync(path, 'utf8') };
    });
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError([`${directory}: ${whyUnreadable(error as NodeJS.ErrnoException)}`]);
  }
}
