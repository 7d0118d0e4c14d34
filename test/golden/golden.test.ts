import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { execute } from '../../src/run/execute.js';
import { readScenario } from '../../src/run/scenario-file.js';

const scenarios = join(import.meta.dirname, '../../scenarios');
const HEADLINE = ['spread-100', 'spread-80', 'binpack-100', 'binpack-80'];

/** Few numbers that pin everything: the digest hashes every fact of the run. `vitest -u` writes them anew when a change is meant. */
describe('headline scenarios', () => {
  it.each(HEADLINE)('%s is the run that is committed', async (name) => {
    const { identity, record } = await execute(readScenario(join(scenarios, 'headline', `${name}.yaml`)));
    const golden = { digest: identity.digest, events: identity.events, headline: record.metrics.headline };
    await expect(`${JSON.stringify(golden, null, 2)}\n`).toMatchFileSnapshot(join(import.meta.dirname, `${name}.json`));
  });
});
