import { describe, expect, it } from 'vitest';
import type { Setup } from '../../src/sim/setup.js';
import { type Change, changed, load, messages } from './scenarios.js';
import { copiesOnOneInstance, read, sample } from './task-definition/sample.js';

const BY_WORKERS = 'capacityProviderStrategy: [{ capacityProvider: workers, weight: 1 }]';

function setupOf(text: string): Setup {
  expect(messages(text)).toEqual([]);
  return load(text).setup!;
}

/** The service of the good scenario with these keys more. */
function service(keys: string, ...more: Change[]): string {
  return changed(['desiredCount: 2', `desiredCount: 2\n    ${keys}`], ...more);
}

const member = (...expressions: string[]) =>
  `placementConstraints: [${expressions.map((expression) => `{ type: memberOf, expression: ${JSON.stringify(expression)} }`).join(', ')}]`;
const workersHave = (attributes: string) => ['maxSize: 10 }', `maxSize: 10, attributes: ${attributes} }`] as const;
const spareHas = (attributes: string) => ['maxSize: 1 }', `maxSize: 1, attributes: ${attributes} }`] as const;
const root = (keys: string) => changed(['duration: 2h', `duration: 2h\n${keys}`]);

describe('the start on the calendar', () => {
  it.each([
    ['2026-01-05', Date.UTC(2026, 0, 5)],
    ['2028-02-29T23:59:59', Date.UTC(2028, 1, 29, 23, 59, 59)], // without an offset: UTC
    ['2026-01-05T00:30:00+02:00', Date.UTC(2026, 0, 4, 22, 30)], // 00:30 - 2 h
    ['2025-12-31T20:00:00-05:30', Date.UTC(2026, 0, 1, 1, 30)], // 20:00 + 5 h 30
  ])('%s is read', (text, ms) => expect(setupOf(root(`startsAt: ${text}`)).startsAtMs).toBe(ms));

  it('is a Monday by default', () => {
    const { startsAtMs } = setupOf(changed());
    expect(startsAtMs).toBe(Date.UTC(2026, 0, 5));
    expect((startsAtMs / 86_400_000 + 4) % 7).toBe(1); // 1970-01-01 was a Thursday, day 4
  });

  it.each(['2026-02-29', '2026-13-01', '2026-00-10', '2026-01-05T24:00:00Z', '2026-01-05 08:00', 'Monday', '20260105'])(
    '%s is refused',
    (text) => {
      expect(messages(root(`startsAt: ${JSON.stringify(text)}`))).toEqual([
        `startsAt: "${text}" is not on the calendar: write a date, or a date and time, such as 2026-01-05 or 2026-01-05T08:00:00+01:00`,
      ]);
    },
  );
});

