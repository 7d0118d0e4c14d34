import { describe, expect, it } from 'vitest';
import { type Change, changed, GOOD, load, messages } from '../scenario/scenarios.js';

const STRATEGY = 'capacityProviderStrategy: [{ capacityProvider: workers, weight: 1 }]';
const SCALING = '{ status: ENABLED, targetCapacity: 100 }';

function withStrategy(items: string): string {
  return changed([STRATEGY, `capacityProviderStrategy: [${items}]`]);
}

/** So many plain providers, p0 to pn, and a service that uses all of them. */
function withProviders(count: number): string {
  const names = Array.from({ length: count }, (_, i) => `p${i}`);
  const providers = names.map(
    (name) => `    - { name: ${name}, autoScalingGroup: { instanceTypes: [m5.large], minSize: 0, maxSize: 1 } }\n`,
  );
  const from = GOOD.indexOf('    - name: workers');
  const to = GOOD.indexOf('taskDefinitions:');
  const items = names.map((name) => `{ capacityProvider: ${name}, weight: 1 }`).join(', ');
  return (GOOD.slice(0, from) + providers.join('') + GOOD.slice(to)).replace(STRATEGY, () => `capacityProviderStrategy: [${items}]`);
}

const isLawful = (text: string) => messages(text).length === 0;

describe('capacity', () => {
  it('[C.GEN-01] is EC2, Fargate or external, in an Availability Zone, a Local Zone or a Wavelength Zone; nothing else has the name', () => {
    const withType = (type: string) => messages(changed([STRATEGY, `launchType: ${type}`])).join();
    expect(withType('EC2')).not.toContain('not simulated');
    expect(withType('FARGATE')).toContain('web cannot run on Fargate: cpu is missing at task level');
    expect(withType('EXTERNAL')).toContain(
      'is EXTERNAL, and the cluster has no external instances: list some under cluster.containerInstances',
    );
    expect(withType('LAMBDA')).toContain('"LAMBDA" is not one of EC2, FARGATE, EXTERNAL');
    const zones = ['us-west-2a', 'us-west-2-lax-1a', 'us-west-2-wl1-las-wlz-1'];
    const elsewhere = changed(['[us-east-1a, us-east-1b]', `[${zones.join(', ')}]`], ['duration: 2h', 'duration: 2h\nregion: us-west-2']);
    expect(load(elsewhere).setup?.zones).toEqual(zones);
  });
});

