import { describe, expect, it } from 'vitest';
import { RESERVED_HOST_PORTS } from '../../src/catalog/registered.js';
import { InstanceClasses } from '../../src/sim/cluster/instance-classes.js';
import { memberOfTask } from '../../src/sim/task-constraints.js';
import { ToyFleet } from '../placement/toy-fleet.js';
import { type Change, changed, load, messages } from '../scenario/scenarios.js';
import { copiesOnOneInstance, mistakes, placed, read, sample } from '../scenario/task-definition/sample.js';
import { dealt } from '../sim/dealt.js';

const STRATEGY = 'capacityProviderStrategy: [{ capacityProvider: workers, weight: 1 }]';
const service = (keys: string, ...more: Change[]) => changed(['desiredCount: 2', `desiredCount: 2\n    ${keys}`], ...more);
const workload = (keys: string, ...more: Change[]) =>
  changed(['    launchType: EC2\n', `    launchType: EC2\n${keys === '' ? '' : `    ${keys}\n`}`], ...more);
const constraints = (...rules: string[]) => `placementConstraints: [${rules.map((rule) => `{ ${rule} }`).join(', ')}]`;
const LINUX = 'type: memberOf, expression: attribute:ecs.os-type == linux';

/** The attributes of every instance class of a scenario that says this of the cluster and of the group workers. */
function classesOf(cluster: string, group: string, ...more: Change[]): Record<string, string | null>[] {
  const text = changed(
    ['  capacityProviders:', `  ${cluster}\n  capacityProviders:`],
    ['[m5.large], minSize: 0, maxSize: 10', `[m5.large], minSize: 0, maxSize: 10, ${group}`],
    ...more,
  );
  expect(messages(text)).toEqual([]);
  return new InstanceClasses(load(text).setup!).all.map(({ attributes }) => Object.fromEntries(attributes));
}

describe('placement constraints', () => {
  it('[S.CONSTR-1] distinctInstance is of a service or a run, not of a task definition, and has no expression', () => {
    const distinct = constraints('type: distinctInstance');
    expect(messages(service(distinct))).toEqual([]);
    expect(load(service(distinct)).setup?.services[0]).toMatchObject({ isDistinctInstance: true, memberOf: [] });
    expect(load(workload(distinct)).setup?.workloads[0]).toMatchObject({ isDistinctInstance: true, memberOf: [] });
    expect(messages(service(constraints('type: distinctInstance, expression: attribute:ecs.os-type == linux')))).toEqual([
      'services.web.placementConstraints.0: distinctInstance takes no expression',
    ]);
    expect(mistakes(sample({ placementConstraints: [{ type: 'distinctInstance' }] }))).toEqual([
      'placementConstraints.0.type: type is "distinctInstance"; in a task definition it is memberOf; distinctInstance belongs in the service or the run',
    ]);
  });

  it('[S.CONSTR-2] memberOf is of a service, a run or a task definition, and all that a task has hold together', () => {
    const inDefinition: Change = [
      '{ family: web, ',
      '{ family: web, placementConstraints: [{ type: memberOf, expression: "attribute:ecs.cpu-architecture == x86_64" }], ',
    ];
    const { services, taskDefinitions } = load(service(constraints(LINUX, 'type: distinctInstance'), inDefinition)).setup!;
    expect(services[0]!.isDistinctInstance).toBe(true);
    expect(memberOfTask(services[0]!, taskDefinitions[services[0]!.taskDefinition]!)).toEqual([
      'attribute:ecs.cpu-architecture == x86_64',
      'attribute:ecs.os-type == linux',
    ]);
    expect(load(workload(constraints(LINUX))).setup?.workloads[0]?.memberOf).toEqual(['attribute:ecs.os-type == linux']);
    expect(messages(service(constraints('type: memberOf, expression: attribute:ecs.os-type = linux')))).toEqual([
      'services.web.placementConstraints.0.expression: there is no operator =, did you mean ==?; attribute:ecs.os-type takes ==, !=, >, >=, <, <=, exists, not_exists, in, not_in, =~, !~\n' +
        '    attribute:ecs.os-type = linux\n' +
        '                          ^',
    ]);
  });

  it('[S.CONSTR-3] have a type, and are ten at most with those of the task definition', () => {
    const ofDefinition = (count: number): Change => [
      '{ family: web, ',
      `{ family: web, placementConstraints: [${Array(count).fill('{ type: memberOf, expression: "attribute:ecs.os-type == linux" }').join(', ')}], `,
    ];
    const five = constraints(...Array(5).fill(LINUX));
    expect(messages(service(five, ofDefinition(5)))).toEqual([]); // 5 + 5 = 10
    expect(messages(service(five, ofDefinition(6)))).toEqual([
      'services.web.placementConstraints: with those of web there are 11: at most 10',
    ]);
    expect(messages(service(constraints('expression: attribute:ecs.os-type == linux')))).toEqual([
      'services.web.placementConstraints.0.type: is missing: choose from distinctInstance, memberOf',
    ]);
    expect(messages(service(constraints('type: memberOf')))).toHaveLength(1);
  });

  it('[S.PLACE-15] and strategies do not apply to a task on Fargate', () => {
    const rules = `placementStrategy: [{ type: random }]\n    ${constraints('type: distinctInstance')}`;
    const refused = (key: string) =>
      `services.web.${key}: Fargate takes no ${key}; leave it out: Fargate spreads tasks over zones by itself`;
    const both = [refused('placementStrategy'), refused('placementConstraints')];
    const byProvider: Change = [STRATEGY, 'capacityProviderStrategy: [{ capacityProvider: FARGATE, weight: 1 }]'];
    expect(messages(service(rules, byProvider)).filter((line) => line.includes('takes no '))).toEqual(both);
    expect(messages(service(rules, [STRATEGY, 'launchType: FARGATE'])).filter((line) => line.includes('takes no '))).toEqual(both);
    expect(messages(service(rules))).toEqual([]);
    expect(messages(service('placementStrategy: []', byProvider)).filter((line) => line.includes('takes no '))).toEqual([]);
  });
});

