import { renameSync, writeFileSync } from 'node:fs';

/** A file that has its name is whole: it is written under another one first. */
export function writeWhole(path, content) {
  const partial = `${path}.${process.pid}.partial`;
  writeFileSync(partial, content);
  renameSync(partial, path);
}
