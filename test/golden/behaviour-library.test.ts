import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readScenario } from '../../src/run/scenario-file.js';
import { fileOf, headOf, LIBRARY } from '../scenarios/head.js';
import { hashesOf } from './run-hashes.js';

/** Every scenario of the library and every variant that its head comment suggests: what a restructuring must leave as it is. */
it('library scenarios and their variants leave the committed files', async () => {
  const lines: string[] = [];
  for (const name of LIBRARY)
    for (const set of [[], ...headOf(name).tries.map((variant) => variant.set)])
      lines.push(`${[name, ...set].join(' ')}: ${await hashesOf(readScenario(fileOf(name), { set }))}`);
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(join(import.meta.dirname, 'behaviour-library.txt'));
}, 900_000);