describe('capacity providers', () => {
  it('[C.CAP-01] are FARGATE, FARGATE_SPOT, or a name with a group, managed scaling and termination protection', () => {
    expect(isLawful(changed(['- FARGATE', '- FARGATE\n    - FARGATE_SPOT']))).toBe(true);
    expect(load(GOOD).setup?.capacityProviders[0]).toMatchObject({
      name: 'workers',
      isProtected: true,
      managedScaling: { isEnabled: true },
    });
    expect(messages(changed(['- FARGATE', '- EXTERNAL']))).toEqual([
      'cluster.capacityProviders.2: "EXTERNAL" is not one of FARGATE, FARGATE_SPOT',
    ]);
    expect(messages(changed(['- FARGATE', '- { name: bare }']))).toEqual([
      'cluster.capacityProviders.bare.autoScalingGroup: is missing: expected a block of keys',
    ]);
  });

  it('[C.CAP-02] take a task by its launch type, its strategy or the default strategy of the cluster, never by two of them', () => {
    const standard = ['- FARGATE\n', '- FARGATE\n  defaultCapacityProviderStrategy: [{ capacityProvider: spare, weight: 1 }]\n'] as const;
    const bySpare = { kind: 'strategy', items: [{ provider: 1, base: 0, weight: 1 }] };
    expect(load(changed(standard, [STRATEGY, ''])).setup?.services[0]?.capacity).toEqual(bySpare);
    expect(load(changed(standard)).setup?.services[0]?.capacity).toEqual({
      kind: 'strategy',
      items: [{ provider: 0, base: 0, weight: 1 }],
    });
    expect(load(changed(standard, [STRATEGY, 'launchType: EC2'])).setup?.services[0]?.capacity).toEqual({ kind: 'launchType' });
    expect(messages(changed([STRATEGY, `${STRATEGY}\n    launchType: EC2`]))).toEqual([
      'services.web.launchType: stands beside capacityProviderStrategy: a task has one of the two',
    ]);
  });

  it('[C.CAP-04] are 1 to 6 in a strategy by the guide of 2024, and up to 20 today', () => {
    const guide = (text: string) => text.replace('duration: 2h', 'duration: 2h\nawsBehaviour: guide-2024');
    expect(isLawful(guide(withProviders(6)))).toBe(true);
    expect(messages(guide(withProviders(7)))).toEqual([
      'services.web.capacityProviderStrategy: has 7 capacity providers: at most 6 (awsBehaviour: guide-2024)',
    ]);
    expect(isLawful(withProviders(20))).toBe(true);
    expect(messages(withProviders(21))).toContain(
      'services.web.capacityProviderStrategy: has 21 capacity providers: at most 20 (awsBehaviour: current)',
    );
    expect(messages(withStrategy(''))).toEqual(['services.web.capacityProviderStrategy: has 0 entries: at least 1']);
  });

  it('[C.CAP-05] have a base of 0 unless one of the strategy, and only one, is given another', () => {
    const one = withStrategy('{ capacityProvider: workers, weight: 1, base: 3 }, { capacityProvider: spare, weight: 1 }');
    expect(load(one).setup?.services[0]?.capacity).toEqual({
      kind: 'strategy',
      items: [
        { provider: 0, base: 3, weight: 1 },
        { provider: 1, base: 0, weight: 1 },
      ],
    });
    expect(
      messages(withStrategy('{ capacityProvider: workers, weight: 1, base: 3 }, { capacityProvider: spare, weight: 1, base: 1 }')),
    ).toEqual([
      'services.web.capacityProviderStrategy.spare.base: workers has a base already: only one provider of a strategy may have one',
    ]);
  });

  it('[C.CAP-07, C.CAP-08] have weight 0 by default, which is refused only when all of several have it', () => {
    const half = load(withStrategy('{ capacityProvider: workers, weight: 1 }, { capacityProvider: spare }'));
    expect(half.setup?.services[0]?.capacity).toMatchObject({ items: [{ weight: 1 }, { weight: 0 }] });
    expect(messages(withStrategy('{ capacityProvider: workers, base: 2 }, { capacityProvider: spare }'))).toEqual([
      'services.web.capacityProviderStrategy: every weight is 0, so no provider would take a task: give at least one of them a weight above 0 (the default is 0)',
    ]);
    expect(isLawful(withStrategy('{ capacityProvider: workers }'))).toBe(true);
  });

  it('[C.CAP-09, S.CPS-7] of groups and of Fargate share a cluster, but never a strategy', () => {
    expect(isLawful(GOOD)).toBe(true); // workers, spare and FARGATE
    expect(messages(withStrategy('{ capacityProvider: workers, weight: 1 }, { capacityProvider: FARGATE, weight: 1 }'))).toEqual([
      'services.web.capacityProviderStrategy: mixes Fargate and Auto Scaling group providers: a strategy holds only one kind',
    ]);
  });

  it('[C.CAP-12] must be associated with the cluster before a strategy names them', () => {
    expect(messages(withStrategy('{ capacityProvider: others, weight: 1 }'))).toEqual([
      'services.web.capacityProviderStrategy.others.capacityProvider: there is no capacity provider "others" in the cluster; choose from workers, spare, FARGATE',
    ]);
    expect(isLawful(withStrategy('{ capacityProvider: spare, weight: 1 }'))).toBe(true);
  });

  it('[C.CAP-13] never hold external instances: neither a cluster nor a strategy can name such a provider', () => {
    expect(messages(withStrategy('{ capacityProvider: EXTERNAL, weight: 1 }'))).toEqual([
      'services.web.capacityProviderStrategy.EXTERNAL.capacityProvider: there is no capacity provider "EXTERNAL" in the cluster; choose from workers, spare, FARGATE',
    ]);
    expect(messages(changed(['- FARGATE', '- EXTERNAL']))).toEqual([
      'cluster.capacityProviders.2: "EXTERNAL" is not one of FARGATE, FARGATE_SPOT',
    ]);
  });

  it('[C.CAP-16] have a group whose largest size is above 0, without instance weights', () => {
    expect(messages(changed(['minSize: 0, maxSize: 10', 'minSize: 0, maxSize: 0']))).toEqual([
      'cluster.capacityProviders.workers.autoScalingGroup.maxSize: is 0, so the group can never scale out: give at least 1',
    ]);
    expect(isLawful(changed(['minSize: 0, maxSize: 10', 'minSize: 0, maxSize: 1']))).toBe(true);
    expect(messages(changed(['maxSize: 10', 'maxSize: 10, weightedCapacity: 2']))).toEqual([
      'cluster.capacityProviders.workers.autoScalingGroup.weightedCapacity: instance weighting is not supported by cluster auto scaling (C.CAP-16): leave it out',
    ]);
  });

  it('[A.CAS-9] have step sizes of 1 to 10,000, by default both ends', () => {
    const steps = (minimum: number, maximum: number) =>
      changed([SCALING, `{ status: ENABLED, minimumScalingStepSize: ${minimum}, maximumScalingStepSize: ${maximum} }`]);
    expect(load(GOOD).setup?.capacityProviders[0]?.managedScaling).toMatchObject({ minimumStep: 1, maximumStep: 10_000 });
    expect(isLawful(steps(1, 10_000))).toBe(true);
    expect(messages(steps(0, 10_001)).map((line) => line.replace(/^.*\./, ''))).toEqual([
      'minimumScalingStepSize: 0 is out of range: at least 1',
      'maximumScalingStepSize: 10001 is out of range: at most 10000',
    ]);
    expect(messages(steps(5, 4)).map((line) => line.replace(/^.*\./, ''))).toEqual([
      'minimumScalingStepSize: 5 is above maximumScalingStepSize 4',
    ]);
  });

  it('[A.CAS-17] have a target capacity above 0 and up to 100, by default 100', () => {
    const target = (percent: string) => changed([SCALING, `{ status: ENABLED${percent} }`]);
    const percentOf = (text: string) => load(text).setup?.capacityProviders[0]?.managedScaling.targetPercent;
    expect(percentOf(target(''))).toBe(100);
    expect(percentOf(target(', targetCapacity: 1'))).toBe(1);
    expect(messages(target(', targetCapacity: 0'))[0]).toMatch(/targetCapacity: 0 is out of range: at least 1$/);
    expect(messages(target(', targetCapacity: 101'))[0]).toMatch(/targetCapacity: 101 is out of range: at most 100$/);
  });
});

