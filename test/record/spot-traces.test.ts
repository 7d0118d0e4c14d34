import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { summaryOf } from '../../src/report/summary.js';
import { runText } from '../../src/report/terminal.js';
import { execute } from '../../src/run/execute.js';
import { readScenario } from '../../src/run/scenario-file.js';

const folder = mkdtempSync(join(tmpdir(), 'drydock-spot-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** SkyPilot's format, the zone and the type in the name of the file: nodes up every ten minutes. */
const FILE = 'us-east-1a_m5.large_1.json';
const trace = (data: readonly number[]) => JSON.stringify({ metadata: { gap_seconds: 600 }, data });

async function ran(data: readonly number[], size: number) {
  writeFileSync(join(folder, FILE), trace(data));
  const path = join(folder, 'scenario.yaml');
  writeFileSync(
    path,
    `
name: spot-trace
duration: 1h
cluster:
  availabilityZones: [us-east-1a]
  capacityProviders:
    - name: spot
      autoScalingGroupProvider: {}
      autoScalingGroup:
        minSize: ${size}
        maxSize: 4
        desiredCapacity: ${size}
        mixedInstancesPolicy:
          launchTemplate: { overrides: [{ instanceType: m5.large }] }
          instancesDistribution: { onDemandPercentageAboveBaseCapacity: 0 }
spot: { pools: [{ trace: { file: ${FILE}, format: skypilot } }] }
taskDefinitions: [{ family: a, networkMode: bridge, containerDefinitions: [{ name: a, image: a, cpu: 128, memory: 128 }] }]
timings: { instanceBoot: 0s, imagePull: 0s, containerStart: 0s, containerStop: 0s }
services: [{ serviceName: a, taskDefinition: a, desiredCount: 1 }]
groups: { launchDelay: 0s, launchRetry: 1m, launchRetryFactor: 2, launchRetryMax: 15m }
`,
  );
  const run = await execute(readScenario(path));
  return { uses: summaryOf(run).spot_traces, text: runText(run, { width: 1000, hasColour: false } as never) };
}

describe('a Spot trace', () => {
  it('is set beside what the group took: all that it wanted, where no launch failed', async () => {
    // Three nodes for an hour, of which the group wants two.
    const { uses, text } = await ran([3, 3, 3, 3, 3, 3], 2);
    expect(uses).toEqual([
      {
        instance_type: 'm5.large',
        availability_zone: 'us-east-1a',
        offered_instance_hours: 3,
        offered_most: 3,
        offered_reclaims: 0,
        taken_instance_hours: 2,
        taken_most: 2,
        taken_reclaims: 0,
      },
    ]);
    expect(text).toContain(
      'The Spot trace of m5.large in us-east-1a offered 3.0 instance-hours (at most 3 at a time) and reclaimed 0; groups took 2.0 (at most 2) and lost 0.',
    );
    expect(text).toContain('No launch failed: groups wanted no more than they took.');
  });

  it('that takes its nodes back leaves the group waiting, and the report has a sentence about it', async () => {
    const { uses, text } = await ran([2, 2, 0, 0, 2, 2], 2);
    // Two instances for 20 minutes. Then launches fail at 20 minutes and 1, 2, 4 and 8 minutes later; the wait after that is 15 minutes, so
    // that the next two come at 50 minutes, ten minutes after the trace has room for them, and stay for 10: 1 instance-hour in all.
    expect(uses).toMatchObject([
      {
        ...{ offered_instance_hours: 1.333, offered_most: 2, offered_reclaims: 2 },
        ...{ taken_instance_hours: 1, taken_most: 2, taken_reclaims: 2 },
      },
    ]);
    expect(text).toContain('offered 1.3 instance-hours (at most 2 at a time) and reclaimed 2; groups took 1.0 (at most 2) and lost 2.');
    expect(text).toContain(
      '5 launch attempts of groups failed, and a group waits before it tries again, whatever the trace offers meanwhile.',
    );
  });
});
