import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, describe, expect, it } from 'vitest';
import { drydock } from './in-process.js';

const folder = mkdtempSync(join(tmpdir(), 'group-policies-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Eight tasks take all of two instances: 100 % of a target of 50 are four. A user sets five at minute 20. */
const SCENARIO = `
name: own
duration: 30m
cluster:
  availabilityZones: [us-east-1a]
  capacityProviders:
    - name: web
      autoScalingGroupProvider: { managedScaling: { status: DISABLED }, managedTerminationProtection: DISABLED, managedDraining: DISABLED }
      autoScalingGroup:
        instanceTypes: [m5.large]
        minSize: 2
        maxSize: 9
        monitoring: { enabled: true }
        scalingPolicies: [{ policyName: cpu, targetTrackingConfiguration: { targetValue: 50, predefinedMetricSpecification: { predefinedMetricType: ASGAverageCPUUtilization } } }]
taskDefinitions: [{ family: w, networkMode: host, containerDefinitions: [{ name: c, image: c, cpu: 512, memory: 64 }] }]
services: [{ serviceName: web, taskDefinition: w, launchType: EC2, desiredCount: 8 }]
faults: [{ type: desiredCapacity, at: 20m, capacityProvider: web, desiredCapacity: 5 }]
groupScaling: { metricDelay: 0s, evaluationPhase: 0s, actionDelay: 0s }
groups: { launchDelay: 0s }
timings: { instanceBoot: 60s, imagePull: 0s, containerStart: 0s }
`;

/** The rows of a file of the run, by column. */
function rowsOf(file: string): Record<string, string>[] {
  return parse(readFileSync(join(folder, 'out', file), 'utf8'), { columns: true });
}

describe('a run of a group with a policy of its own', () => {
  it('[M.TT-1, A.ASG-1] reports each decision with its policy and metric, and why an instance was launched', async () => {
    writeFileSync(join(folder, 'own.yaml'), SCENARIO);
    const { status, stderr } = await drydock(['run', 'own.yaml', '--out', 'out'], { cwd: folder });
    expect({ status, stderr }).toEqual({ status: 0, stderr: expect.any(String) });
    const [first] = rowsOf('scaling-activities.csv');
    expect(first).toMatchObject({
      ...{ time_ms: '180000', capacity_provider: 'web', from_desired_instances: '2', to_desired_instances: '4', reason: 'policyScaledOut' },
      ...{ policy: 'cpu', metric: '100', explanation: 'cpu: CPUUtilization 100 against a target 50: DesiredCapacity 2 -> 4' },
    });
    const { stdout } = await drydock(['explain', 'out', '--instance', '2'], { cwd: folder });
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
      'its group scaled out at 0:03:00 (cpu: CPUUtilization 100 against a target 50: DesiredCapacity 2 -> 4 (A.ASG-1))',
    );
  });

  it('[M.OWN-4] shows the DesiredCapacity that a user has set from the next measurement on', () => {
    const desired = (minute: number) =>
      rowsOf('capacity-providers.csv').find(({ time_ms }) => time_ms === String(60_000 * minute))!.desired_instances;
    expect([desired(2), desired(4), desired(19), desired(21)]).toEqual(['2', '4', '4', '5']);
  });
});
