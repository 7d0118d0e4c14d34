import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FinishedRun } from '../../src/report/summary.js';
import { execute } from '../../src/run/execute.js';
import { readScenario } from '../../src/run/scenario-file.js';

/** Rows of the published file and, of those, the ones still running at its end. */
const ROWS = 259_159;
const CENSORED = 14_317;

/** 16 vCPU and 112 GiB is the trace's largest flavour: every virtual machine fits an instance of this type. */
const SCENARIO = `
name: azure-2017
duration: 4d
quotas: none
cluster:
  availabilityZones: [us-east-1a]
  capacityProviders:
    - name: hosts
      autoScalingGroupProvider:
        managedScaling: { status: ENABLED, targetCapacity: 100, instanceWarmupPeriod: 0 }
        managedTerminationProtection: ENABLED
      autoScalingGroup: { instanceTypes: [host], minSize: 0, maxSize: 5000 }
instanceTypes: [{ name: host, cpuUnits: 65536, memoryMib: 458752, eniTasks: 14, usdPerHour: 3 }]
taskDefinitions: [{ family: vm, networkMode: bridge, containerDefinitions: [{ name: vm, image: vm, cpu: 1024, memory: 768 }] }]
timings: { instanceBoot: 60s, imagePull: 0s, containerStart: 0s, containerStop: 0s }
workloads:
  - name: vms
    taskDefinition: vm
    runTime: 5m
    capacityProviderStrategy: [{ capacityProvider: hosts, weight: 1 }]
    placementStrategy: [{ type: binpack, field: memory }]
    arrivals:
      type: trace
      file: ${JSON.stringify(join(process.env.DRYDOCK_DATA!, 'traces/azure-vm-2017/azure-vm-2017-dev.csv.gz'))}
      columns: { arrival: arrival_s, duration: duration_min_s, durationMax: duration_max_s, cpu: vcpus, memory: memory_gb, censored: censored, censoredRuns: forever }
`;

describe('the Azure trace of 2017 as standalone tasks', () => {
  let folder: string;
  let result: FinishedRun;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'drydock-azure-'));
    const path = join(folder, 'azure.yaml');
    writeFileSync(path, SCENARIO);
    result = await execute(readScenario(path));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('requests every row and starts every task', () => {
    const { headline } = result.record.metrics;
    expect(headline.tasks_requested).toBe(ROWS);
    expect(headline.tasks_started).toBe(ROWS);
    expect(headline.tasks_refused).toBe(0);
    expect(headline.tasks_waiting).toBe(0);
  });

  it('ends every task whose end the trace has and the run reaches', () => {
    const { headline } = result.record.metrics;
    expect(headline.tasks_completed).toBeLessThanOrEqual(ROWS - CENSORED);
    expect(headline.tasks_completed).toBeGreaterThan(0.97 * (ROWS - CENSORED));
  });

  it('makes the group follow the load', () => {
    const [hosts] = result.record.metrics.providers;
    expect(hosts.peak_instances).toBeGreaterThan(20);
    expect(hosts.cpu_reserved_percent).toBeGreaterThan(40);
  });
});
