import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { REGIONS } from '../../src/catalog/regions.js';

/** The partitions of the AWS SDK, which exports no list of them. */
const PARTITIONS = 'node_modules/@aws-sdk/core/dist-es/submodules/client/util-endpoints/lib/aws/partitions.js';

it('the Regions of a scenario are those of the AWS SDK', () => {
  const text = readFileSync(new URL(`../../${PARTITIONS}`, import.meta.url), 'utf8');
  const named = [...text.matchAll(/"([a-z]+(?:-[a-z]+)+-\d)": \{/g)].map(([, name]) => name);
  expect([...REGIONS].sort()).toEqual([...new Set(named)].sort());
});
