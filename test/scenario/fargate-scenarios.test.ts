import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RunRecorder } from '../../src/run/recorder.js';
import { Simulation } from '../../src/sim/simulation.js';
import { makeSource } from '../../src/workload/make-source.js';
import { type Change, load, placedMessages } from './scenarios.js';

const textOf = (name: string) => readFileSync(join(import.meta.dirname, `../../scenarios/capacity/${name}.yaml`), 'utf8');

/** What a scenario's report says, after the changes that its head comment proposes. */
function report(name: string, ...changes: readonly Change[]) {
  const text = changes.reduce((before, [from, to]) => {
    expect(before).toContain(from);
    return before.replace(from, () => to);
  }, textOf(name));
  const setup = load(text).setup!;
  const recorder = new RunRecorder(setup, {}, { hasShares: true });
  const sources = setup.workloads.map(({ arrivals, name: of }) => makeSource(arrivals, { seed: setup.seed, name: of }));
  new Simulation(setup, { sources, subscribers: [recorder] }).advance();
  const { metrics, faults } = recorder.finish(setup.durationMs);
  const costs = Object.fromEntries(metrics.providers.map((provider) => [provider.capacity_provider, provider.cost_usd]));
  const peaks = Object.fromEntries(metrics.providers.map(({ capacity_provider: of, fargate }) => [of, fargate?.peak_vcpus]));
  return { ...metrics.headline, costs, peaks, owners: metrics.owners, effects: faults.map(({ effect }) => effect) };
}

describe('scenarios/capacity of Fargate', () => {
  it.each(['fargate-or-ec2', 'fargate-spot-drought', 'fargate-mix'])(
    '%s loads without a warning, and its description has what it shows',
    (name) => {
      expect(placedMessages(textOf(name))).toEqual([]);
      expect(textOf(name)).toMatch(/^# Shows: [\s\S]*\nname: [\s\S]*\nvariants:\n/);
      expect(load(textOf(name)).setup?.name).toBe(name);
    },
  );

  it('fargate-or-ec2: they break even where instances are filled by 89 %, and headroom decides for Fargate', () => {
    const even = report('fargate-or-ec2');
    expect(even.cpu_reserved_percent).toBeCloseTo(89.6, 0);
    expect(Math.abs(even.costs.instances! / even.costs.FARGATE! - 1)).toBeLessThan(0.01);
    // Of 1 vCPU and 3 GiB: $0.04048 and 3 x $0.004445 an hour, and four on an m5.xlarge at $0.192.
    expect(0.192 / 4 / (0.04048 + 3 * 0.004445)).toBeCloseTo(0.89, 2);
    const headroom = report('fargate-or-ec2', ['targetCapacity: 100', 'targetCapacity: 80']);
    expect(headroom.costs.instances).toBeGreaterThan(1.2 * headroom.costs.FARGATE!);
    const wait = (of: typeof even) => of.owners.find(({ name }) => name === 'on-ec2')!.wait_p50_ms!;
    expect(wait(headroom)).toBeLessThan(wait(even) / 3);
    expect(report('fargate-or-ec2', ['m5.xlarge]', 'm6a.xlarge]']).costs.instances).toBeLessThan(0.92 * even.costs.FARGATE!);
  });

  it('fargate-spot-drought: FARGATE does not replace the capacity that Spot took', () => {
    const drought = report('fargate-spot-drought');
    expect(drought.peaks).toEqual({ FARGATE: 4, FARGATE_SPOT: 6 });
    expect(drought.effects).toEqual(['6 tasks on Fargate had their notice', 'up to 6 tasks waited for Fargate']);
    expect(drought.wait_max_ms).toBeGreaterThan(90 * 60_000);
    const safe = report('fargate-spot-drought', ['base: 4', 'base: 16']);
    expect([safe.peaks.FARGATE, safe.tasks_interrupted]).toEqual([8.5, 2]);
    expect(safe.cost_usd).toBeGreaterThan(1.5 * drought.cost_usd!);
    const eager = report('fargate-spot-drought', ['faults:', 'fargate: { capacityRetry: 30s, capacityRetryMax: 30s }\nfaults:']);
    expect(eager.wait_max_ms).toBeLessThan(drought.wait_max_ms! - 2 * 60_000);
  });

  it('fargate-retirement: one that may not have a second task beside it goes first, and one that cannot be replaced goes in the end', () => {
    const name = 'fargate-retirement';
    expect(placedMessages(textOf(name)).map((said) => said.replace(/^.* (services.*?): .*\. /, '$1: '))).toEqual([
      'services.single.deploymentConfiguration: A retirement of Fargate stops each task first and starts another then (C.RET-02)',
    ]);
    const retired = report(name);
    const why = 'because maximumPercent left its service no room for more, or no other could start';
    expect(retired.effects).toEqual([`8 tasks on Fargate were retired, 1 of them before another was started in its place, ${why}`]);
    expect(retired.tasks_interrupted).toBe(1); // The batch job.
    expect(report(name, ['maximumPercent: 100', 'maximumPercent: 200']).effects).toEqual(['8 tasks on Fargate were retired']);
    const dry: Change = [
      'type: fargateRetirement }',
      'type: fargateRetirement, for: 1h }\n  - { at: 50m, type: capacityDrought, capacityProvider: FARGATE }',
    ];
    const { effects, below_desired_task_minutes: below } = report(name, dry);
    expect(effects[1]).toContain('8 tasks on Fargate were retired, 7 of them before another was started in their places');
    expect(below).toBeGreaterThan(6 * 120);
    const later = report(name, ['WaitPeriod: 0', 'WaitPeriod: 7'], ['duration: 4h', 'duration: 9d'], ['runTime: 3h', 'runTime: 30d']);
    expect(later.effects).toEqual(retired.effects);
  });

  it('fargate-mix: quota and capacity are distinguished, and each kind has its tasks', () => {
    const mix = report('fargate-mix');
    expect(Object.values(mix.costs).filter((usd) => usd > 1)).toHaveLength(4);
    expect(mix.fargate_refused_tasks).toBeGreaterThan(40);
    expect(mix.tasks_refused).toBe(mix.fargate_refused_tasks);
    expect(mix.peaks.FARGATE_SPOT).toBe(20);
    expect(mix.fargate_capacity_task_minutes).toBeGreaterThan(300);
    expect(report('fargate-mix', ['fargateSpotVcpus: 20', 'fargateSpotVcpus: 64']).fargate_refused_tasks).toBe(0);
    const often = report('fargate-mix', ['count: 40', 'count: 20'], ['at: [30m], every: 2h', 'at: [30m], every: 1h']);
    expect(often.fargate_refused_tasks).toBe(0);
  });
});
