import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { drydock } from './in-process.js';

const folder = mkdtempSync(join(tmpdir(), 'drydock-warm-up-faults-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The zone goes in the first hour, for ten minutes. */
const SCENARIO = `
name: calm
duration: 3h
cluster:
  capacityProviders:
    - name: group
      autoScalingGroupProvider: { managedScaling: { status: DISABLED }, managedTerminationProtection: DISABLED }
      autoScalingGroup: { instanceTypes: [m5.large], minSize: 3, maxSize: 3 }
  defaultCapacityProviderStrategy: [{ capacityProvider: group, weight: 1 }]
taskDefinitions: [{ family: web, containerDefinitions: [{ name: web, image: web, cpu: 256, memory: 512 }] }]
services: [{ serviceName: web, taskDefinition: web, desiredCount: 3 }]
`;
const FAULT = '{ at: 30m, type: zoneOutage, availabilityZone: us-east-1a, for: 10m }';
const WARNING =
  'zoneOutage us-east-1a at 30 min begins in the first 1 h, the warm-up that the figures leave out: they do not show its effect until then.';

beforeAll(() => {
  writeFileSync(join(folder, 'calm.yaml'), `${SCENARIO}variants: [{ name: lost, changes: { faults: [${FAULT}] } }]\n`);
  writeFileSync(join(folder, 'lost.yaml'), `${SCENARIO}faults: [${FAULT}]\n`);
  writeFileSync(
    join(folder, 'optimise.yaml'),
    `scenario: calm.yaml\naxes: { faults: [[], [${FAULT}]] }\nobjectives: [cost_usd < 1000]\nreplications: 5\n`,
  );
  writeFileSync(join(folder, 'axis.yaml'), `scenario: calm.yaml\naxes: { faults: [[], [${FAULT}]] }\nreplications: 2\n`);
  writeFileSync(join(folder, 'sweep.yaml'), 'scenario: lost.yaml\naxes: { services.web.desiredCount: [2, 3] }\nreplications: 2\n');
});

const OPTIONS = ['--workers', '1', '--out', 'out'];

async function notesOf(...words: string[]): Promise<string> {
  const { stdout, stderr, status } = await drydock([...words, ...OPTIONS], { cwd: folder });
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  return stdout.replace(/\s+/g, ' ');
}

it('compare, sweep and advise name the faults in the warm-up that they leave out', async () => {
  const compare = ['compare', 'calm.yaml', '--replications', '2', '--brief'];
  expect(await notesOf(...compare, '--warm-up', '1h')).toContain(`lost: ${WARNING}`);
  expect(await notesOf(...compare, '--warm-up', '20m')).not.toContain('zoneOutage');
  expect(await notesOf('sweep', 'sweep.yaml', '--warm-up', '1h')).toContain(WARNING);
  expect(await notesOf('advise', 'lost.yaml', '--replications', '2', '--warm-up', '1h')).toContain(WARNING);
});

it.each(['sweep', 'optimise'])('%s includes the faults that points set', async (study) => {
  const file = study === 'sweep' ? 'axis.yaml' : 'optimise.yaml';
  expect(await notesOf(study, file, '--warm-up', '1h')).toContain(WARNING);
  expect(await notesOf(study, file, '--warm-up', '20m')).not.toContain('zoneOutage us-east-1a at');
});
