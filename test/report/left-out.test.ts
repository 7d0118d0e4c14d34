import { describe, expect, it } from 'vitest';
import { sentenceText } from '../../src/kernel/sentence.js';
import type { RunRecord } from '../../src/record/run-record.js';
import { pageParts } from '../../src/run/page-parts.js';
import { RunRecorder } from '../../src/run/recorder.js';
import { comparisonPage } from '../../src/studies/compare/page/page.js';
import { playOf } from '../scenario/play.js';
import { finishedRun } from './finished.js';

const PRICED = `billing: { items: { rootVolume: { gib: 30 }, loadBalancers: { count: 1 } } }
prices: { rootVolume: { usdPerGibMonth: 0.08 }, loadBalancers: { usdPerHour: 0.02 } }
`;

/** One instance of two vCPUs for two hours, with one task that is there from the start. */
function recordOf({ type = 'm5.large', cpu = 512, load = '', more = PRICED, zone = 'us-east-1a', group = '' }): RunRecord {
  const { setup, recorder } = playOf(
    `name: left-out
duration: 2h
cluster:
  availabilityZones: [${zone}]
  containerInstances: [{ instanceType: ${type}, count: 1 }]
${group}taskDefinitions: [{ family: web, containerDefinitions: [{ name: web, image: web, cpu: ${cpu}, memory: 512, portMappings: [{ containerPort: 80 }] }] }]
services: [{ serviceName: web, taskDefinition: web, desiredCount: 1, launchType: EC2${load} }]
${more}`,
    [],
  );
  const report = new RunRecorder(setup);
  for (const { kind, atMs, args } of recorder.facts)
    report.onFact(kind, atMs, ...(args as [number, number, number, number, number, number]));
  return report.finish(setup.durationMs);
}

const leftOut = (scenario: Parameters<typeof recordOf>[0]) => recordOf(scenario).leftOut.map(sentenceText);

/** Each request takes 100 ms of CPU. */
function requests(perSecond: number): string {
  return `, load: { arrivals: { type: constant, rate: ${perSecond}/s }, task: { concurrency: 100, serviceTime: 100ms, cpuTime: 100ms } }`;
}

describe('limits of the model', () => {
  it('is nothing where all is priced and tasks use less than they have', () => {
    // 1.5 of 2 vCPUs.
    expect(leftOut({ load: requests(15) })).toEqual([]);
  });

  it('the money of instances without a price, where only times count', () => {
    const more = `region: eu-north-1\n${PRICED}`.replace('prices: {', 'prices: { ec2: { m5.large: 0 },');
    expect(leftOut({ more, zone: 'eu-north-1a' })).toEqual(['Instances of m5.large cost nothing here: their price in the scenario is 0.']);
  });

  it('no money of a type without a price of which no instance was launched', () => {
    const more = PRICED.replace('prices: {', 'prices: { ec2: { c5.large: 0 },');
    const group = '  capacityProviders: [{ name: g, autoScalingGroup: { instanceTypes: [c5.large], minSize: 0, maxSize: 1 } }]\n';
    expect(leftOut({ more, group })).toEqual([]);
  });

  // 80 requests a second take 8 vCPUs, four times what the instance has.
  it.each([512, 0])('tasks that use more CPU than their instance has, with %d units reserved', (cpu) => {
    expect(leftOut({ cpu, load: requests(80) })).toEqual([
      'Tasks use more CPU than their instance has in 2.0 of 2.0 instance-hours, at most 400 %: the model does not slow them, so real requests would wait longer.',
    ]);
  });

  it('a burstable type above its baseline, where tasks without load use what they reserve', () => {
    // 1,024 units against 30 % of 2,048: 0.4 vCPUs for two hours at 0.05 USD, less before the task runs.
    expect(leftOut({ type: 't3.large', cpu: 1024 })).toEqual([
      't3.large is above its baseline in 2.0 instance-hours, by 0.8 vCPU-hours: CPU credits are not modelled. Unlimited mode bills up to $0.039 for them; standard mode slows the tasks.',
    ]);
    // 512 units are below 614.
    expect(leftOut({ type: 't3.large', cpu: 512 })).toEqual([]);
    // A load of four times its vCPUs uses no more than they are: 70 % of two, for two hours.
    expect(leftOut({ type: 't3.large', load: requests(80) })[1]).toMatch(
      /^t3\.large is above its baseline in 2\.0 instance-hours, by 2\.8 vCPU-hours: /,
    );
    // With load the task uses 0.5 vCPUs, whatever it reserves.
    expect(leftOut({ type: 't3.large', cpu: 1024, load: requests(5) })).toEqual([]);
  });

  it('root volumes and load balancers that the bill has no price for', () => {
    const target = ', loadBalancers: [{ targetGroupArn: web, containerName: web, containerPort: 80 }]';
    expect(leftOut({ load: target, more: '' })).toEqual([
      'The load balancers of 1 service cost nothing here: billing.items.loadBalancers adds them.',
      'The root volumes of 2.0 instance-hours cost nothing here: billing.items.rootVolume adds them.',
    ]);
    expect(leftOut({ load: target })).toEqual([]);
  });
});

it('a comparison lists omissions for each of its runs', () => {
  const [lean, roomy] = [finishedRun('lean'), finishedRun('roomy', 50)];
  const page = comparisonPage([lean, roomy], { ...pageParts('drydock compare'), title: 'two' });
  expect(sentenceText(lean.record.leftOut[0]!)).toMatch(/^The root volumes of [\d.,]+ instance-hours cost nothing here/);
  // The sentences differ only in their numbers, so they are one.
  const [least, most] = [lean, roomy].map(({ record }) => /[\d.]+/.exec(sentenceText(record.leftOut[0]!))![0]);
  expect(page).toContain(
    `<ul class="facts"><li>all: The root volumes of ${least} to ${most} instance-hours cost nothing here: billing.items.rootVolume adds them.</li></ul>`,
  );
});
