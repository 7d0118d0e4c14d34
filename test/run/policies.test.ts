import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { execute } from '../../src/run/execute.js';
import { UserError } from '../../src/run/failure.js';
import { ownPolicy, runPolicyOf } from '../../src/run/policies.js';
import { readScenario } from '../../src/run/scenario-file.js';
import { scenarioHash } from '../../src/run/scenario-hash.js';
import { AS_WRITTEN, policyChoices, withPolicy } from '../../src/studies/bound/policies.js';

const small = join(import.meta.dirname, '../fixtures/cli/small.yaml');
const out = mkdtempSync(join(tmpdir(), 'drydock-policies-'));
afterAll(() => rmSync(out, { recursive: true, force: true }));

function moduleOf(file: string, source: string): string {
  const path = join(out, file);
  writeFileSync(path, source);
  return path;
}

async function scenarioUnder(word: string) {
  const mistakes: string[] = [];
  const policy = await runPolicyOf(word, mistakes);
  expect(mistakes).toEqual([]);
  return readScenario(small, { policy });
}

describe('the policy of a run', () => {
  const counting = moduleOf(
    'counting.js',
    "let made = 0; export default () => ({ name: 'counting', dependsOn: 'row', rank: () => 0, nth: ++made });",
  );

  it('is loaded anew for each run, so that nothing at the top of a module outlives one', async () => {
    const scenario = await scenarioUnder(counting);
    expect(scenario.setup.placement.policy).toBe('counting');
    expect([await ownPolicy(scenario), await ownPolicy(scenario)]).toMatchObject([{ nth: 1 }, { nth: 1 }]);
  });

  it('loads nothing when the library has it, or without a policy', async () => {
    expect(await ownPolicy(await scenarioUnder('best-fit'))).toBeUndefined();
    expect(await ownPolicy(readScenario(small))).toBeUndefined();
    expect(await runPolicyOf(undefined, [])).toBeNull();
  });

  it('does not run when its module differs from the checked one', async () => {
    const path = moduleOf('changing.js', "export default () => ({ name: 'changing', dependsOn: 'row', rank: () => 0 });");
    const scenario = await scenarioUnder(path);
    moduleOf('changing.js', "export default () => ({ name: 'changing', dependsOn: 'row', rank: () => 1 });");
    await expect(execute(scenario)).rejects.toThrow(new UserError([`${path}: it has changed since it was checked; run again`]));
  });

  it('that cannot be made for the cluster is reported as its fault', async () => {
    // The samples of the contract have the seeds 0 and 1.
    const source = `export default ({ seed }) => {
      if (seed > 1) throw new Error('an odd seed');
      return { name: 'picky', dependsOn: 'row', rank: () => 0 };
    };`;
    const policy = await runPolicyOf(moduleOf('picky.js', source), []);
    const run = execute(readScenario(small, { policy, seed: 7 }));
    await expect(run).rejects.toThrow('picky.js: policy picky, task (before the first): it threw "an odd seed" when it was made');
    await expect(run).rejects.toMatchObject({ exitCode: 1 });
  });

  it('is dropped where strategies are compared in its place', async () => {
    const { setup } = readScenario(small, { set: ['placement.policy=best-fit'] });
    const [spread] = await policyChoices('spread', []);
    expect(withPolicy(setup, spread).placement.policy).toBeNull();
    expect(withPolicy(setup, AS_WRITTEN).placement.policy).toBe('best-fit');
  });

  it('makes another scenario hash by its text', async () => {
    const source = "export default () => ({ name: 'same', dependsOn: 'row', rank: () => 0 });";
    const hashes = [];
    for (const text of [source, `${source}\n`, source]) hashes.push(await scenarioHash(await scenarioUnder(moduleOf('same.js', text))));
    hashes.push(await scenarioHash(readScenario(small)));
    expect(new Set(hashes).size).toBe(3);
    expect(hashes[2]).toBe(hashes[0]);
  });
});
