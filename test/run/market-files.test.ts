import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { execute } from '../../src/run/execute.js';
import { RunDirectory } from '../../src/run/run-directory.js';
import { readScenario } from '../../src/run/scenario-file.js';
import { scenarioHash } from '../../src/run/scenario-hash.js';
import { writeRun } from '../../src/run/write-run.js';

const folder = mkdtempSync(join(tmpdir(), 'drydock-market-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A copy of the scenario whose pools have files, in a folder of its own. */
function copied(name: string): string {
  const to = join(folder, name);
  mkdirSync(to);
  cpSync(join(import.meta.dirname, '../fixtures/scenarios'), to, { recursive: true });
  return to;
}

describe('files of prices and capacity', () => {
  it('are part of a run: its hash changes with them', async () => {
    const [one, other] = [copied('one'), copied('other')];
    const hashIn = (at: string) => scenarioHash(readScenario(join(at, 'capacity.yaml')));
    expect(await hashIn(one)).toBe(await hashIn(other));
    writeFileSync(join(other, 'spot/nodes.csv'), 'time_s,nodes\n0,4\n3600,2\n7200,4\n');
    expect(await hashIn(one)).not.toBe(await hashIn(other));
  });

  it('are found from the run directory, whose scenario runs again to the same end', async () => {
    const at = copied('again');
    const scenario = readScenario(join(at, 'capacity.yaml'));
    const run = await execute(scenario);
    const out = join(folder, 'runs/first');
    const directory = new RunDirectory(out);
    await writeRun(run, scenario, { directory, prefix: '', command: 'drydock run' });
    await directory.finish();
    const again = await execute(readScenario(join(out, 'scenario.yaml')));
    expect(again.identity.digest).toBe(run.identity.digest);
  });

  it('have their mistakes reported before anything runs', () => {
    const at = copied('wrong');
    writeFileSync(join(at, 'spot/prices.csv'), 'time_s,usd_per_hour\n0,cheap\n');
    expect(() => readScenario(join(at, 'capacity.yaml'))).toThrow(
      "spot/prices.csv:2 usd_per_hour: 'cheap' is no price in USD per hour, such as 0.096",
    );
  });
});