describe('the attributes of instances', () => {
  it('has the family of the operating system they run, unless it is given', () => {
    const windows = (more = '') =>
      changed(
        ['  capacityProviders:', '  ami: windows\n  capacityProviders:'],
        ['{ family: web, ', '{ family: web, runtimePlatform: { operatingSystemFamily: WINDOWS_SERVER_2022_FULL }, '],
        [
          '{ family: pods, networkMode: awsvpc, ',
          '{ family: pods, networkMode: awsvpc, runtimePlatform: { operatingSystemFamily: WINDOWS_SERVER_2022_FULL }, ',
        ],
        ['maxSize: 10 }', `maxSize: 10${more} }`],
        ['duration: 2h', 'duration: 2h\nprices: { ec2: { m5.large: 0.2, c5.large: 0.2 } }'],
      );
    const family = (text: string) => setupOf(text).capacityProviders[0]?.traits.attributes['ecs.os-family'];
    expect(family(changed())).toBe('LINUX');
    expect(family(windows())).toBe('WINDOWS_SERVER_2022_FULL');
    expect(family(windows(', attributes: { ecs.os-family: WINDOWS_SERVER_2019_CORE }'))).toBe('WINDOWS_SERVER_2019_CORE');
    expect(messages(windows(', attributes: { ecs.os-family: LINUX }'))).toEqual([
      'cluster.capacityProviders.workers.autoScalingGroup.attributes.ecs.os-family: "LINUX" is no family of windows, which m5.large runs: WINDOWS_SERVER_ with the release and FULL or CORE, such as WINDOWS_SERVER_2022_CORE',
    ]);
  });

  it('has a subnet where only one is possible: one zone, with one subnet in it', () => {
    const subnet = (subnets: string, zones: string) =>
      setupOf(
        changed(['  capacityProviders:', `  subnets: ${subnets}\n  capacityProviders:`], ['maxSize: 10 }', `maxSize: 10, ${zones} }`]),
      ).capacityProviders[0]?.traits.attributes['ecs.subnet-id'];
    const one = 'availabilityZones: [us-east-1a]';
    expect(subnet('{ s-1: us-east-1a, s-2: us-east-1b }', one)).toBe('s-1');
    expect(subnet('{ s-1: us-east-1a, s-2: us-east-1a }', one)).toBeUndefined();
    expect(subnet('{ s-1: us-east-1a }', 'availabilityZones: [us-east-1a, us-east-1b]')).toBeUndefined();
    expect(subnet('{ s-1: us-east-1a }', `${one}, attributes: { ecs.subnet-id: s-9 }`)).toBe('s-9');
  });

  it('is refused for an invalid name or value', () => {
    const text = changed(workersHave('{ rack: 1, "a b": c, x: " y", z: "", ecs.zone: a, ecs.ami-idd: b }'), [
      '- FARGATE',
      '- FARGATE\n  containerInstances: [{ instanceType: m5.large, count: 1, agentVersion: latest }]',
    ]);
    const at = 'cluster.capacityProviders.workers.autoScalingGroup.attributes';
    expect(messages(text)).toEqual([
      `${at}.rack: 1 is no text: write "1", or null for an attribute without a value`,
      `${at}.a b: "a b" is no name of an attribute: 1 to 128 letters, digits, - _ . / and \\`,
      `${at}.x: " y" is no value of an attribute: 1 to 128 letters, digits, - _ . @ / \\ : and spaces, none of them at either end`,
      `${at}.z: is empty: write null for an attribute without a value`,
      `${at}.ecs.zone: is no attribute of ECS; choose from ecs.ami-id, ecs.vpc-id, ecs.subnet-id, ecs.outpost-arn, ecs.os-family; names of your own do not begin with ecs.`,
      `${at}.ecs.ami-idd: is no attribute of ECS; did you mean ecs.ami-id?`,
      'cluster.containerInstances.0.agentVersion: "latest" is no version of the container agent, such as 1.97.0',
    ]);
  });

  it.each([
    ['ecs.availability-zone', 'availabilityZones'],
    ['ecs.instance-type', 'the instance type'],
    ['ecs.os-type', 'the ami, or the operatingSystem of an instance type of your own'],
    ['ecs.cpu-architecture', 'the instance type'],
    ['ecs.awsvpc-trunk-id', 'cluster.accountSettings.awsvpcTrunking'],
    ['ecs.capability.task-eni', 'the instance type and the container agent, which reports the capabilities'],
    ['com.amazonaws.ecs.capability.privileged-container', 'the instance type and the container agent, which reports the capabilities'],
  ])('may not contain %s, which follows from the rest', (name, origin) => {
    expect(messages(changed(workersHave(`{ ${name}: x }`)))).toEqual([
      `cluster.capacityProviders.workers.autoScalingGroup.attributes.${name}: cannot be set: it follows from ${origin}`,
    ]);
  });
});

