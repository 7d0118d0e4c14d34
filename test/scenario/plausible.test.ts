import { describe, expect, it } from 'vitest';
import { loadScenario } from '../../src/scenario/load-scenario.js';
import { drawerOf, triangle } from '../../src/scenario/plausible/draw.js';
import { PLAUSIBLE } from '../../src/scenario/plausible/plausible.js';
import { isDrawable } from '../../src/scenario/plausible/range.js';

/** Has what every marked setting may be about: groups, Spot, Fargate, targets, alarms, and a state that was imported. */
const TEXT = `
name: toy
duration: 1h
cluster:
  capacityProviders:
    - name: spot
      autoScalingGroup:
        minSize: 0
        maxSize: 4
        mixedInstancesPolicy:
          instancesDistribution: { onDemandPercentageAboveBaseCapacity: 0 }
          launchTemplate: { overrides: [{ instanceType: m5.large }] }
    - FARGATE
taskDefinitions:
  - { family: web, cpu: '256', memory: '512', containerDefinitions: [{ name: web, image: web, essential: true }] }
services:
  - { serviceName: web, taskDefinition: web, desiredCount: 2, capacityProviderStrategy: [{ capacityProvider: spot, weight: 1 }] }
`;

function loaded(set: { path: string; value: string }[] = []) {
  const found = loadScenario(TEXT, { file: 'toy.yaml', read: () => undefined, set });
  if (found.errors !== undefined) throw new Error(found.errors.map(({ message }) => message).join('; '));
  return found;
}

/** Needs a part that the toy lacks. */
const ELSEWHERE = ['alarms.rollingBakeTime', 'present.cachedImages'];
const drawables = PLAUSIBLE.filter(isDrawable).filter(({ path }) => !ELSEWHERE.includes(path));

describe('plausible values', () => {
  it.each(drawables.map((one) => [one.path, one] as const))('of %s are valid at both ends and in the middle', (path, one) => {
    const drawer = drawerOf(one, loaded().scenario)!;
    const values = [0, 0.5, 1 - 2 ** -32].map((place) => drawer.draw(place).value);
    expect(new Set(values).size).toBeGreaterThan(1);
    for (const value of values) expect(() => loaded([{ path, value }])).not.toThrow();
  });

  it('all hold together at either end', () => {
    for (const place of [0, 1 - 2 ** -32]) {
      const { scenario } = loaded();
      const set = drawables.map((one) => ({ path: one.path, value: drawerOf(one, scenario)!.draw(place).value }));
      expect(() => loaded(set)).not.toThrow();
    }
  });

  it('multiply all of a distribution', () => {
    const boot = drawables.find(({ path }) => path === 'timings.instanceBoot')!;
    const drawer = drawerOf(boot, loaded().scenario)!;
    expect(drawer.draw(0)).toEqual({ value: '{ lognormal: { median: 20s, p95: 30s } }', figure: 20 });
    // The default lies where its share of ln(240 / 20) ends: ln(28 / 20) / ln(240 / 20) = 0.135 of the places are below it.
    const [below, above] = [0.13, 0.14].map((place) => Number(drawer.draw(place).figure));
    expect(below).toBeLessThan(28);
    expect(above).toBeGreaterThan(28);
  });

  it('have a triangle with exact quantiles', () => {
    // From 0 over 1 to 4: an area of a quarter lies below 1; half of it below 4 - sqrt(6).
    const ends = { least: 0, likeliest: 1, most: 4 };
    expect([0, 0.25, 0.5, 1].map((place) => triangle(ends, place))).toEqual([0, 1, expect.closeTo(4 - Math.sqrt(6), 12), 4]);
    // On a scale of ratios from 1 over 10 to 100: symmetric.
    expect(triangle({ least: 1, likeliest: 10, most: 100 }, 0.5)).toBeCloseTo(10, 9);
  });

  it('are the default in half of the cases where they are words', () => {
    const tie = drawables.find(({ path }) => path === 'serviceScheduler.throttleFreeFailures')!;
    const drawer = drawerOf(tie, loaded().scenario)!;
    const drawn = Array.from({ length: 80 }, (_, i) => drawer.draw((i + 0.5) / 80).figure);
    const count = (word: string) => drawn.filter((one) => one === word).length;
    expect(['3', '1', '2', '5', '10'].map(count)).toEqual([40, 10, 10, 10, 10]);
  });

  it('are of no use around a default of another form', () => {
    const timeout = drawables.find(({ path }) => path === 'registration.timeout')!;
    expect(drawerOf(timeout, loaded([{ path: 'registration.timeout', value: 'never' }]).scenario)).toBeNull();
  });
});
