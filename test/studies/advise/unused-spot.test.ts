import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { drydock } from '../../cli/in-process.js';

const folder = mkdtempSync(join(tmpdir(), 'drydock-advise-spot-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** FARGATE_SPOT is there, and nothing runs on it: of 2 vCPUs a task fits two on an instance, and three run. */
const SCENARIO = `
name: idle-spot
duration: 3h
cluster:
  capacityProviders:
    - name: group
      autoScalingGroupProvider: { managedScaling: { status: ENABLED, targetCapacity: 100 } }
      autoScalingGroup: { instanceTypes: [m5.xlarge], minSize: 1, maxSize: 6 }
    - FARGATE
    - FARGATE_SPOT
  defaultCapacityProviderStrategy: [{ capacityProvider: group, weight: 1 }]
taskDefinitions:
  - family: web
    networkMode: awsvpc
    cpu: '2048'
    memory: '4096'
    containerDefinitions: [{ name: web, image: web }]
services: [{ serviceName: web, taskDefinition: web, desiredCount: 3 }]
`;

it('advice counts interruptions only of capacity on Spot, and gives each reason for an omission once', async () => {
  writeFileSync(join(folder, 'idle-spot.yaml'), SCENARIO);
  const words = ['advise', 'idle-spot.yaml', '--replications', '2', '--workers', '1', '--out', 'out'];
  const { stdout, stderr, status } = await drydock(words, { cwd: folder });
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  expect(stdout).not.toContain('On Spot, as before');
  const rows = stdout.split('\n').filter((line) => /^ *\d+[. ]/.test(line));
  expect(rows.length).toBeGreaterThan(10);
  const reasons = [...(/Not in it: (.*?)\.\n\n/s.exec(stdout)?.[1] ?? '').replace(/\s+/g, ' ').matchAll(/\((after the steps[^()]*)\)/g)];
  expect(new Set(reasons.map(([, why]) => why)).size).toBe(reasons.length);
  const { path, findings } = JSON.parse(readFileSync(join(folder, 'out/summary.json'), 'utf8'));
  expect(path.as_it_is.spot).toBeNull();
  const onSpot: string[] = findings.flatMap(({ what_if, spot }: { what_if: string; spot: unknown }) => (spot === null ? [] : [what_if]));
  expect(onSpot).toContain('spot-group-100');
  expect(onSpot.filter((id) => !/spot/i.test(id))).toEqual([]);
});