describe('constraints that nothing can meet', () => {
  it('are warned of with what the instances have in place of the needed value', () => {
    const at = 'services.web.placementConstraints.0.expression';
    const never = (expression: string) => `${at}: no instance of its capacity can ever fulfil ${expression}`;
    expect(messages(service(member('attribute:ecs.instance-type =~ t2.*')))).toEqual([
      `${never('attribute:ecs.instance-type =~ t2.*')}: ecs.instance-type is m5.large`,
    ]);
    expect(messages(service(member('attribute:stak == prod'), workersHave('{ stack: prod }')))).toEqual([
      `${never('attribute:stak == prod')}: no instance has the attribute stak, did you mean stack?`,
    ]);
    expect(messages(service(member('attribute:stack == dev and agentVersion > 2.0.0'), workersHave('{ stack: null }')))).toEqual([
      `${never('attribute:stack == dev and agentVersion > 2.0.0')}: stack is without a value; agentVersion is 1.97.0`,
    ]);
    expect(messages(service(member('attribute:stack == prod'), spareHas('{ stack: prod }')))).toEqual([
      `${never('attribute:stack == prod')}: stack is absent`, // the service may not use spare
    ]);
  });

  it('are not warned of while some instance of the capacity can meet them, now or later', () => {
    for (const expression of ['attribute:stack == prod', 'attribute:x not_exists', 'runningTasksCount > 5', 'registeredAt < 2018-02-13'])
      expect(messages(service(member(expression), workersHave('{ stack: prod }')))).toEqual([]);
    const onAny = [BY_WORKERS, 'launchType: EC2'] as const;
    expect(messages(service(member('attribute:stack == prod'), spareHas('{ stack: prod }'), onAny))).toEqual([]);
  });

  it('are warned of together when each can be met, but no instance meets all and has the room', () => {
    const two = service(
      member('attribute:rack exists', 'attribute:ecs.instance-type == c5.large'),
      [BY_WORKERS, 'launchType: EC2'],
      ['maxSize: 10 }', 'maxSize: 10, availabilityZones: [us-east-1a], attributes: { rack: r1 } }'],
      ['maxSize: 1 }', 'maxSize: 1, availabilityZones: [us-east-1b] }'],
    );
    expect(messages(two)).toEqual([
      'services.web.taskDefinition: web fits no instance that its constraints allow and will wait for ever: m5.large in us-east-1a never fulfils attribute:ecs.instance-type == c5.large; c5.large in us-east-1b never fulfils attribute:rack exists',
    ]);
    const large = service(
      member('attribute:ecs.instance-type == c5.large'),
      [BY_WORKERS, 'launchType: EC2'],
      ['cpu: 256, memory: 512 }] }\n  - { family: pods', 'cpu: 256, memory: 5000 }] }\n  - { family: pods'],
      ['maxSize: 10 }', 'maxSize: 10, availabilityZones: [us-east-1a] }'],
    );
    expect(messages(large)).toEqual([
      expect.stringMatching(/constraints allow .*: m5\.large in us-east-1a never fulfils .*; c5\.large registers \d+ MiB, not 5000$/),
    ]);
  });

  it('are reported beside a size that no instance has', () => {
    const text = service(member('attribute:rack == r1'), [
      'cpu: 256, memory: 512 }] }\n  - { family: pods',
      'cpu: 9999, memory: 512 }] }\n  - { family: pods',
    ]);
    expect(messages(text)).toEqual([
      'services.web.taskDefinition: web fits no empty instance of its capacity and will wait for ever: m5.large has 2048 CPU units, not 9999',
      'services.web.placementConstraints.0.expression: no instance of its capacity can ever fulfil attribute:rack == r1: no instance has the attribute rack',
    ]);
  });

  it('of a task definition are reported where it is used', () => {
    const text = changed([
      '{ family: web, ',
      '{ family: web, placementConstraints: [{ type: memberOf, expression: "attribute:a == b" }], ',
    ]);
    expect(messages(text)).toEqual([
      'services.web.taskDefinition: no instance of its capacity can ever fulfil attribute:a == b: no instance has the attribute a',
    ]);
  });

  it('may come to be met when trunks come: an attribute of later instances is one', () => {
    const trunk = service(member('attribute:ecs.awsvpc-trunk-id exists'));
    const settings = (text: string) => trunk.replace('  capacityProviders:', `  accountSettings: ${text}\n  capacityProviders:`);
    expect(messages(trunk)).toHaveLength(1);
    expect(messages(settings('{ awsvpcTrunking: enabled }'))).toEqual([]);
    expect(messages(settings('{ awsvpcTrunking: enabled, awsvpcTrunkingFrom: 1h }'))).toEqual([]);
    const without = (text: string) => settings(text).replace('trunk-id exists', 'trunk-id not_exists');
    expect(messages(without('{ awsvpcTrunking: enabled }'))).toHaveLength(1);
    expect(messages(without('{ awsvpcTrunking: enabled, awsvpcTrunkingFrom: 1h }'))).toEqual([]);
  });
});

