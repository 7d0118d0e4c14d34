import { describe, expect, it } from 'vitest';
import { findInstanceType, listInstanceTypes, trunkTasksUnder } from '../../src/catalog/instance-types.js';
import { Fact, InstanceCause } from '../../src/sim/facts.js';
import type { Fault } from '../../src/sim/fault.js';
import { changed, load, messages } from '../scenario/scenarios.js';
import { constant, MINUTE, provider, run, type SetupParts, service, taskDefinition } from '../sim/setups.js';

const GROUP = 'autoScalingGroup: { instanceTypes: [m5.large], minSize: 0, maxSize: 10 }';
const SPARE = 'autoScalingGroup: { instanceTypes: [c5.large], minSize: 1, maxSize: 1 }';
const role = (setting: string) => `, accountSettings: { awsvpcTrunking: ${setting} } }`;
const optedIn = ['cluster:', 'cluster:\n  accountSettings: { awsvpcTrunking: enabled, awsvpcTrunkingFrom: 1h }'] as const;

describe('the opt-in by the account', () => {
  const trunks = (text: string) => load(text).setup!.capacityProviders.map(({ trunkFromMs }) => trunkFromMs);

  it('[C.ENI-04] the account, or the role of the instances, which goes before: two roles give a mixed fleet', () => {
    expect(trunks(changed(optedIn))).toEqual([3_600_000, 3_600_000]);
    expect(trunks(changed(optedIn, [GROUP, GROUP.replace(' }', role('disabled'))]))).toEqual([null, 3_600_000]);
    expect(trunks(changed([SPARE, SPARE.replace(' }', role('enabled'))]))).toEqual([null, 0]);
    const wrong = role('disabled, awsvpcTrunkingFrom: 1h');
    expect(messages(changed([SPARE, SPARE.replace(' }', wrong)]))).toEqual([
      'cluster.capacityProviders.spare.autoScalingGroup.accountSettings.awsvpcTrunkingFrom: has no effect while awsvpcTrunking is disabled: write awsvpcTrunking: enabled',
    ]);
    const fixed = (setting: string) =>
      `cluster:\n  containerInstances: [{ instanceType: m5.large, count: 1, accountSettings: { awsvpcTrunking: ${setting} } }]`;
    const hasTrunk = (setting: string) => load(changed(['cluster:', fixed(setting)])).setup!.staticInstances.map((one) => one.hasTrunk);
    expect([hasTrunk('enabled'), hasTrunk('disabled')]).toEqual([[true], [false]]);
  });

  it('[C.ENI-04, C.ENI-02] so that of two groups that take the same tasks one takes ten an instance and the other three', () => {
    const strategy = { kind: 'strategy' as const, items: [0, 1].map((at) => ({ provider: at, base: 0, weight: 1 })) };
    const { simulation } = run({
      capacityProviders: [
        provider({ name: 'old role', initialSize: 1 }),
        provider({ name: 'new role', initialSize: 1, trunkFromMs: 0, instanceTypes: [0] }),
      ],
      taskDefinitions: [taskDefinition({ cpuUnits: 256, memoryMib: 256, eni: 1 })],
      services: [service(20, { capacity: strategy })],
    });
    const { fleet } = simulation.world;
    const tasksOf = (at: number) =>
      Array.from({ length: fleet.count }, (_, row) => row).flatMap((row) =>
        fleet.provider[row] === at ? [fleet.nonDaemonTasks[row]] : [],
      );
    expect([tasksOf(0), tasksOf(1)]).toEqual([[3, 3, 3, 1], [10]]);
  });
});

describe('limits of interfaces', () => {
  it.each([
    // type, interfaces that EC2 allows, interfaces with a trunk that the guide or the rule of two more gives
    ['c5.large', 3, 12],
    ['m5.4xlarge', 8, 62],
    ['t3.medium', 3, null],
    ['m5.metal', 15, null],
    ['u-6tb1.56xlarge', 15, 14],
    ['c7g.medium', 2, 6],
  ])('[C.ENI-05] of %s are one more than its tasks without a trunk, two more than with one: %i and %s', (name, plain, withTrunk) => {
    const type = findInstanceType(name)!;
    const tasks = trunkTasksUnder('ecs', type);
    expect([type.eniTasks + 1, tasks === null ? null : tasks + 2]).toEqual([plain, withTrunk]);
  });

  it("[C.ENI-06] are ECS's own for the 556 types of its table that EC2 sells: a scenario gives each its two numbers", () => {
    const listed = listInstanceTypes().filter(({ trunkTasks }) => trunkTasks?.source === 'ecs');
    expect(listed).toHaveLength(556);
    const ofTable = listed.filter(({ isMac }) => !isMac); // Three run macOS, which is never a container instance.
    const setupWith = (settings: string) => {
      const names = ofTable.map(({ name }) => name);
      const prices = names.map((name) => `${name}: 1`).join(', ');
      const instances = names.map((name) => `{ instanceType: ${name}, count: 1 }`).join(', ');
      const cluster = `prices: { ec2: { ${prices} } }\ncluster:\n  accountSettings: ${settings}\n  containerInstances: [${instances}]`;
      return load(changed(['cluster:', cluster])).setup!;
    };
    const { instanceTypes, staticInstances } = setupWith('{ awsvpcTrunking: enabled }');
    const typeOf = (name: string) => instanceTypes.find((type) => type.name === name)!;
    for (const { name, eniTasks, trunkTasks } of ofTable)
      expect([name, typeOf(name).eniTasks, typeOf(name).eniTasksTrunk]).toEqual([name, eniTasks, trunkTasks!.tasks]);
    expect(staticInstances.filter(({ hasTrunk }) => hasTrunk)).toHaveLength(553);
    expect(
      setupWith('{ awsvpcTrunking: enabled, trunkUnsupported: list }').staticInstances.filter(({ hasTrunk }) => hasTrunk),
    ).toHaveLength(538);
  });

  it('[C.ENI-07] of the 15 types that are in the table and in the list of unsupported ones go by the setting', () => {
    const disputed = listInstanceTypes().filter(({ trunkTasks }) => trunkTasks?.isDisputed);
    expect(disputed.map(({ name }) => name)).toHaveLength(15);
    expect(disputed.every((type) => trunkTasksUnder('ecs', type, 'list') === null)).toBe(true);
    expect(disputed.every((type) => trunkTasksUnder('ecs', type, 'table') === type.trunkTasks?.tasks)).toBe(true);
    expect(trunkTasksUnder('ecs', findInstanceType('m5.large')!, 'list')).toBe(10);
  });
});