describe('services and tasks', () => {
  it('[C.SCH-01] a DAEMON service takes no desired count and no strategy; a REPLICA service needs a desired count and spreads over zones', () => {
    const onInstances: Change = ['    capacityProviderStrategy: [{ capacityProvider: workers, weight: 1 }]\n', '    launchType: EC2\n'];
    const daemon = changed(['    desiredCount: 2\n', '    schedulingStrategy: DAEMON\n'], onInstances);
    expect(load(daemon).setup?.services[0]).toMatchObject({ schedulingStrategy: 'DAEMON', desired: [], placementStrategy: [] });
    expect(
      messages(
        changed(
          ['desiredCount: 2', 'desiredCount: 2\n    schedulingStrategy: DAEMON\n    placementStrategy: [{ type: random }]'],
          onInstances,
        ),
      ),
    ).toEqual([
      'services.web.desiredCount: a DAEMON service takes none: it runs one task on each active instance',
      'services.web.placementStrategy: a DAEMON service takes none: it runs one task on each active instance',
    ]);
    expect(load(GOOD).setup?.services[0]?.placementStrategy[0]).toEqual({ type: 'spread', field: 'attribute:ecs.availability-zone' });
    expect(messages(changed(['    desiredCount: 2\n', '']))).toEqual([
      'services.web.desiredCount: is missing: how many tasks the service keeps',
    ]);
  });

  it('[C.NET-04, T.NET-13] an awsvpc configuration takes 1 to 16 subnets and 5 security groups', () => {
    const network = (subnets: number, groups: number) => {
      const list = (count: number, word: string) => Array.from({ length: count }, () => word).join(', ');
      const configuration = `{ awsvpcConfiguration: { subnets: [${list(subnets, 'us-east-1a')}], securityGroups: [${list(groups, 'sg-1')}] } }`;
      return changed(['launchType: EC2', `launchType: EC2\n    networkConfiguration: ${configuration}`]);
    };
    expect([network(1, 0), network(16, 5)].map(isLawful)).toEqual([true, true]);
    expect(isLawful(network(0, 5))).toBe(false);
    expect(messages(network(17, 6))).toEqual([
      'workloads.jobs.networkConfiguration.awsvpcConfiguration.subnets: has 17 entries: at most 16',
      'workloads.jobs.networkConfiguration.awsvpcConfiguration.securityGroups: has 6 entries: at most 5',
    ]);
  });

  it('[T.TASK-15] a task has at most 10 placement constraints, and its definition none but memberOf', () => {
    const distinct = (count: number) =>
      changed([
        'desiredCount: 2',
        `desiredCount: 2\n    placementConstraints: [${Array(count).fill('{ type: distinctInstance }').join(', ')}]`,
      ]);
    expect(isLawful(distinct(10))).toBe(true);
    expect(messages(distinct(11))).toEqual(['services.web.placementConstraints: has 11 entries: at most 10']);
    const inDefinition = changed(['{ family: web, ', '{ family: web, placementConstraints: [{ type: distinctInstance }], ']);
    expect(
      messages(inDefinition).some((line) => line.startsWith('taskDefinitions.web.placementConstraints') && line.includes('memberOf')),
    ).toBe(true);
  });

  it('[T.QUOTA-1] a cluster has at most 20 capacity providers, 5,000 services, 5,000 instances and 500 tasks in PROVISIONING', () => {
    expect(messages(withProviders(21))).toContain(
      'cluster.capacityProviders: 21 capacity providers: at most 20 per cluster; quotas.capacityProviders sets what your account has',
    );
    const many = (count: number) => ({
      set: [
        {
          path: 'services',
          value: JSON.stringify(
            Array.from({ length: count }, (_, i) => ({ serviceName: `s${i}`, taskDefinition: 'web', launchType: 'EC2', desiredCount: 0 })),
          ),
        },
      ],
    });
    expect(load(GOOD, many(5_000)).setup?.services).toHaveLength(5_000);
    expect(load(GOOD, many(5_001)).errors?.map(({ message }) => message)).toEqual([
      '5001 services: at most 5000 per cluster; quotas.services sets what your account has',
    ]);
    expect(load(GOOD).setup?.quotas).toEqual({ provisioningTasks: 500, containerInstances: 5_000, serviceLaunchesPerMinute: 500 });
  });

  it('a service keeps at most 5,000 tasks', () => {
    expect(isLawful(changed(['desiredCount: 2', 'desiredCount: 5000']))).toBe(true);
    expect(messages(changed(['desiredCount: 2', 'desiredCount: 5001']))).toEqual([
      'services.web.desiredCount: InvalidParameterException: Desired count exceeds limit. (5001 tasks: at most 5000 per service); quotas.tasksPerService sets what your account has',
    ]);
  });
});
