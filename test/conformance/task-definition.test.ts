import { describe, expect, it } from 'vitest';
import { FARGATE_SIZES } from '../../src/catalog/fargate.js';
import { container, fargateSample, mistakes, read, sample } from '../scenario/task-definition/sample.js';

const WINDOWS = { runtimePlatform: { operatingSystemFamily: 'WINDOWS_SERVER_2022_CORE' } };
const ARM = { runtimePlatform: { cpuArchitecture: 'ARM64', operatingSystemFamily: 'LINUX' } };
const fargateOf = (cpu: number, memory: number, over = {}) => fargateSample({ cpu: String(cpu), memory: String(memory), ...over });

describe('task size', () => {
  it('[T.TASK-1, C.TD-01] is optional on instances and mandatory on Fargate, in units or vCPU and in MiB or GB', () => {
    expect(read(sample())).toMatchObject({ cpuUnits: 128, memoryMib: 256 });
    expect(read(sample({ requiresCompatibilities: ['EC2', 'EXTERNAL'] })).launchTypes).toEqual(['EC2', 'EXTERNAL']);
    expect(mistakes(fargateSample({ cpu: undefined, memory: undefined }))).toEqual([
      'cpu: cpu is missing at task level; give cpu: Fargate makes a machine of that size',
      'memory: memory is missing at task level; give memory: Fargate makes a machine of that size',
    ]);
    // 1 vCPU = 1,024 units; 2 GB = 2,048 MiB.
    for (const [cpu, memory] of [
      ['1024', '2048'],
      ['1 vCPU', '2GB'],
      ['1 vcpu', '2 GB'],
    ]) {
      expect(read(fargateSample({ cpu, memory }))).toMatchObject({ cpuUnits: 1024, memoryMib: 2048 });
    }
  });

  it('[T.TASK-2, C.TD-02] is 128 to 10,240 CPU units on instances in the guide, and up to 196,608 today', () => {
    const cpuMistakes = (cpu: number, options: Parameters<typeof mistakes>[1]) =>
      mistakes(sample({ cpu: String(cpu) }, container({ cpu: 1 })), options);
    const guide = { awsBehaviour: 'guide-2024' } as const;
    expect(cpuMistakes(128, guide)).toEqual([]);
    expect(cpuMistakes(10_240, guide)).toEqual([]);
    expect(cpuMistakes(127, guide)).toEqual(['cpu: cpu is 127 CPU units; outside Fargate AWS takes 128 to 10240']);
    expect(cpuMistakes(10_241, guide)).toEqual(['cpu: cpu is 10241 CPU units; outside Fargate AWS takes 128 to 10240']);
    expect(cpuMistakes(196_608, {})).toEqual([]);
    expect(cpuMistakes(196_609, {})).toEqual(['cpu: cpu is 196609 CPU units; outside Fargate AWS takes 128 to 196608']);
    expect(cpuMistakes(10_241, { taskCpuUnitsMax: 10_240 })).toHaveLength(1);
    expect(cpuMistakes(196_608, { ...guide, taskCpuUnitsMax: 196_608 })).toEqual([]);
  });

  it('[T.TASK-3] has any memory on instances, and with it a container needs none of its own', () => {
    const bare = container({ memory: undefined });
    expect(read(sample({ memory: '777', containerDefinitions: [bare] }))).toMatchObject({ memoryMib: 777 });
    expect(read(sample({ memory: '4000000' }))).toMatchObject({ memoryMib: 4_000_000 });
    expect(mistakes(sample({ containerDefinitions: [bare] }))).toHaveLength(1);
  });

  it('[T.TASK-4, C.FG-02] is one of 74 pairs on Fargate Linux', () => {
    const memories = Array.from({ length: 260 }, (_, i) => (i + 1) * 512); // every half GB up to 130 GB
    const cpus = [128, 256, 512, 1024, 1536, 2048, 4096, 8192, 16_384, 32_768];
    const accepted = cpus.flatMap((cpu) =>
      memories.filter((memory) => mistakes(fargateOf(cpu, memory)).length === 0).map((memory) => `${cpu}/${memory}`),
    );
    const listed = FARGATE_SIZES.filter((size) => size.os === 'linux').map((size) => `${size.cpuUnits}/${size.memoryMib}`);
    expect(accepted).toHaveLength(74); // 3 + 4 + 7 + 13 + 23 + 12 + 12
    expect(new Set(accepted)).toEqual(new Set(listed));
    expect(mistakes(fargateOf(256, 512 + 256))).toEqual([
      'memory: 256 CPU units with 768 MiB is no size of Fargate; write 256 with 512 MiB, or 256 with 1024 MiB',
    ]);
    expect(mistakes(fargateOf(8192, 17 * 1024))[0]).toMatch(/write 8192 with 16384 MiB, or 8192 with 20480 MiB$/);
    expect(mistakes(fargateOf(8192, 20 * 1024))).toEqual([]);
  });

  it('[T.TASK-5] needs platform version 1.4.0 with 8,192 and 16,384 CPU units', () => {
    const versionOf = (cpu: number, memory: number) => read(fargateOf(cpu, memory)).fargate?.platformVersionMin;
    expect([versionOf(4096, 8192), versionOf(8192, 16_384), versionOf(16_384, 32_768)]).toEqual([null, '1.4.0', '1.4.0']);
  });

  it('[T.TASK-6, C.FG-03] is 1, 2 or 4 vCPU on Fargate Windows, 43 pairs', () => {
    const accepted = FARGATE_SIZES.filter(
      (size) => size.os === 'linux' && mistakes(fargateOf(size.cpuUnits, size.memoryMib, WINDOWS)).length === 0,
    );
    expect(accepted).toHaveLength(43); // 7 + 13 + 23
    expect([...new Set(accepted.map((size) => size.cpuUnits))]).toEqual([1024, 2048, 4096]);
    expect(mistakes(fargateOf(512, 1024, WINDOWS))).toEqual([
      'cpu: 512 CPU units with 1024 MiB is no size of Fargate for Windows; write 1024 with 2048 MiB',
    ]);
    expect(mistakes(fargateOf(8192, 16_384, WINDOWS))).toHaveLength(1);
  });

  it('[T.TASK-7] follows the Fargate table where FARGATE is required, also beside EC2, and else not', () => {
    const of = (requiresCompatibilities: string[] | undefined) =>
      mistakes(fargateSample({ cpu: '300', memory: '700', requiresCompatibilities }));
    expect(of(['FARGATE'])).toHaveLength(1);
    expect(of(['EC2', 'FARGATE'])).toEqual(of(['FARGATE']));
    expect(of(['EC2'])).toEqual([]);
    expect(of(undefined)).toEqual([]);
  });

  it('[T.TASK-9, C.TD-03] is ignored for Windows on instances, where the containers count', () => {
    const windows = sample(
      { ...WINDOWS, cpu: '2048', memory: '4096' },
      { cpu: 512, memory: 1024 },
      { name: 'side', cpu: 256, memory: 512 },
    );
    expect(read(windows)).toMatchObject({ cpuUnits: 768, memoryMib: 1536 }); // 512 + 256, 1024 + 512
    expect(read(windows).notes).toContain('task-level cpu and memory are ignored on Windows instances');
    expect(read({ ...windows, runtimePlatform: undefined })).toMatchObject({ cpuUnits: 2048, memoryMib: 4096 });
    expect(read(fargateOf(2048, 4096, WINDOWS))).toMatchObject({ cpuUnits: 2048, memoryMib: 4096 });
    const bare = sample({ ...WINDOWS, memory: '4096', containerDefinitions: [container({ memory: undefined })] });
    expect(mistakes(bare)).toEqual([
      'warning memory: memory at task level is ignored on Windows instances: give container app memory of their own, or nothing is reserved for them',
    ]);
  });
});

