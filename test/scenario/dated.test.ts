import { describe, expect, it } from 'vitest';
import { loadScenario } from '../../src/scenario/load-scenario.js';
import { DATED } from '../../src/scenario/plausible/dated.js';

const text = (more: string) => `
name: dated
duration: 1h
cluster:
  availabilityZones: [us-east-1a, us-east-1b]
  capacityProviders:
    - { name: group, autoScalingGroup: { instanceTypes: [m5.large], minSize: 0, maxSize: 2 } }
  defaultCapacityProviderStrategy: [{ capacityProvider: group }]
taskDefinitions:
  - { family: web, containerDefinitions: [{ name: web, image: web, cpu: 256, memory: 256 }] }
services:
  - { serviceName: web, taskDefinition: web, desiredCount: 1 }
${more}
`;
const load = (more: string) => loadScenario(text(more), { file: 'dated.yaml', read: () => undefined });

function scenarioOf(more: string) {
  const loaded = load(more);
  if (loaded.errors !== undefined) throw new Error(loaded.errors.map(({ message }) => message).join('\n'));
  return loaded.scenario;
}

function valueAt(node: unknown, [step, ...rest]: readonly string[]): unknown {
  if (step === undefined) return node;
  if (step === '*') return valueAt((node as unknown[])[0], rest);
  return valueAt((node as Record<string, unknown>)[step], rest);
}

function dayBefore(day: string): string {
  return new Date(Date.parse(day) - 86_400_000).toISOString().slice(0, 'YYYY-MM-DD'.length);
}

describe('a day in awsBehaviour', () => {
  it.each(DATED.map(({ path, value, until }) => [path, value, until] as const))('%s is %s until %s', (path, value, until) => {
    const at = (day: string) => valueAt(scenarioOf(`awsBehaviour: ${day}`), path.split('.'));
    expect(at(dayBefore(until))).toBe(value);
    expect(at(until)).not.toBe(value);
  });

  it.each([
    ['2024-12-31', 'guide-2024'],
    ['2024-12', 'guide-2024'],
    ['2025-01-01', 'current'],
    ['2015-09', 'guide-2024'],
  ])('%s is of the edition %s', (day, edition) => {
    expect(scenarioOf(`awsBehaviour: ${day}`).awsBehaviour).toBe(edition);
  });

  it('leaves what the scenario has', () => {
    const scenario = scenarioOf('awsBehaviour: 2019-07-10\nplacement: { stoppingRoom: free }\nquotas: none');
    expect(scenario.placement.stoppingRoom).toBe('free');
    expect(scenario.quotas).toBe('none');
    expect(scenario.serviceScheduler.sigtermFirst).toBe(true);
  });

  it.each(['2019', '2019-13', '2019-02-32', 'guide-2019', 'yesterday'])('%s is refused in one sentence', (wrong) => {
    const messages = load(`awsBehaviour: "${wrong}"`).errors!.map(({ message }) => message);
    expect(messages).toEqual([`"${wrong}" is no edition: current, guide-2024, or a day or month such as "2020-12-17" or "2020-12"`]);
  });
});

describe('a day before ECS', () => {
  it.each(['2014-11-12', '2014-10', '2001-01-01'])('%s is refused in one sentence', (early) => {
    const messages = load(`awsBehaviour: "${early}"`).errors!.map(({ message }) => message);
    expect(messages).toEqual([`ECS was announced on 2014-11-13: "${early}" is before it; write a later day, or guide-2024`]);
  });

  it.each(['2014-11-13', '2014-11'])('%s is not', (first) => {
    expect(scenarioOf(`awsBehaviour: ${first}`).awsBehaviour).toBe('guide-2024');
  });

  it('is not recommended to a run that begins before it', () => {
    const [hint] = load('startsAt: 2010-01-01T00:00:00Z').warnings.map(({ message }) => message);
    expect(hint).toContain('write awsBehaviour: 2014-11-13 for ECS');
  });
});

it.each(['', 'timeout:'])('a block without a value stays a mistake, with a day of its setting too: %j', (inner) => {
  const messages = (day: string) =>
    load(`awsBehaviour: ${day}\nregistration:${inner === '' ? '' : `\n  ${inner}`}`).errors?.map(({ message }) => message);
  expect(messages('2025-06-01')).toEqual(messages('2019-07-10'));
  expect(messages('2025-06-01')).toHaveLength(1);
});

describe('a run that begins before 2025', () => {
  const hints = (more: string) => load(more).warnings.map(({ message }) => message);
  const hint =
    'the run begins on 2019-07-10, but ECS is as it is today: write awsBehaviour: 2019-07-10 for ECS as it was then, or awsBehaviour: current';

  it('without an edition has a warning', () => {
    expect(hints('startsAt: 2019-07-10T08:00:00Z')).toContain(hint);
  });

  it.each(['startsAt: 2019-07-10T08:00:00Z\nawsBehaviour: current', 'startsAt: 2025-01-01T00:00:00Z'])('has none with %j', (more) => {
    expect(hints(more)).not.toContain(hint);
  });
});