describe('task groups', () => {
  it('that no task is ever of are warned of, with the nearest that there is', () => {
    const at = 'services.web.placementConstraints.0.expression';
    expect(messages(service(member('not(task:group == family:pod)')))).toEqual([
      `${at}: no task is ever of the group family:pod; did you mean family:pods?`,
    ]);
    // no task has the group family:web, for only a service runs it
    expect(messages(service(member('task:group == family:web')))).toHaveLength(1);
    expect(messages(service(member('task:group == service:web or task:group == family:pods')))).toEqual([]);
    const grouped = ['    launchType: EC2\n', '    launchType: EC2\n    group: databases\n'] as const;
    expect(messages(service(member('task:group == databases'), grouped))).toEqual([]);
    expect(messages(service(member('task:group == family:pods'), grouped))).toHaveLength(1);
  });
});

describe('tasks that wait for the first of them', () => {
  const waits = (place: string, family: string, groups: string) =>
    `${place}.taskDefinition: ${family} waits for ever: it can only start beside a task of ${groups}, and none can ever be the first`;
  const jobs = (expression: string): Change => ['    launchType: EC2\n', `    launchType: EC2\n    ${member(expression)}\n`];

  it('are warned of: a group that is its own neighbour, and groups that are each other’s', () => {
    expect(messages(service(member('task:group == service:web')))).toEqual([waits('services.web', 'web', 'service:web')]);
    expect(messages(service(member('not(not(task:group == service:web) or attribute:x exists)')))).toEqual([
      waits('services.web', 'web', 'service:web'),
    ]);
    expect(messages(service(member('task:group == family:pods'), jobs('task:group in [service:web]')))).toEqual([
      waits('services.web', 'web', 'family:pods'),
      waits('workloads.jobs', 'pods', 'service:web'),
    ]);
  });

  it('are not where one of them can start: by another way, elsewhere, or on instances of another kind', () => {
    for (const expression of [
      'task:group == service:web or runningTasksCount == 0',
      'not(task:group == service:web)',
      'task:group != service:web',
      'task:group == family:pods',
      'task:group == service:web or attribute:ecs.instance-type == m5.large',
    ])
      expect(messages(service(member(expression)))).toEqual([]);
    expect(messages(service(member('task:group == family:pods'), jobs('not(task:group == service:web)')))).toEqual([]);
  });

  it('are warned of by the instances that are left: attributes are checked first', () => {
    const expression = 'task:group == service:web or attribute:ecs.instance-type == c5.large';
    const onAny: Change = [BY_WORKERS, 'launchType: EC2'];
    expect(messages(service(member(expression), onAny))).toEqual([]);
    expect(messages(service(member(expression)))).toEqual([waits('services.web', 'web', 'service:web')]); // on m5.large only
  });
});

