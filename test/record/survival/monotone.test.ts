import { describe, expect, it } from 'vitest';
import { T3 } from '../../scenario/incidents/incidents.js';
import { survivalIn, T6, type ToyStep } from './toys.js';

const OUTAGE: ToyStep = { from: 60, to: 110, fault: '{ type: zoneOutage }' };
const END_ONE: ToyStep = { from: 60, where: 'region', fault: '{ type: terminate, count: 1 }' };
const withSize = (instances: number) => T3.replace('minSize: 3', `minSize: ${instances}`);
const shortfall = async (scenario: string, steps: readonly ToyStep[]) => (await survivalIn(scenario, steps)).shortfallTaskMinutes;

async function all<T, R>(items: readonly T[], of: (item: T) => Promise<R>): Promise<R[]> {
  const found: R[] = [];
  for (const item of items) found.push(await of(item));
  return found;
}

function isFalling(values: readonly number[]): boolean {
  return values.every((value, i) => i === 0 || value <= values[i - 1]!);
}

describe('monotone on toy clusters', () => {
  it('[I.MON-1] an incident never helps', async () => {
    for (const scenario of [T3, T6])
      for (const steps of [[OUTAGE], [END_ONE], [{ from: 60, to: 80, where: 'region', fault: '{ type: capacityDrought }' }, END_ONE]]) {
        const found = await survivalIn(scenario, steps);
        expect(found.shortfallTaskMinutes).toBeGreaterThanOrEqual(0);
        expect(found.zeroMinutes).toBeGreaterThanOrEqual(0);
      }
  });

  it('[I.MON-2] a longer drought never costs less', async () => {
    const lengths = [1, 2, 5, 10, 20, 30];
    const found = await all(lengths, (minutes) =>
      shortfall(T3, [{ from: 59, to: 60 + minutes, where: 'region', fault: '{ type: capacityDrought }' }, END_ONE]),
    );
    expect(isFalling([...found].reverse())).toBe(true);
    expect(found.at(-1)).toBeGreaterThan(found[0]!);
  });

  it('[I.MON-3] a cluster that has room for the loss of a zone does not depend on boots, droughts and registries', async () => {
    const alone = await shortfall(T6, [OUTAGE]);
    for (const fault of ['{ type: capacityDrought }', '{ type: slowBoot, factor: 4 }', '{ type: registryDown }'])
      expect(await shortfall(T6, [OUTAGE, { from: 55, to: 100, where: 'region', fault }])).toBe(alone);
  });

  it('[I.MON-4] more instances from the start never lose more, and from enough for the loss of a zone on no less', async () => {
    const found = await all([3, 6, 9], (size) => shortfall(withSize(size), [OUTAGE]));
    expect(isFalling(found)).toBe(true);
    expect(found[2]).toBe(found[1]);
  });

  it('[I.MON-5] more zones lose fewer tasks at once', async () => {
    const spread = (zones: string, minSize: number) =>
      T3.replace('availabilityZones: [us-east-1a, us-east-1b, us-east-1c]', `availabilityZones: [${zones}]`)
        .replace('minSize: 3', `minSize: ${minSize}`)
        .replace('maxSize: 9', 'maxSize: 12');
    const worst = await all(
      [
        spread('us-east-1a, us-east-1b', 12),
        spread('us-east-1a, us-east-1b, us-east-1c', 12),
        spread('us-east-1a, us-east-1b, us-east-1c, us-east-1d', 12),
      ],
      async (scenario) => (await survivalIn(scenario, [OUTAGE])).services[0]!.worstHealthyShare!,
    );
    expect(worst).toEqual([6 / 12, 8 / 12, 9 / 12]);
  });

  it('[I.MON-6] a lower target capacity never loses more, and never costs less', async () => {
    const managed = (target: number) =>
      T3.replace('{ status: DISABLED }', `{ status: ENABLED, targetCapacity: ${target} }`).replace('maxSize: 9', 'maxSize: 12');
    expect(isFalling(await all([100, 66, 50], (target) => shortfall(managed(target), [OUTAGE])))).toBe(true);
  });

  it('[I.MON-7] a running warm pool never loses more than a stopped one, and that never more than none', async () => {
    const times = T3.replace('timings: {', 'timings: { warmRegister: 10s, warmStart: 60s,').replace('maxSize: 9', 'maxSize: 4');
    const pools = [
      '',
      ', warmPool: { poolState: Stopped, minSize: 1 }',
      ', warmPool: { poolState: Running, minSize: 1, warmPoolsCheck: true }',
    ];
    const slow: ToyStep = { from: 60, to: 100, where: 'region', fault: '{ type: slowBoot, factor: 4 }' };
    const found = await all(pools, (pool) => shortfall(times.replace('maxSize: 4 }', `maxSize: 4${pool} }`), [slow, END_ONE]));
    expect(isFalling(found)).toBe(true);
    expect(found[2]).toBeLessThan(found[0]!);
  });

  it('[I.MON-8] agents that prefer cached images never lose more', async () => {
    const down: ToyStep = { from: 55, to: 80, where: 'region', fault: '{ type: registryDown }' };
    const found = await all(['always', 'default', 'prefer-cached'], (behavior) =>
      shortfall(T6.replace('prefer-cached', behavior), [END_ONE, down]),
    );
    expect(isFalling(found)).toBe(true);
  });

  it('[I.MON-12] an incident of which no step acts changes nothing, event by event', async () => {
    const found = await survivalIn(T3, [
      { from: 60, to: 80, where: 'region', fault: '{ type: capacityDrought, capacityProvider: FARGATE }' },
    ]);
    expect(found).toMatchObject({ isWithoutEffect: true, shortfallTaskMinutes: 0, costDuringUsd: 0, costAfterUsd: 0 });
  });
});
