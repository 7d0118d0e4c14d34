import { describe, expect, it } from 'vitest';
import { RESERVED_HOST_PORTS } from '../../src/catalog/registered.js';
import { Fact } from '../../src/sim/facts.js';
import { ToyFleet } from '../placement/toy-fleet.js';
import { copiesOnOneInstance, fargateSample, mistakes, placed, read, sample } from '../scenario/task-definition/sample.js';
import { batch, MINUTE, provider, run, service, taskDefinition } from '../sim/setups.js';

const LINUX = { runtimePlatform: { operatingSystemFamily: 'LINUX' } };
const WINDOWS = { runtimePlatform: { operatingSystemFamily: 'WINDOWS_SERVER_2022_CORE' } };
const SMALL = { cpu: 1, memory: 8 };
const web = (networkMode: string | undefined, ...portMappings: object[]) => sample({ networkMode }, { ...SMALL, portMappings });

describe('network modes', () => {
  const modes = ['none', 'bridge', 'awsvpc', 'host', 'default'];
  const takenBy = (launchType: 'EC2' | 'FARGATE' | 'EXTERNAL', platform: object) =>
    modes.filter((networkMode) => {
      const size = launchType === 'FARGATE' ? { cpu: '1024', memory: '2048' } : {};
      return mistakes(sample({ requiresCompatibilities: [launchType], networkMode, ...size, ...platform })).length === 0;
    });

  it('[T.NET-1, C.NET-01, C.EXT-02] depend on the launch type and the operating system', () => {
    expect(takenBy('EC2', LINUX)).toEqual(['none', 'bridge', 'awsvpc', 'host']);
    expect(takenBy('EC2', WINDOWS)).toEqual(['awsvpc', 'default']);
    expect(takenBy('FARGATE', LINUX)).toEqual(['awsvpc']);
    expect(takenBy('FARGATE', WINDOWS)).toEqual(['awsvpc']);
    expect(takenBy('EXTERNAL', LINUX)).toEqual(['none', 'bridge', 'host']);
    expect(takenBy('EXTERNAL', WINDOWS)).toEqual(['default']);
    expect(read(sample(LINUX)).networkMode).toBe('bridge');
    expect(read(sample(WINDOWS)).networkMode).toBe('default');
  });

  it("take Docker's own default where the operating system is left open, as published definitions do", () => {
    expect(read(sample({ networkMode: 'default' })).networkMode).toBe('default');
    expect(mistakes(sample({ networkMode: 'default', ...LINUX }))).toHaveLength(1);
  });

  it('[T.NET-2] none has no port mappings', () => {
    expect(mistakes(web('none', { containerPort: 80 }))).toEqual([
      'containerDefinitions.0.portMappings.0: container app: networkMode none has no port mappings; leave them out or take bridge',
    ]);
    expect(mistakes(web('none'))).toEqual([]);
  });

  it('[T.NET-3, C.NET-06] host binds the container port on the instance, once per instance', () => {
    expect(read(web('host', { containerPort: 80 })).ports).toEqual([{ protocol: 'tcp', hostPort: 80, container: 'app' }]);
    expect(read(web('host', { containerPort: 80, hostPort: 80 })).ports).toEqual(read(web('host', { containerPort: 80 })).ports);
    const differs = 'hostPort 8080 differs from containerPort 80; in networkMode host leave hostPort out or make it 80';
    expect(mistakes(web('host', { containerPort: 80, hostPort: 8080 }))[0]).toContain(differs);
    expect(mistakes(web('host', { containerPort: 80, hostPort: 0 }))).toHaveLength(1); // no dynamic mapping
    expect(copiesOnOneInstance(read(web('host', { containerPort: 80 })))).toBe(1);
    expect(copiesOnOneInstance(read(web('host')))).toBe(100);
  });

  it('[T.NET-4, C.NET-07, C.NET-08] bridge takes a static port once per instance, and dynamic ones without end', () => {
    const fixed = read(web('bridge', { containerPort: 80, hostPort: 8080 }));
    expect(fixed).toMatchObject({ ports: [{ protocol: 'tcp', hostPort: 8080, container: 'app' }], dynamicPorts: 0 });
    expect(copiesOnOneInstance(fixed)).toBe(1);
    for (const mapping of [{ containerPort: 80 }, { containerPort: 80, hostPort: 0 }]) {
      const dynamic = read(web('bridge', mapping));
      expect(dynamic).toMatchObject({ ports: [], dynamicPorts: 1 });
      expect(copiesOnOneInstance(dynamic)).toBe(100);
    }
    expect(mistakes(web('bridge', { containerPort: 80, hostPort: 8080 }, { containerPort: 81, hostPort: 8080 }))).toEqual([
      'warning containerDefinitions: host port tcp 8080 is mapped twice in one task: only one container can have it',
    ]);
  });

  it('[T.NET-9, C.NET-02] awsvpc has one interface of its own, with its ports on it', () => {
    const definition = read(web('awsvpc', { containerPort: 80 }, { containerPort: 443, hostPort: 443 }));
    expect(definition).toMatchObject({ eni: 1, ports: [], dynamicPorts: 0 });
    expect(copiesOnOneInstance(definition, { eni: 3 })).toBe(3); // by interfaces, not by ports
    expect(mistakes(web('awsvpc', { containerPort: 80, hostPort: 8080 }))[0]).toContain('leave hostPort out or make it 80');
    expect(mistakes(web('awsvpc', { containerPort: 80, hostPort: 0 }))).toHaveLength(1);
    for (const mode of ['bridge', 'host', 'none']) expect(read(web(mode)).eni).toBe(0);
    expect(read(sample({ networkMode: 'awsvpc' }, {}, { name: 'b' }, { name: 'c' })).eni).toBe(1);
  });
});