describe('spread over attributes', () => {
  const spread = (field: string) => `placementStrategy: [{ type: spread, field: ${JSON.stringify(field)} }]`;

  it('takes any name, the prefix in any case, and keeps the case of the name', () => {
    const field = (text: string) => setupOf(text).services[0]?.placementStrategy[0]?.field;
    expect(field(service(spread('Attribute:Rack'), workersHave('{ Rack: a }')))).toBe('attribute:Rack');
    expect(field(service(spread('attribute:ECS.Availability-Zone')))).toBe('attribute:ecs.availability-zone');
    expect(field(service(spread('attribute:ecs.instance-type')))).toBe('attribute:ecs.instance-type');
  });

  it('is warned of when no instance of the capacity has the attribute', () => {
    const lines = messages(service(spread('attribute:rak'), workersHave('{ rack: a }')));
    expect(lines).toEqual([
      'services.web.placementStrategy.0.field: decides nothing, because no instance of its capacity has the attribute rak, did you mean rack?',
    ]);
  });
});

describe('a share of a GPU', () => {
  const shared = (container: string, ...more: Change[]) => changed(['image: nginx, ', `image: nginx, ${container}, `], ...more);
  const onGpus = ['instanceTypes: [m5.large]', 'instanceTypes: [g4dn.xlarge]'] as const;

  it.each([
    [0.25, 250],
    [0.001, 1],
    [0.999, 999],
  ])('of %d is %d thousandths', (share, milli) => {
    const [definition] = setupOf(shared(`drydockGpuShare: ${share}`, onGpus)).taskDefinitions;
    expect([definition?.gpuMilli, definition?.gpus]).toEqual([milli, 0]);
  });

  it.each([0, -0.5, 1.5, 0.0005])('of %d is refused', (share) => {
    expect(messages(shared(`drydockGpuShare: ${share}`, onGpus))).toEqual([
      `taskDefinitions.web.containerDefinitions.web.drydockGpuShare: drydockGpuShare is ${share}; right is part of one GPU in thousandths, from 0.001 to 0.999`,
    ]);
  });

  it('is read to the thousandth, whatever its decimals are in floating point', () => {
    const thousandths = Array.from({ length: 999 }, (_, i) => i + 1);
    const share = (milli: number) => Number(`0.${String(milli).padStart(3, '0')}`);
    expect(thousandths.map((milli) => read(sample({}, { drydockGpuShare: share(milli) })).gpuMilli)).toEqual(thousandths);
  });

  it('is taken from one GPU of the instance, never from two', () => {
    const definition = read(sample({}, { cpu: 1, memory: 1, drydockGpuShare: 0.4 }));
    expect(copiesOnOneInstance(definition, { gpus: [1000, 1000] })).toBe(4); // 2 x 0.4 on each; 0.2 + 0.2 are no 0.4
    expect(copiesOnOneInstance(definition, { gpus: [399] })).toBe(0);
    expect(copiesOnOneInstance(read(sample({}, { drydockGpuShare: 0.999 })), { gpus: [999] })).toBe(1);
  });

  it('is never a whole GPU, not beside whole ones, and of one container of the task', () => {
    const at = 'taskDefinitions.web.containerDefinitions';
    expect(messages(shared('drydockGpuShare: 1', onGpus))).toEqual([
      `${at}.web.drydockGpuShare: drydockGpuShare is 1, a whole GPU; write resourceRequirements: [{ type: GPU, value: "1" }]`,
    ]);
    expect(messages(shared('drydockGpuShare: 0.5, resourceRequirements: [{ type: GPU, value: "1" }]', onGpus))).toEqual([
      `${at}.web.resourceRequirements: container web asks for whole GPUs and container web for a share of one; a task asks for one or the other`,
    ]);
    const second = [
      'memory: 512 }] }\n  - { family: pods',
      'memory: 512 }, { name: b, image: b, memory: 4, drydockGpuShare: 0.5 }] }\n  - { family: pods',
    ] as const;
    expect(messages(shared('drydockGpuShare: 0.5', onGpus, second))).toEqual([
      `${at}.b.drydockGpuShare: container web has a share of a GPU already; only one container of a task may have one`,
    ]);
  });

  it('needs an instance with a GPU', () => {
    expect(messages(shared('drydockGpuShare: 0.5'))).toEqual([
      'services.web.taskDefinition: web fits no empty instance of its capacity and will wait for ever: m5.large has no GPU to share',
    ]);
  });
});