describe('placement strategies', () => {
  it('[S.PLACE-12] have five rules at most, and more than four are warned of', () => {
    const rules = (count: number) => service(`placementStrategy: [${Array(count).fill('{ type: spread, field: host }').join(', ')}]`);
    expect(messages(rules(4))).toEqual([]);
    expect(messages(rules(5))).toEqual(['services.web.placementStrategy: has 5 rules: the guide of 2024 allows 4']);
    expect(load(rules(5)).setup?.services[0]?.placementStrategy).toHaveLength(5);
    expect(messages(rules(6))).toEqual(['services.web.placementStrategy: has 6 entries: at most 5']);
  });

  it('[S.PLACE-6] spread over instanceId, host, or any attribute of the instances', () => {
    const fieldOf = (field: string, ...more: Change[]) => {
      const text = service(`placementStrategy: [{ type: spread, field: "${field}" }]`, ...more);
      return messages(text)[0] ?? load(text).setup?.services[0]?.placementStrategy[0]?.field;
    };
    for (const field of ['instanceId', 'host', 'attribute:ecs.availability-zone', 'attribute:ecs.instance-type'])
      expect(fieldOf(field)).toBe(field);
    expect(fieldOf('attribute:rack', ['maxSize: 10', 'maxSize: 10, attributes: { rack: r1 }'])).toBe('attribute:rack');
    expect(fieldOf('rack')).toContain('spread needs a field out of instanceId, host, attribute:ecs.availability-zone, attribute:NAME');
  });
});

describe('task groups', () => {
  it('[S.GROUP-2] are one of each run, of at most 255 characters; those of services are their own', () => {
    const named = (length: number) => workload(`group: ${'g'.repeat(length)}`);
    expect(load(named(255)).setup?.workloads[0]?.group).toBe('g'.repeat(255));
    expect(messages(named(256))).toEqual(['workloads.jobs.group: has 256 characters: at most 255']);
    expect(load(workload('')).setup?.workloads[0]?.group).toBeNull();
    expect(messages(workload('group: service:web'))).toEqual([
      'workloads.jobs.group: "service:web" may not begin with service:, for such a group is a service\'s own',
    ]);
    expect(messages(service('group: databases'))).toEqual([expect.stringMatching(/^services\.web\.group: is not a key that belongs here/)]);
  });
});