describe('launch types', () => {
  it('[T.TASK-8] are EC2, FARGATE and EXTERNAL, and a definition is validated for each that it lists', () => {
    const of = (requiresCompatibilities: unknown) => mistakes(sample({ requiresCompatibilities, networkMode: 'awsvpc' }));
    expect(of(['EC2'])).toEqual([]);
    expect(of(['EC2', 'EXTERNAL'])).toEqual(['networkMode: networkMode is awsvpc; on EXTERNAL Linux instances it is bridge, host, none']);
    expect(of(['FARGATE'])).toHaveLength(2); // cpu and memory
    expect(of(['EC2', 'FARGAT'])).toEqual([
      'requiresCompatibilities.1: item 2 is "FARGAT"; did you mean FARGATE? Right are EC2, FARGATE, EXTERNAL, MANAGED_INSTANCES',
    ]);
  });

  it('[C.GEN-02] are checked again when a task is to start', () => {
    const both = read(fargateSample());
    expect(both.launchTypes).toEqual(['EC2', 'FARGATE']);
    const { EC2, FARGATE, EXTERNAL } = both.refusals;
    expect([EC2, FARGATE]).toEqual([[], []]);
    expect(EXTERNAL.map((problem) => problem.path)).toEqual([['networkMode']]);
    expect(read(sample()).refusals.FARGATE.map((problem) => problem.path)).toEqual([['cpu'], ['memory'], ['networkMode']]);
  });

  it('[T.TASK-14] leave ARM64 to Linux, on Fargate to platform 1.4.0, and in the guide not to Fargate Spot', () => {
    expect(read(sample()).architecture).toBeNull();
    expect(read(sample()).fargateTask.architecture).toBe('x86_64');
    expect(read(sample({ runtimePlatform: { cpuArchitecture: 'X86_64' } })).architecture).toBe('x86_64');
    expect(read(sample(ARM)).architecture).toBe('arm64');
    const armWindows = { runtimePlatform: { cpuArchitecture: 'ARM64', operatingSystemFamily: 'WINDOWS_SERVER_2022_CORE' } };
    expect(mistakes(sample(armWindows))[0]).toMatch(/^runtimePlatform\.cpuArchitecture: .* ARM64 is for LINUX only/);
    expect(read(fargateSample()).fargate?.platformVersionMin).toBeNull();
    expect(read(fargateSample(ARM)).fargate?.platformVersionMin).toBe('1.4.0');
    expect(read(fargateSample(ARM)).fargateTask.architecture).toBe('arm64'); // Spot and versions: in fargate.test.ts.
  });

  it('[T.TASK-15] take memberOf constraints, ten at most, and Fargate takes none', () => {
    const member = (n: number) => ({ type: 'memberOf', expression: `attribute:ecs.instance-type == t${n}.small` });
    const list = (count: number) => Array.from({ length: count }, (_, i) => member(i));
    expect(read(sample({ placementConstraints: list(10) })).placementConstraints).toEqual(list(10));
    expect(mistakes(sample({ placementConstraints: list(11) }))).toHaveLength(1);
    expect(mistakes(sample({ placementConstraints: [{ type: 'distinctInstance' }] }))).toEqual([
      'placementConstraints.0.type: type is "distinctInstance"; in a task definition it is memberOf; distinctInstance belongs in the service or the run',
    ]);
    expect(mistakes(fargateSample({ placementConstraints: list(1) }))).toEqual([
      'placementConstraints: placementConstraints is refused on Fargate; leave it out, or run the task on EC2',
    ]);
    expect(mistakes(fargateSample({ placementConstraints: [] }))).toEqual([]);
  });

  const linux = (parameter: object) => ({ linuxParameters: parameter });
  it.each([
    ['disableNetworking', {}, { disableNetworking: true }],
    ['dnsSearchDomains', {}, { dnsSearchDomains: ['a.internal'] }],
    ['dnsServers', {}, { dnsServers: ['10.0.0.2'] }],
    ['dockerSecurityOptions', {}, { dockerSecurityOptions: ['no-new-privileges'] }],
    ['extraHosts', {}, { extraHosts: [{ hostname: 'a', ipAddress: '10.0.0.1' }] }],
    ['GPU', {}, { resourceRequirements: [{ type: 'GPU', value: '1' }] }],
    ['ipcMode', { ipcMode: 'task' }, {}],
    ['placementConstraints', { placementConstraints: [{ type: 'memberOf', expression: 'runningTasksCount == 1' }] }, {}],
    ['privileged', {}, { privileged: true }],
    ['maxSwap', {}, linux({ maxSwap: 0 })],
    ['swappiness', {}, linux({ swappiness: 10 })],
    ['devices', {}, linux({ devices: [{ hostPath: '/dev/fuse' }] })],
    ['sharedMemorySize', {}, linux({ sharedMemorySize: 64 })],
    ['tmpfs', {}, linux({ tmpfs: [{ containerPath: '/t', size: 64 }] })],
    ['dockerVolumeConfiguration', { volumes: [{ name: 'v', dockerVolumeConfiguration: { scope: 'task' } }] }, {}],
    ['capabilities NET_ADMIN', {}, linux({ capabilities: { add: ['NET_ADMIN', 'SYS_PTRACE'] } })],
  ])('[T.TASK-17, C.FG-04] do not include FARGATE with %s, which EC2 takes', (parameter, over, part) => {
    const found = mistakes(fargateSample(over, part));
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(parameter);
    expect(mistakes(sample({ cpu: '256', memory: '512', ...over }, part))).toEqual([]);
  });

  it('[T.TASK-17, C.FG-04] include FARGATE with SYS_PTRACE, a false flag and an empty list', () => {
    const harmless = {
      linuxParameters: { capabilities: { add: ['SYS_PTRACE'] } },
      privileged: false,
      dnsServers: [],
      disableNetworking: false,
    };
    expect(mistakes(fargateSample({}, harmless))).toEqual([]);
    const linked = fargateSample({ networkMode: 'bridge' }, { links: ['db'] }, { name: 'db' });
    expect(mistakes(linked)).toContain('containerDefinitions.0.links: links is refused on Fargate; leave it out, or run the task on EC2');
  });
});

