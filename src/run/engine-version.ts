import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { VERSION } from './version.js';

/** Hexadecimal digits of a build's hash. */
const DIGITS = 12;

/** The bundle of the command, made of the other files: it is no part of their hash, which its build has put into it. */
const BUNDLE = /^bin[\\/]/;
declare const HASH_OF_BUNDLE: string | undefined;

let own: string | undefined;

/**
 * Returns the identity of this engine: the version and, as SemVer's build metadata, the build. Engines of one identity make the same run of
 * the same scenario. Outside of the bundle the first call reads the whole build, which takes about 50 ms.
 * Sources that run without a build are `+source`.
 */
export function engineVersion(): string {
  if (typeof HASH_OF_BUNDLE === 'string') return `${VERSION}+${HASH_OF_BUNDLE}`;
  own ??= import.meta.filename.endsWith('.ts') ? `${VERSION}+source` : engineVersionOf(join(import.meta.dirname, '..'));
  return own;
}

/** Returns the identity of the build in a folder: a hash of its JavaScript with prices and all other data, by paths within the folder. */
export function engineVersionOf(folder: string): string {
  const files = (readdirSync(folder, { recursive: true }) as string[]).filter((file) => file.endsWith('.js') && !BUNDLE.test(file));
  const hash = createHash('sha256');
  for (const file of files.map((name) => name.replaceAll('\\', '/')).sort()) {
    const content = readFileSync(join(folder, file));
    hash.update(`${file} ${content.length}\n`).update(content);
  }
  return `${VERSION}+${hash.digest('hex').slice(0, DIGITS)}`;
}
