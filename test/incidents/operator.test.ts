import { describe, expect, it } from 'vitest';
import { checkScenario } from '../../src/engine.js';
import { predict } from '../predicted/predict.js';
import { step, T3, through, timelineText } from '../scenario/incidents/incidents.js';
import { load } from '../scenario/scenarios.js';

const SPAN = { start: '2026-03-01T10:00:00Z', end: '2026-03-01T10:30:00Z' };
/** From 40:00 to 70:00 of the run: a step that changes nothing here, or ECS changes no desired count and begins no deployment. */
const QUIET = timelineText({
  ...SPAN,
  steps: step('one', 'from: "10:00", to: "10:30", where: region, fault: { type: slowBoot, factor: 2 }'),
});
const NO_UPDATE = timelineText({
  ...SPAN,
  steps: step('one', 'from: "10:00", to: "10:30", where: region, fault: { type: controlPlane, actions: [update] }'),
});

interface Parts {
  readonly timeline?: string;
  readonly more?: string;
  readonly scenario?: string;
}

function loaded(operator: string, { timeline = QUIET, more = '', scenario = T3 }: Parts = {}) {
  return through(timeline, { entry: `{ name: toy.yaml, at: 40m, operator: [${operator}] }`, scenario: scenario + more });
}

/** Times in minutes and arguments of a kind of fact in the run through the incident. */
function factsOf(name: string, operator: string, parts: Parts = {}) {
  const { canonicalScenario } = loaded(operator, parts) as unknown as { canonicalScenario: string };
  return predict(canonicalScenario)
    .of(name)
    .map(({ at, args }) => ({ at: at / 60, ...args }));
}

const counts = (operator: string, parts: Parts = {}) =>
  factsOf('serviceDesired', operator, parts).map(({ at, count }: { at: number; count?: number }) => [at, count]);
const mistakes = (operator: string, parts: Parts = {}) =>
  [...(loaded(operator, parts).errors ?? []), ...loaded(operator, parts).warnings]
    .map(({ path, message }) => `${path}: ${message}`)
    .filter((line) => !line.includes('recovery may not be seen'));