describe('containers', () => {
  it('[C.TD-06] have an essential one among them, and are essential by default', () => {
    const helper = { name: 'helper', essential: false };
    expect(read(sample({}, {}, helper)).containers.map((c) => c.essential)).toEqual([true, false]);
    expect(mistakes(sample({}, { essential: false }, helper))[0]).toMatch(
      /^containerDefinitions: no container is essential; at least one must be/,
    );
  });

  it('[C.TD-09] have 30 seconds from SIGTERM to SIGKILL, or their stopTimeout, at most 120 on Fargate', () => {
    expect(read(sample()).stopTimeoutSeconds).toBe(30);
    expect(read(sample({}, { stopTimeout: 5 })).stopTimeoutSeconds).toBe(5);
    expect(read(sample({}, { stopTimeout: 5 }, { name: 'side' })).stopTimeoutSeconds).toBe(30);
    expect(read(sample({}, { stopTimeout: 90 }, { name: 'side', stopTimeout: 120 })).stopTimeoutSeconds).toBe(120);
    expect(mistakes(fargateSample({}, { stopTimeout: 120 }))).toEqual([]);
    expect(mistakes(fargateSample({}, { stopTimeout: 121 }))).toEqual([
      'containerDefinitions.0.stopTimeout: stopTimeout is 121; on Fargate 2 to 120 seconds',
    ]);
    expect(mistakes(sample({}, { stopTimeout: 3600 }))).toEqual([]);
  });
});