describe('registration with a trunk', () => {
  const failure: Fault = {
    kind: 'registrationFailure',
    provider: null,
    zone: null,
    share: 1,
    statusReason: 'no address',
    fromMs: 0,
    untilMs: 10 * MINUTE,
  };
  const parts = (fault: Fault, over: SetupParts = {}): SetupParts => ({
    minutes: 60,
    capacityProviders: [provider({ trunkFromMs: 0 })],
    services: [service(4)],
    timings: { instanceBoot: constant(MINUTE), trunkAttach: constant(5000) },
    faults: [fault],
    ...over,
  });
  it('[C.ENI-09, C.CI-01] is REGISTERING while the trunk is made, then ACTIVE, or REGISTRATION_FAILED', () => {
    const endOf = (untilMs: number) =>
      run(parts({ ...failure, untilMs }))
        .recorder.facts.filter(
          ({ kind, args }) => [Fact.instanceRegistered, Fact.instanceLeftCluster].some((one) => one === kind) && args[0] === 0,
        )
        .map(({ kind, atMs }) => [kind, atMs / 1000]);
    // Launched at 60 s, booted at 120 s, and 5 s for the trunk.
    expect(endOf(125_000)).toEqual([[Fact.instanceRegistered, 125]]);
    expect(endOf(125_001)).toEqual([[Fact.instanceLeftCluster, 125]]);
  });

  it('[C.ENI-09, C.ERR-09] takes no task when it has failed, and stays: only instances with a trunk fail', () => {
    const failed = run(parts(failure)).recorder;
    // The first two instances, of minute 1, fail; the metric does not see them, so that the scaler requests more once they are warm.
    expect(failed.values(Fact.instanceLeftCluster, 'cause')[0]).toBe(InstanceCause.registrationFailed);
    const lost = new Set(failed.values(Fact.instanceLeftCluster, 'instance'));
    expect(failed.places.some(([, instance]) => lost.has(instance))).toBe(false);
    expect(failed.values(Fact.instanceTerminated, 'instance').some((instance) => lost.has(instance))).toBe(false);
    const plain = run(parts(failure, { capacityProviders: [provider()] })).recorder;
    expect(plain.of(Fact.instanceLeftCluster)).toEqual([]);
    expect(plain.of(Fact.taskRunning)).toHaveLength(4);
  });

  it('[C.ENI-09] fails for a share of the instances, of the provider and zone that the fault names', () => {
    const many = (over: Partial<typeof failure>) =>
      run(
        parts({ ...failure, ...over } as Fault, {
          capacityProviders: [provider({ trunkFromMs: 0, minSize: 200, maxSize: 400, zones: [0, 1], isProtected: false })],
          services: [],
        }),
      ).recorder;
    const share = many({ share: 0.25 }).of(Fact.instanceLeftCluster).length;
    expect(share).toBeGreaterThan(30);
    expect(share).toBeLessThan(70);
    expect(many({ zone: 1 }).of(Fact.instanceLeftCluster)).toHaveLength(100);
    expect(many({ provider: 0 }).of(Fact.instanceLeftCluster)).toHaveLength(200);
  });

  it('[C.ENI-09] goes when its group scales in without protection, or a user terminates it: then the group launches another', () => {
    const group = provider({
      trunkFromMs: 0,
      minSize: 2,
      isProtected: false,
      managedScaling: { ...provider().managedScaling, isEnabled: false },
    });
    const remove: Fault = { kind: 'terminate', provider: null, zone: null, share: 1, count: null, fromMs: 20 * MINUTE, isOfOutside: true };
    const { recorder } = run({
      ...parts(failure, { capacityProviders: [group], services: [] }),
      faults: [{ ...failure, share: 1 }, remove],
    });
    expect(recorder.of(Fact.instanceTerminated).map(({ atMs, args }) => [atMs / MINUTE, args[1]])).toEqual([
      [20, InstanceCause.userTerminated],
      [20, InstanceCause.userTerminated],
    ]);
    // In service after 65 s, and found at the next health check, two minutes apart.
    expect(recorder.minutesOf(Fact.instanceLaunched)).toEqual([0, 0, 21 + 5 / 60, 21 + 5 / 60]);
    expect(recorder.of(Fact.instanceRegistered)).toHaveLength(2);
  });
});