it('[T.NET-11] only instances launched after the opt-in to trunking take more awsvpc tasks', () => {
  // Three tasks an instance without a trunk and ten with one; CPU and memory are ample.
  const tasksByInstance = (trunkFromMs: number | null) => {
    const { recorder } = run({
      capacityProviders: [provider({ initialSize: 1, trunkFromMs })],
      taskDefinitions: [taskDefinition({ cpuUnits: 1, memoryMib: 1, eni: 1 })],
      services: [
        service([
          [0, 3],
          [15, 20],
        ]),
      ],
    });
    const instances = recorder.values(Fact.taskPlaced, 'instance');
    return [...new Set(instances)].map((instance) => instances.filter((other) => other === instance).length);
  };
  expect(tasksByInstance(10 * MINUTE)).toEqual([3, 10, 7]); // 20 = 3 + 10 + 7: the first instance stays at three
  expect(tasksByInstance(0)).toEqual([10, 10]);
  expect(tasksByInstance(null)).toEqual([3, 3, 3, 3, 3, 3, 2]); // 20 = 6 x 3 + 2
});

describe('host ports', () => {
  it('[T.NET-5] in the ephemeral range get a warning', () => {
    const warning = (hostPort: number) => mistakes(web('bridge', { containerPort: 80, hostPort }));
    expect(warning(32_767)).toEqual([]);
    expect(warning(32_768)).toEqual([
      'warning containerDefinitions: host port 32768 lies among the ports that Docker picks from (32768-61000); one below 32768 is safe',
    ]);
    expect(warning(61_000)).toHaveLength(1);
    expect(warning(61_001)).toEqual([]);
  });

  it('[T.NET-6] are 94 for tasks: 100 less the six that every instance keeps', () => {
    const reserved = [22, 2375, 2376, 51678, 51679, 51680];
    expect(RESERVED_HOST_PORTS.linux).toEqual(reserved);
    for (const port of reserved) {
      expect(mistakes(web('bridge', { containerPort: 80, hostPort: port }))).toEqual([
        `warning containerDefinitions: host port ${port} is reserved on every instance (${reserved.join(', ')} are): no instance can take this task`,
      ]);
    }
    const mappings = (count: number) => Array.from({ length: count }, (_, i) => ({ containerPort: 1000 + i, hostPort: 1000 + i }));
    expect(mistakes(web('bridge', ...mappings(94)))).toEqual([]);
    expect(mistakes(web('bridge', ...mappings(95)))).toEqual([
      'warning containerDefinitions: 95 static host ports; an instance has 94 to give (100 less 6 reserved)',
    ]);
    // Dynamic ones are not counted.
    expect(mistakes(web('bridge', ...mappings(94), { containerPort: 80 }, { containerPort: 81, hostPort: 0 }))).toEqual([]);
  });

  it('[T.NET-7] are held while a task runs and free again when it has stopped', () => {
    const { ports } = read(web('bridge', { containerPort: 80, hostPort: 8080 }));
    const startsOf = (portsOfTask: number[]) =>
      run({
        minutes: 20,
        capacityProviders: [provider({ initialSize: 1, maxSize: 1 })],
        ports: ports.map(({ protocol, hostPort }) => `${protocol}/${hostPort}`),
        taskDefinitions: [taskDefinition({ ports: portsOfTask })],
        workloads: [batch([0, 1, 2], 1, 5 * MINUTE)],
      })
        .recorder.of(Fact.taskRunning)
        .map((fact) => fact.atMs / MINUTE);
    expect(startsOf([0])).toEqual([0, 5, 10]); // requested at 0, 1 and 2; one instance, one port, five minutes each
    expect(startsOf([])).toEqual([0, 1, 2]);
  });

  it('[T.NET-8] are separate by protocol, tcp by default', () => {
    const both = read(web('bridge', { containerPort: 53, hostPort: 53 }, { containerPort: 53, hostPort: 53, protocol: 'udp' }));
    expect(both.ports.map(({ protocol, hostPort }) => `${protocol} ${hostPort}`)).toEqual(['tcp 53', 'udp 53']);
    const fleet = new ToyFleet([{}]);
    expect(placed(fleet, read(web('bridge', { containerPort: 53, hostPort: 53 })), 1)).toBe(1);
    expect(placed(fleet, read(web('bridge', { containerPort: 53, hostPort: 53, protocol: 'udp' })), 1)).toBe(1);
    expect(placed(fleet, read(web('bridge', { containerPort: 53, hostPort: 53, protocol: 'udp' })), 1)).toBe(0);
    expect(mistakes(web('bridge', { containerPort: 22, hostPort: 22, protocol: 'udp' }))).toEqual([]);
    expect(mistakes(web('bridge', { containerPort: 53, protocol: 'icmp' }))).toHaveLength(1);
  });

  it.each([
    [{ containerPortRange: '8000-8009' }, 'bridge', 10, undefined], // 8009 - 8000 + 1
    [{ containerPortRange: '8000-8000' }, 'bridge', 1, undefined],
    [{ containerPortRange: '8000-8009' }, 'awsvpc', 0, undefined],
    [{ containerPortRange: '8000-8009' }, 'host', 0, 'needs networkMode bridge or awsvpc'],
    [{ containerPortRange: '8009-8000' }, 'bridge', 0, 'right is first-last within 1-65535'],
    [{ containerPortRange: '0-80' }, 'bridge', 0, 'right is first-last within 1-65535'],
    [{ containerPortRange: '80-90', containerPort: 80 }, 'bridge', 0, 'stands alone'],
    [{}, 'bridge', 0, 'a port mapping needs a containerPort'],
    [{ containerPort: 65_536 }, 'bridge', 0, 'containerPort is 65536, above 65535'],
  ])('of %j in mode %s are %i dynamic ones, or a mistake', (mapping, mode, dynamicPorts, mistake) => {
    const value = web(mode, mapping);
    if (mistake === undefined) expect(read(value)).toMatchObject({ ports: [], dynamicPorts });
    else expect(mistakes(value)[0]).toContain(mistake);
  });
});

it('Fargate and EC2 share a definition in awsvpc mode', () => {
  expect(read(fargateSample({ requiresCompatibilities: ['EC2', 'FARGATE'] })).launchTypes).toEqual(['EC2', 'FARGATE']);
});
