import { describe, expect, it } from 'vitest';
import { ALGORITHMS } from '../../src/placement/algorithms/registry.js';
import { load } from './scenarios.js';

const SCENARIO = `
name: small
duration: 1h
cluster: { containerInstances: [{ instanceType: m5.large, count: 1 }] }
taskDefinitions: [{ family: app, containerDefinitions: [{ name: a, image: a, cpu: 256, memory: 512 }] }]
services: [{ serviceName: web, taskDefinition: app, desiredCount: 1 }]
`;
const withPolicy = (policy: string) => load(`${SCENARIO}placement: { policy: ${policy} }`);
const messages = (policy: string) => withPolicy(policy).errors?.map(({ message }) => message);

describe('placement.policy', () => {
  it('is absent unless one is named, and then changes the hash of the scenario', () => {
    const [without, best] = [load(SCENARIO), withPolicy('best-fit')];
    expect(without.setup?.placement).toMatchObject({ tie: 'oldest', policy: null });
    expect(best.setup?.placement).toMatchObject({ tie: 'oldest', policy: 'best-fit' });
    if (without.setup === undefined || best.setup === undefined) throw new Error('it does not load');
    expect(best.scenario.placement).toMatchObject({ tie: 'oldest', policy: 'best-fit' });
    expect(without.canonicalScenario).not.toContain('policy');
    expect(best.canonicalScenario).not.toBe(without.canonicalScenario);
  });

  it.each([...ALGORITHMS])('takes %s unless it is offline', (name, { isOffline }) => {
    if (isOffline) expect(messages(name)).toEqual([`"${name}" is an offline algorithm: it needs all tasks before it places the first`]);
    else expect(messages(name)).toBeUndefined();
  });

  it('answers an unknown name with the nearest one and the list', () => {
    expect(messages('bestfit')).toEqual([
      expect.stringMatching(/^"bestfit" is not one of first-fit, .*gpu-clustering; did you mean best-fit\?$/),
    ]);
    expect(messages('7')).toEqual(['expected the name of a policy, not 7']);
  });

  it('cannot be a module: a scenario runs no code', () => {
    for (const path of ['./mine.ts', 'mine.js', 'policies/mine'])
      expect(messages(path)).toEqual([
        `"${path}" is a file: a scenario runs no code; give your own policy to the command: --policy ${path}`,
      ]);
  });
});
