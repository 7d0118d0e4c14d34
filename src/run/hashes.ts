import { createHash, hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';

export function sha256(text: string): string {
  return hash('sha256', text);
}

/** Returns the SHA-256 of a file of any size; rejects with Node's error if the file cannot be read. */
export async function sha256File(path: string): Promise<string> {
  const content = createHash('sha256');
  await pipeline(createReadStream(path), content);
  return content.digest('hex');
}

/** Hexadecimal digits shown of a hash: enough to distinguish scenarios, short enough to read out. */
export const HASH_DIGITS = 16;
