import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readVariants } from '../../src/run/scenario-file.js';
import { fileOf, LIBRARY } from '../scenarios/head.js';
import { hashesOf } from './run-hashes.js';

/** Every scenario of the library and every variant that it has: what a restructuring must leave as it is. */
it('library scenarios and their variants leave the committed files', async () => {
  const lines: string[] = [];
  for (const name of LIBRARY) {
    const { base, variants } = readVariants(fileOf(name), {}, (written) => written);
    lines.push(`${name}: ${await hashesOf(base)}`);
    for (const variant of variants) lines.push(`${name} ${variant.setup.name}: ${await hashesOf(variant)}`);
  }
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(join(import.meta.dirname, 'behaviour-library.txt'));
}, 900_000);
