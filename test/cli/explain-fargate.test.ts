import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { drydock } from './in-process.js';

const SCENARIO = `name: refused
duration: 2h
fargate: { start: { p95OverMedian: 1 } }
serviceScheduler: { turnPhase: 0s }
cluster: { availabilityZones: [us-east-1a], capacityProviders: [FARGATE] }
taskDefinitions:
  - { family: w, networkMode: awsvpc, cpu: "512", memory: "1024", containerDefinitions: [{ name: w, image: w }] }
services:
  - serviceName: w
    taskDefinition: w
    desiredCount: 1
    launchType: FARGATE
    deploymentConfiguration: { minimumHealthyPercent: 100, maximumPercent: 200, deploymentCircuitBreaker: { enable: true, rollback: true } }
    deployments: [{ at: 10m }]
faults: [{ at: 9m, for: 1h, type: fargateLaunchFailure }]
`;

// Requested at 0:10:10, and refused then and at 25:10 and 40:10: three tries, and a record of each minute. FAILED comes with the next at 55:10.
it('[S.CB-5, T.FAIL-6] explain says why Fargate did not start a task, and that its failed deployment withdrew it', async () => {
  const cwd = mkdtempSync(join(tmpdir(), 'drydock-explain-fargate-'));
  writeFileSync(join(cwd, 'refused.yaml'), SCENARIO);
  await drydock(['run', 'refused.yaml', '--out', 'out'], { cwd });
  const { stdout } = await drydock(['explain', 'out', '--task', '1'], { cwd });
  const text = stdout.replaceAll(/\n +/g, ' ');
  expect(text).toContain('Why Fargate did not start it, minute by minute (T.FAIL-6):\n- from 0:11:00 to 0:55:00: Capacity is unavailable');
  expect(text).toMatch(/^It began to stop, or ended, at 0:55:10: .*: its deployment of w:1, begun at 0:10:00, has failed\.$/m);
});
