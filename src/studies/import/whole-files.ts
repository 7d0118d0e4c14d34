import { existsSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { EXIT_FAILED, reasonOf, UserError } from '../../run/failure.js';

/** A file given by an option. */
export interface Named {
  readonly option: string;
  readonly path: string;
}

/** Returns why the file cannot be written, before any work; undefined if no reason is known. */
export function whyNoFile({ option, path }: Named): string | undefined {
  try {
    if (statSync(path).isDirectory()) return `${option} ${path}: is a directory: name a file in it`;
  } catch (error) {
    if (!/^(ENOENT|ENOTDIR)$/.test((error as NodeJS.ErrnoException).code ?? '')) return `${option} ${path}: ${reasonOf(error)}`;
  }
  const folder = dirname(path);
  return existsSync(folder) && statSync(folder).isDirectory() ? undefined : `${option} ${path}: there is no directory ${folder}`;
}

/** Writes each file whole or not at all: writes all under temporary names before it renames the first. */
export function writeWhole(files: readonly (Named & { readonly content: string })[]): void {
  const written: (Named & { readonly partial: string })[] = [];
  const orRemove = (one: Named, work: () => void) => {
    try {
      work();
    } catch (error) {
      for (const { partial } of written) rmSync(partial, { force: true });
      throw new UserError([`${one.option} ${one.path}: ${reasonOf(error)}`], EXIT_FAILED);
    }
  };
  for (const one of files)
    orRemove(one, () => {
      const { option, path, content } = one;
      // A device or a pipe cannot be replaced by a rename.
      if (existsSync(path) && !statSync(path).isFile()) return writeFileSync(path, content);
      const target = existsSync(path) ? realpathSync(path) : path;
      const partial = join(dirname(target), `.partial-${process.pid}-${written.length}`);
      written.push({ option, path: target, partial });
      writeFileSync(partial, content);
    });
  for (const one of written) orRemove(one, () => renameSync(one.partial, one.path));
}