describe('attributes of instances', () => {
  it('[S.ATTR-1] are built in: those of type and zone follow, those that only the user has are given', () => {
    const subnet = 'subnets: { s-1: us-east-1a, s-2: us-east-1b }';
    const arm: Change[] = [
      ['[c5.large], minSize', '[c6g.large], minSize'],
      [
        '  - { family: web',
        '  - { family: arm, runtimePlatform: { cpuArchitecture: ARM64 }, containerDefinitions: [{ name: a, image: a, memory: 4 }] }\n  - { family: web',
      ],
    ];
    const [workersA, , workersB] = classesOf(subnet, 'attributes: { ecs.ami-id: ami-1, ecs.vpc-id: vpc-1, ecs.subnet-id: s-1 }');
    const common = {
      'ecs.ami-id': 'ami-1',
      'ecs.vpc-id': 'vpc-1',
      'ecs.subnet-id': 's-1',
      'ecs.os-family': 'LINUX',
      'ecs.os-type': 'linux',
    };
    const type = { 'ecs.instance-type': 'm5.large', 'ecs.cpu-architecture': 'x86_64' };
    expect(workersA).toMatchObject({ ...common, ...type, 'ecs.availability-zone': 'us-east-1a' });
    expect(workersB).toMatchObject({ ...common, ...type, 'ecs.availability-zone': 'us-east-1b' });
    const spare = classesOf(subnet, 'attributes: {}', ...arm).at(-1);
    expect(spare).toMatchObject({ 'ecs.instance-type': 'c6g.large', 'ecs.cpu-architecture': 'arm64' });
    expect(spare).not.toHaveProperty(['ecs.ami-id']);
    const type2: Change[] = [
      [
        'duration: 2h',
        'duration: 2h\ninstanceTypes: [{ name: win, cpuUnits: 4096, memoryMib: 8000, operatingSystem: windows, usdPerHour: 1 }]',
      ],
      ['[c5.large], minSize', '[win], minSize'],
    ];
    const windows = classesOf(subnet, 'attributes: {}', ...type2).at(-1);
    expect(windows).toMatchObject({ 'ecs.os-type': 'windows', 'ecs.os-family': 'WINDOWS_SERVER_2022_FULL' });
    expect(messages(changed(['maxSize: 10', 'maxSize: 10, attributes: { ecs.os-family: WINDOWS_SERVER_2022_CORE }']))).toHaveLength(1);
  });

  it('[S.ATTR-2] are optional where they mean something by being there', () => {
    const trunked = (type: string) =>
      classesOf('accountSettings: { awsvpcTrunking: enabled }', 'attributes: { ecs.outpost-arn: "arn:aws:outposts:x" }', [
        '[c5.large], minSize',
        `[${type}], minSize`,
      ]);
    const [plain, withTrunk] = trunked('c5.large');
    expect(withTrunk).toMatchObject({
      'ecs.awsvpc-trunk-id': null,
      'ecs.capability.task-eni': null,
      'ecs.outpost-arn': 'arn:aws:outposts:x',
    });
    expect(plain).not.toHaveProperty(['ecs.awsvpc-trunk-id']);
    expect(plain).toHaveProperty(['ecs.capability.task-eni'], null);
  });

  it('[S.ATTR-3] are custom ones too: names of 1 to 128 characters, values of as many or none', () => {
    const isLawful = (name: string, value: string | null) =>
      messages(changed(['maxSize: 10', `maxSize: 10, attributes: { ${JSON.stringify(name)}: ${JSON.stringify(value)} }`])).length === 0;
    expect(isLawful('a-Z_9/\\.', 'a-Z_9.@/\\: b')).toBe(true);
    expect(isLawful('stack', null)).toBe(true);
    expect([isLawful('n'.repeat(128), 'v'.repeat(128)), isLawful('n'.repeat(129), 'v'), isLawful('n', 'v'.repeat(129))]).toEqual([
      true,
      false,
      false,
    ]);
    for (const name of ['', 'a b', 'a:b', 'a@b', 'ä']) expect(isLawful(name, 'v')).toBe(false);
    for (const value of ['', ' v', 'v ', 'a+b', 'ä']) expect(isLawful('n', value)).toBe(false);
  });
});

describe('the resources that a task takes of its instance', () => {
  it('[S.PLACE-18] is the memoryReservation of a container where there is one, else its memory', () => {
    const memoryOf = (container: Record<string, unknown>, task: Record<string, unknown> = {}) =>
      read(sample(task, { cpu: 1, ...container })).memoryMib;
    expect(memoryOf({ memory: 300, memoryReservation: 128 })).toBe(128);
    expect(memoryOf({ memory: 300 })).toBe(300);
    expect(memoryOf({ memory: undefined }, { memory: '512' })).toBe(512); // with a size of the task the container needs none
    const copies = (container: Record<string, unknown>) => copiesOnOneInstance(read(sample({}, { cpu: 1, ...container })), { memory: 600 });
    expect(copies({ memory: 300, memoryReservation: 128 })).toBe(4); // 600 / 128
    expect(copies({ memory: 300 })).toBe(2);
  });

  it('[A.PL-10] may not be a host port that the agent keeps, of 100 on each instance', () => {
    const web = (...ports: number[]) => sample({}, { portMappings: ports.map((hostPort) => ({ containerPort: 80, hostPort })) });
    for (const port of [22, 2375, 2376, 51678, 51679]) {
      expect(RESERVED_HOST_PORTS.linux).toContain(port);
      expect(mistakes(web(port))[0]).toContain(`host port ${port} is reserved on every instance`);
    }
    const free = 100 - RESERVED_HOST_PORTS.linux.length;
    const many = (count: number) => web(...Array.from({ length: count }, (_, i) => 1000 + i));
    expect(mistakes(many(free))).toEqual([]);
    expect(mistakes(many(free + 1))[0]).toContain(`${free + 1} static host ports; an instance has ${free} to give`);
  });
});

