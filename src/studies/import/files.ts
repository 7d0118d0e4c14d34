import { lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, extname, join, relative, resolve } from 'node:path';
import { JSON_LENGTH_MAX } from '../../import/read/tree.js';
import type { InputFile } from '../../import/recordings.js';
import { UserError, whyUnreadable } from '../../run/failure.js';
import { readText } from '../../run/text-file.js';

/** Endings of files that an import reads in a directory. */
export const ENDINGS = new Set(['.json', '.yaml', '.yml', '.template', '.tf', '.csv']);
const SKIPPED = new Set(['node_modules', '.git', '.terraform', 'cdk.out.cache']);
const FILES_MAX = 10_000;
const BYTES_MAX = 1_000_000_000;
const DEPTH_MAX = 20;

/** Returns the files in order of name, so that the same directory gives the same scenario. Does not follow links. */
export function inputFiles(paths: readonly string[]): InputFile[] {
  const mistakes: string[] = [];
  const found: InputFile[] = [];
  let bytes = 0;
  for (const { path, isFound } of paths.flatMap((one) => filesAt(one, mistakes))) {
    bytes += statSync(path).size;
    if (found.length >= FILES_MAX || bytes > BYTES_MAX)
      throw new UserError([`${path}: more than ${FILES_MAX} files or ${BYTES_MAX} bytes: name a smaller directory`]);
    try {
      found.push({ file: path, text: readText(path), isFound });
    } catch (error) {
      mistakes.push(`${path}: ${whyUnreadable(error as NodeJS.ErrnoException)}`);
    }
  }
  if (mistakes.length > 0) throw new UserError(mistakes);
  return found;
}

interface Named {
  readonly path: string;
  /** True for a file found in a directory, which may be of any kind. */
  readonly isFound: boolean;
}

function filesAt(path: string, mistakes: string[]): Named[] {
  try {
    if (!statSync(path).isDirectory()) return [{ path, isFound: false }];
    const files = filesIn(path, 0);
    if (files.length === 0) mistakes.push(`${path}: has no file that ends with ${[...ENDINGS].join(', ')}`);
    return files.map((file) => ({ path: file, isFound: true }));
  } catch (error) {
    mistakes.push(`${path}: ${whyUnreadable(error as NodeJS.ErrnoException)}`);
    return [];
  }
}

function filesIn(folder: string, depth: number): string[] {
  if (depth > DEPTH_MAX) return [];
  return readdirSync(folder)
    .sort()
    .flatMap((name) => {
      const path = join(folder, name);
      const status = lstatSync(path);
      if (status.isDirectory()) return SKIPPED.has(name) ? [] : filesIn(path, depth + 1);
      return status.isFile() && ENDINGS.has(extname(name)) ? [path] : [];
    });
}

/** Reads a file that a template refers to. The path must not leave the folder of the template. */
export function readBeside(path: string, from: string): InputFile | undefined {
  const folder = dirname(resolve(from));
  const file = resolve(folder, path);
  if (relative(folder, file).startsWith('..')) return undefined;
  try {
    if (!statSync(file).isFile() || statSync(file).size > JSON_LENGTH_MAX) return undefined;
    return { file: join(dirname(from), relative(folder, file)), text: readFileSync(file, 'utf8') };
  } catch {
    return undefined;
  }
}
