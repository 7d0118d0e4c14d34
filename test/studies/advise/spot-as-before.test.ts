import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { drydock } from '../../cli/in-process.js';

const folder = mkdtempSync(join(tmpdir(), 'drydock-advise-before-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Two instances, of which one is on Spot. */
const SCENARIO = `
name: half-spot
duration: 2h
cluster:
  capacityProviders:
    - name: workers
      autoScalingGroupProvider: { managedScaling: { status: DISABLED }, managedTerminationProtection: DISABLED }
      autoScalingGroup:
        instanceTypes: [m5.large]
        mixedInstancesPolicy: { instancesDistribution: { onDemandPercentageAboveBaseCapacity: 50 } }
        minSize: 2
        maxSize: 2
  defaultCapacityProviderStrategy: [{ capacityProvider: workers, weight: 1 }]
taskDefinitions: [{ family: app, containerDefinitions: [{ name: app, image: app, cpu: 256, memory: 512 }] }]
services:
  - { serviceName: web, taskDefinition: app, desiredCount: 2 }
  - { serviceName: api, taskDefinition: app, desiredCount: 2 }
`;

it('the path without more risk names the present Spot, and gives a reason that services share once', async () => {
  writeFileSync(join(folder, 'half.yaml'), SCENARIO);
  const words = ['advise', 'half.yaml', '--replications', '2', '--workers', '1', '--out', 'out'];
  const { stdout, stderr, status } = await drydock(words, { cwd: folder });
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  const text = stdout.replace(/\s+/g, ' ');
  expect(text).toMatch(/^Do this: workers: .*; then workers: 100 % Spot/);
  expect(text).not.toContain('Without that risk');
  expect(text).toMatch(
    /Without more risk than now: workers: [^.]*\..* On Spot, as before\. Expected in a month: [0-9.<]+ of 1\.0 Spot Instances/,
  );
  expect(text.match(/cpu is missing at task level/g)).toHaveLength(1);
  expect(text).toContain('web, api on Fargate: cpu is missing at task level');
});
