import { existsSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { EXIT_FAILED, UserError } from '../../run/failure.js';
import { reasonOf } from '../../run/run-directory.js';

/** A file that an option names. */
export interface Named {
  readonly option: string;
  readonly path: string;
}

/** Why a file cannot stand there, before any work is done for it; undefined: nothing is known against it. */
export function whyNoFile({ option, path }: Named): string | undefined {
  try {
    if (statSync(path).isDirectory()) return `${option} ${path}: is a directory: name a file in it`;
  } catch (error) {
    if (!/^(ENOENT|ENOTDIR)$/.test((error as NodeJS.ErrnoException).code ?? '')) return `${option} ${path}: ${reasonOf(error)}`;
  }
  const folder = dirname(path);
  return existsSync(folder) && statSync(folder).isDirectory() ? undefined : `${option} ${path}: there is no directory ${folder}`;
}

/** Each is there whole or not at all: all are written under other names before the first gets its own. */
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
      // Of a device or a pipe there is no whole.
      if (existsSync(path) && !statSync(path).isFile()) return writeFileSync(path, content);
      const target = existsSync(path) ? realpathSync(path) : path;
      const partial = join(dirname(target), `.partial-${process.pid}-${written.length}`);
      written.push({ option, path: target, partial });
      writeFileSync(partial, content);
    });
  for (const one of written) orRemove(one, () => renameSync(one.partial, one.path));
}