describe('network interfaces', () => {
  const pods = read(sample({ networkMode: 'awsvpc' }, { cpu: 1, memory: 1 }));
  const c5 = (settings: string) => {
    const { setup } = load(changed(['  capacityProviders:', `  accountSettings: ${settings}\n  capacityProviders:`]));
    const spare = setup!.capacityProviders[1]!;
    return { ...setup!.instanceTypes[spare.instanceTypes[0]!]!, trunkFromMs: spare.trunkFromMs };
  };

  it('[S.NET-1] are one of each awsvpc task: of the three of a c5.large the primary one counts, so it takes two', () => {
    const { name, eniTasks } = c5('{}');
    expect([name, eniTasks]).toEqual(['c5.large', 2]); // 3 - 1
    expect(placed(new ToyFleet([{ eni: eniTasks }]), pods, 100)).toBe(2);
    expect(placed(new ToyFleet([{ eni: eniTasks }]), read(sample({}, { cpu: 1, memory: 1 })), 100)).toBe(100); // bridge mode takes none
  });

  it('[S.NET-2, A.PL-11] are ten tasks more with a trunk: a limit of 12 for a c5.large, less the primary one and the trunk', () => {
    const { eniTasksTrunk, trunkFromMs } = c5('{ awsvpcTrunking: enabled }');
    expect([eniTasksTrunk, trunkFromMs]).toEqual([10, 0]); // 12 - 2
    expect(placed(new ToyFleet([{ eni: eniTasksTrunk }]), pods, 100)).toBe(10);
    expect(c5('{}').trunkFromMs).toBeNull();
    // Only instances launched after the opt-in get one, and those with one have the attribute.
    expect(c5('{ awsvpcTrunking: enabled, awsvpcTrunkingFrom: 1h }').trunkFromMs).toBe(3_600_000);
  });
});

describe('a capacity provider strategy', () => {
  const strategy = (items: string) => changed([STRATEGY, `capacityProviderStrategy: [${items}]`]);
  const itemsOf = (items: string) => {
    const capacity = load(strategy(items)).setup?.services[0]?.capacity;
    if (capacity?.kind !== 'strategy') throw new Error('the strategy does not load');
    return capacity.items;
  };

  it('[A.PL-9] has one base, weights of 0 to 1,000 of which 0 places nothing, and up to 20 providers of one kind', () => {
    const items = itemsOf('{ capacityProvider: workers, weight: 1000 }, { capacityProvider: spare, weight: 0 }');
    expect(dealt(50, items)).toEqual([50, 0]);
    expect(messages(strategy('{ capacityProvider: workers, weight: 1001 }'))[0]).toContain('1001 is out of range: at most 1000');
    expect(messages(strategy('{ capacityProvider: workers, base: 1 }, { capacityProvider: spare, base: 1, weight: 1 }'))[0]).toContain(
      'workers has a base already',
    );
    expect(messages(strategy('{ capacityProvider: workers, weight: 1 }, { capacityProvider: FARGATE, weight: 1 }'))[0]).toContain(
      'a strategy holds only one kind',
    );
    const many = (count: number) => Array.from({ length: count }, (_, i) => `{ capacityProvider: p${i}, weight: 1 }`).join(', ');
    const tooMany = (count: number) => messages(strategy(many(count))).filter((line) => line.includes('at most 20'));
    expect([tooMany(20).length, tooMany(21).length]).toEqual([0, 1]);
  });

  it('[A.T-PL-c] of base 3 and weight 1, and of weight 3, gives four and three of seven tasks', () => {
    const items = itemsOf('{ capacityProvider: workers, base: 3, weight: 1 }, { capacityProvider: spare, weight: 3 }');
    // 3 by the base; of the 4 beyond it 1 and 3 by weight.
    expect(dealt(7, items)).toEqual([4, 3]);
    expect(dealt(3, items)).toEqual([3, 0]);
  });

  it('[A.T-PL-d] of weights 3 and 1 gives three tasks to the first for each of the second', () => {
    const items = itemsOf('{ capacityProvider: workers, weight: 3 }, { capacityProvider: spare, weight: 1 }');
    expect(dealt(4, items)).toEqual([3, 1]);
    expect(dealt(40, items)).toEqual([30, 10]);
  });
});
