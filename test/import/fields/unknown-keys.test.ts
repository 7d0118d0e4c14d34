import { expect, it } from 'vitest';
import { draws } from '../../extent.js';
import { CALLS } from './calls.js';
import { measure } from './measure.js';
import { fieldsOfCall } from './sdk-fields.js';

/** Returns the blocks of a call's input, such as `loadBalancers[].`; the input itself is the empty text. */
function blocksOf(paths: readonly string[]): string[] {
  const blocks = paths.flatMap((path) => path.split('.').map((_, i, words) => words.slice(0, i).join('.')));
  return [...new Set(blocks)].map((block) => (block === '' ? '' : `${block}.`));
}

it.each(CALLS)('a key that AWS may add anywhere in $name is reported', async (call) => {
  const fields = await fieldsOfCall(call.service, call.name);
  const blocks = blocksOf(fields.map(({ path }) => path)).filter((_, i) => i % draws(12, 1) === 0);
  const silent = blocks.filter((block) => {
    const { does } = measure(call, { path: `${block}unheardOf`, type: 'text' });
    return !['kept', 'left out', 'without effect', 'refused'].includes(does);
  });
  expect(silent).toEqual([]);
});