describe('actions of an operator in an incident', () => {
  it('[I.INS-4] a desired count changes so long after the first step, in the incident run alone', () => {
    expect(counts('{ afterStart: 5m, set: { services.web.desiredCount: 9 } }')).toEqual([
      [0, 12],
      [45, 9],
    ]);
    // Studies take the run without incidents so.
    const text = `${T3}incidents: [{ name: toy.yaml, at: 40m, operator: [{ set: { services.web.desiredCount: 9 } }] }]\n`;
    const control = checkScenario(text, { file: 'scenario.yaml', read: () => QUIET, set: [{ path: 'incidents', value: '' }] });
    expect(control.setup!.services[0]!.desired).toEqual([{ atMs: 0, count: 12 }]);
  });

  it('[I.INS-4] after incident.notice without a time of its own: 20 min, or as set', () => {
    const operator = '{ set: { services.web.desiredCount: 9 } }';
    expect(counts(operator)[1]).toEqual([60, 9]);
    expect(counts(operator, { more: 'incident: { notice: 7m }\n' })[1]).toEqual([47, 9]);
  });

  it('[I.INS-4] an action that needs a failed control plane takes effect when it is back', () => {
    const operator = '{ afterStart: 5m, set: { services.web.desiredCount: 9 } }';
    expect(counts(operator, { timeline: NO_UPDATE })[1]).toEqual([70, 9]);
    const deployment = '{ afterStart: 5m, set: { services.web.taskDefinition: web } }';
    const begun = (timeline: string) =>
      factsOf('deploymentChanged', deployment, { timeline }).filter((fact) => (fact as { revision?: number }).revision === 1)[0]!.at;
    expect(begun(QUIET)).toBe(45);
    expect(begun(NO_UPDATE)).toBe(70);
  });

  it('[I.INS-4] a group gets another DesiredCapacity', () => {
    const operator = '{ afterStart: 5m, set: { cluster.capacityProviders.w.autoScalingGroup.desiredCapacity: 5 } }';
    // groups.launchDelay lets 9 s pass from DesiredCapacity to the launch.
    expect(factsOf('instanceLaunched', operator).map(({ at }) => at * 60)).toEqual([0, 0, 0, 45 * 60 + 9, 45 * 60 + 9]);
  });

  it('[I.INS-4] a group gets other bounds, and DesiredCapacity moves to within them', () => {
    const group = 'cluster.capacityProviders.w.autoScalingGroup';
    const launches = (operator: string) => factsOf('instanceLaunched', operator).map(({ at }) => at * 60);
    const ends = (operator: string) => factsOf('instanceTerminated', operator).map(({ at }) => at);
    const later = 45 * 60 + 9;
    // 3 instances; UpdateAutoScalingGroup raises DesiredCapacity to the new MinSize.
    expect(launches(`{ afterStart: 5m, set: { ${group}.minSize: 5 } }`)).toEqual([0, 0, 0, later, later]);
    // Beyond the MaxSize of 9 at the start, in any order of one step.
    expect(launches(`{ afterStart: 5m, set: { ${group}.desiredCapacity: 10, ${group}.maxSize: 12 } }`)).toHaveLength(10);
    expect(launches(`{ afterStart: 5m, set: { ${group}.minSize: 11, ${group}.maxSize: 12 } }`)).toHaveLength(11);
    // The bounds of an earlier step hold in a later one.
    expect(
      launches(`{ afterStart: 5m, set: { ${group}.maxSize: 12 } }, { afterStart: 9m, set: { ${group}.desiredCapacity: 12 } }`),
    ).toHaveLength(12);
    // Down: the bound alone lets two instances go, groups.terminationDelay after DesiredCapacity.
    const down = ends(`{ afterStart: 5m, set: { ${group}.minSize: 1, ${group}.maxSize: 1 } }`);
    expect(down.map((at) => at * 60)).toEqual([later, later]);
  });

  it('[I.INS-4] a group whose MaxSize holds managed scaling back grows beyond it when an operator raises it', () => {
    const scenario = T3.replace('managedScaling: { status: DISABLED }', 'managedScaling: { status: ENABLED, targetCapacity: 100 }')
      .replace('minSize: 3, maxSize: 9', 'minSize: 3, maxSize: 3')
      .replace('desiredCount: 12', 'desiredCount: 16');
    const operator = '{ afterStart: 5m, set: { cluster.capacityProviders.w.autoScalingGroup.maxSize: 9 } }';
    const launches = (steps: string) => factsOf('instanceLaunched', steps, { scenario }).map(({ at }) => at);
    // 16 tasks, 4 to an instance.
    expect(launches('{ afterStart: 5m, set: { services.web.desiredCount: 16 } }')).toEqual([0, 0, 0]);
    const grown = launches(operator);
    expect(grown).toHaveLength(4);
    expect(grown[3]).toBeGreaterThanOrEqual(45);
  });

  it('[I.INS-4] a service moves to another capacity provider in one deployment, with another task definition or without', () => {
    const other = `    - name: v
      autoScalingGroupProvider: { managedScaling: { status: DISABLED }, managedTerminationProtection: DISABLED, managedDraining: DISABLED }
      autoScalingGroup: { instanceTypes: [m5.large], minSize: 3, maxSize: 9 }
taskDefinitions:
  - { family: next, networkMode: bridge, containerDefinitions: [{ name: web, image: web, cpu: 512, memory: 1024 }] }`;
    const scenario = T3.replace('taskDefinitions:', other);
    const strategy = 'services.web.capacityProviderStrategy: [{ capacityProvider: v, weight: 1 }]';
    const moved = (set: string) => factsOf('taskRequested', `{ afterStart: 5m, set: { ${set} } }`, { scenario }).filter(({ at }) => at > 0);
    for (const set of [strategy, `${strategy}, services.web.taskDefinition: next`]) {
      const tasks = moved(set) as unknown as { at: number; provider: number }[];
      expect(tasks).toHaveLength(12);
      for (const task of tasks) expect(task).toMatchObject({ at: 45, provider: 1 });
    }
    expect(mistakes('{ afterStart: 5m, set: { services.web.capacityProviderStrategy: v } }')).toEqual([
      'incidents.0.operator.0.set.services.web.capacityProviderStrategy: "v" is no strategy: write a list such as [{ capacityProvider: NAME, weight: 1 }]',
    ]);
    expect(mistakes('{ afterStart: 5m, set: { services.web.capacityProviderStrategy: [{ capacityProvider: v, weight: 1 }] } }')).toEqual([
      expect.stringMatching(/capacityProviderStrategy.*: there is no capacity provider "v" in the cluster/),
    ]);
  });

  it('[I.INS-4] a scaler gets another bound, and keeps to it at once', () => {
    const scaling = `    load: { arrivals: { type: constant, rate: 1/s }, task: { concurrency: 10, serviceTime: 100ms, cpuTime: 1ms } }
    scaling: { minCapacity: 2, maxCapacity: 12 }
images:`;
    const scenario = T3.replace('images:', scaling);
    const scaled = factsOf('serviceScaled', '{ afterStart: 5m, set: { services.web.scaling.maxCapacity: 6 } }', { scenario });
    expect(scaled.map((fact) => [fact.at, (fact as { toDesired?: number }).toDesired])).toEqual([[45, 6]]);
  });

  it('[I.INS-4] steps are merged with the entries of the scenario, in order of time', () => {
    const scenario = T3.replace(
      'desiredCount: 12',
      'desiredCount: 12\n    desiredCountSchedule: { entries: [{ at: 30m, desiredCount: 11 }, { at: 80m, desiredCount: 12 }] }',
    );
    const operator =
      '{ afterStart: 20m, set: { services.web.desiredCount: 8 } }, { afterStart: 5m, set: { services.web.desiredCount: 9 } }';
    expect(counts(operator, { scenario })).toEqual([
      [0, 12],
      [30, 11],
      [45, 9],
      [60, 8],
      [80, 12],
    ]);
  });

  it('[I.INS-4] is merged with the entries of a schedule that repeats, too', () => {
    const scenario = T3.replace(
      'desiredCount: 12',
      'desiredCountSchedule: { every: 30m, entries: [{ at: 10m, desiredCount: 11 }, { at: 20m, desiredCount: 12 }] }',
    );
    const repeated = [[0, 12], [10, 11], [20, 12], [40, 11], [50, 12], [70, 11], [80, 12], [100, 11]]; // biome-ignore format: pairs
    expect(counts('{ afterStart: 5m, set: { services.web.desiredCount: 9 } }', { scenario })).toEqual([
      ...repeated.slice(0, 4),
      [45, 9],
      ...repeated.slice(4),
    ]);
  });

  it('[I.INS-4] refuses a change that a run cannot make, with each mistake at its step', () => {
    const at = 'incidents.0.operator.0.set';
    expect(mistakes('{ set: { placement.policy: first-fit } }')).toEqual([
      `${at}.placement.policy: an operator cannot change this in mid-run: take services.NAME.desiredCount, services.NAME.taskDefinition, services.NAME.capacityProviderStrategy, services.NAME.scaling.minCapacity, services.NAME.scaling.maxCapacity, cluster.capacityProviders.NAME.autoScalingGroup.minSize, cluster.capacityProviders.NAME.autoScalingGroup.maxSize, cluster.capacityProviders.NAME.autoScalingGroup.desiredCapacity`,
    ]);
    expect(mistakes('{ set: { services.web.desiredCount: many, services.web.scaling.minCapacity: 3 } }')).toEqual([
      `${at}.services.web.desiredCount: "many" is no whole number from 0 to 1000000`,
      `${at}.services.web.scaling.minCapacity: the service has no scaling: set its desiredCount`,
    ]);
    expect(mistakes('{ set: { cluster.capacityProviders.w.autoScalingGroup.desiredCapacity: 10 } }')).toEqual([
      `${at}.cluster.capacityProviders.w.autoScalingGroup.desiredCapacity: 10 is outside minSize to maxSize of the group, 3 to 9`,
    ]);
    expect(mistakes('{ set: { cluster.capacityProviders.w.autoScalingGroup.minSize: 10 } }')).toEqual([
      `${at}.cluster.capacityProviders.w.autoScalingGroup.minSize: 10 is above maxSize, 9`,
    ]);
    expect(mistakes('{ set: { services.web.taskDefinition: wep } }')).toEqual([
      expect.stringMatching(/^incidents\.0\.operator\.0\.set\.services\.web\.taskDefinition: .*wep/),
    ]);
    expect(mistakes('{ afterStart: 80m, set: { services.web.desiredCount: 3 } }')).toContain(
      'incidents.0.operator.0: comes at 2h, and the run ends at 110m: this never happens',
    );
    expect((load(`${T3}incident: { notice: 5h }\n`).errors ?? []).map(({ path, message }) => `${path}: ${message}`)).toEqual([
      'incident.notice: is above 4h',
    ]);
  });
});
