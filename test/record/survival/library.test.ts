import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { executeForFigures } from '../../../src/run/execute.js';
import { runPairs } from '../../../src/run/incident/pair.js';
import { type ScenarioFile, scenarioOf } from '../../../src/run/scenario-file.js';
import { Fact } from '../../../src/sim/facts.js';
import { T3 } from '../../scenario/incidents/incidents.js';
import { survivalIn } from './toys.js';

const ID = 'aws-2025-10-20-us-east-1-dynamodb';
const TIMELINE = readFileSync(join(import.meta.dirname, '../../../scenarios/incidents', `${ID}.yaml`), 'utf8');
const HOUR = 3_600_000;

/** T3 over the day, so that times of the run are UTC. */
function day(more: string): ScenarioFile {
  const text = `${T3.replace('110m', '48h').replace('duration:', 'startsAt: 2025-10-20T00:00:00Z\nduration:')}${more}`;
  return scenarioOf({ path: 't3.yaml', folder: '', text, named: new Map([[`incident:${ID}`, TIMELINE]]) }, {});
}

it('[I.T-INC-a, I.MON-12] 20 October 2025 does not affect fixed counts without load balancers and dependencies', async () => {
  const { survivals } = await runPairs(day(''), [day(`incidents: [{ name: ${ID}, at: clock }]\n`)], {});
  expect(survivals[0]).toMatchObject({ isWithoutEffect: true, shortfallTaskMinutes: 0, zeroMinutes: 0, recoveredAtMs: 6.8 * HOUR });
});

it('[I.T-INC-a] an instance that ends at 09:30 UTC is replaced no earlier than 17:36 where all rates are severe', async () => {
  const launched: number[] = [];
  const scenario = day(`faults: [{ type: terminate, at: 9h30m, count: 1 }]\nincidents: [{ name: ${ID}, at: clock, variant: severe }]\n`);
  await executeForFigures(scenario, {
    watching: () => [{ onFact: (kind, atMs) => void (kind === Fact.instanceLaunched && atMs > 0 && launched.push(atMs)) }],
  });
  expect(launched.length).toBeGreaterThan(0);
  expect(Math.min(...launched)).toBeGreaterThanOrEqual(17.6 * HOUR);
});

it('[I.MAP-6] launches that fail on Fargate change no event of a service on instances', async () => {
  const fault = '{ type: fargateLaunchFailure, error: internal, share: 1 }';
  expect(await survivalIn(T3, [{ from: 60, to: 90, where: 'region', fault }])).toMatchObject({
    isWithoutEffect: true,
    recoveredAtMs: HOUR,
  });
});
