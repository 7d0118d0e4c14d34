import { describe, expect, it } from 'vitest';
import { detailOf } from '../../src/placement/explain/task-description.js';
import { explainInstance } from '../../src/placement/explain/verdict.js';
import { Refusal, fit as verdictOf } from '../../src/placement/fit.js';
import { Fact } from '../../src/sim/facts.js';
import { playOf } from '../scenario/play.js';
import { load } from '../scenario/scenarios.js';
import { MINUTE, simulationOf } from '../sim/setups.js';

/** Services of one task each, with so many static host ports of their own. */
function scenario(portsOfEach: readonly number[], where: string): string {
  const definition = (count: number, i: number) => {
    const ports = Array.from({ length: count }, (_, n) => `{ containerPort: 80, hostPort: ${1_000 + 100 * i + n} }`);
    return `  - { family: s${i}, containerDefinitions: [{ name: a, image: a, cpu: 128, memory: 128, portMappings: [${ports.join(', ')}] }] }`;
  };
  const names = portsOfEach.map((_, i) => `s${i}`);
  return [
    'name: ports\nduration: 1h\ncluster:\n  availabilityZones: [us-east-1a]',
    where,
    'taskDefinitions:',
    ...portsOfEach.map(definition),
    'services:',
    ...names.map((name) => `  - { serviceName: ${name}, taskDefinition: ${name}, desiredCount: 1 }`),
    'timings: { instanceBoot: 2m, imagePull: 0s, containerStart: 0s }',
  ].join('\n');
}

const FIXED = '  containerInstances: [{ instanceType: m5.xlarge, count: 1 }]\n';
const GROUP = `  capacityProviders: [{ name: w, autoScalingGroupProvider: { managedScaling: { status: ENABLED } }, autoScalingGroup: { instanceTypes: [m5.xlarge], minSize: 1, maxSize: 9 } }]
  defaultCapacityProviderStrategy: [{ capacityProvider: w, weight: 1 }]\n`;
const runningBy = (text: string) =>
  playOf(text, [])
    .recorder.of(Fact.taskRunning)
    .map(({ atMs }) => atMs / MINUTE);

describe('static host ports of an instance', () => {
  it('[T.NET-6] are at most 100 with the 6 reserved ones, whatever tasks have them: 94 and not one more', () => {
    const fixed = (...ports: number[]) =>
      runningBy(scenario(ports, FIXED).replaceAll('desiredCount: 1', 'desiredCount: 1, launchType: EC2'));
    expect(fixed(50, 44)).toHaveLength(2);
    expect(fixed(50, 45)).toHaveLength(1);
    expect(fixed(50, 45, 10)).toHaveLength(2); // The smaller one goes by.
  });

  it('[T.NET-6, T.FAIL-1] refuse with RESOURCE:PORTS and the number of free ports', () => {
    const text = scenario([50, 45], FIXED).replaceAll('desiredCount: 1', 'desiredCount: 1, launchType: EC2');
    const setup = load(text).setup!;
    const { simulation } = simulationOf(setup);
    simulation.advance();
    const { fleet, pendingTasks } = simulation.world;
    const [{ request }] = pendingTasks.waiting;
    expect(setup.instanceTypes[0]!.portsMost).toBe(94);
    expect(verdictOf(fleet, 0, request)).toBe(Refusal.ports);
    const { failed } = explainInstance(fleet, 0, request);
    expect(failed).toEqual([{ code: Refusal.ports, needed: 45, free: 44 }]);
    const words = { platform: '', zones: [], memberOf: [], portsInUse: [], sharesGpu: false };
    expect(detailOf(failed[0]!, words)).toBe('needs 45 static host ports, 44 free');
  });

  it('[T.NET-6, C.SOUT-04] bring another instance where they are used up, and none for a task that no instance can take', () => {
    const [first, second] = runningBy(scenario([50, 45], GROUP));
    expect(first).toBe(0);
    expect(second).toBeGreaterThan(2);
    const { recorder } = playOf(scenario([50, 95], GROUP), []);
    expect(recorder.of(Fact.instanceLaunched)).toHaveLength(1);
  });
});
