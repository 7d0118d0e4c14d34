import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTaskDefinition } from '../../../src/scenario/task-definition/read.js';
import { container, fargateSample, mistakes, read, sample } from './sample.js';

describe('reading a task definition', () => {
  it('takes the answer of describe-task-definition as well as the input of register-task-definition', () => {
    const registered = sample({ networkMode: 'bridge' });
    const described = {
      ...registered,
      taskDefinitionArn: 'arn:aws:ecs:us-east-1:123456789012:task-definition/web:7',
      revision: 7,
      status: 'ACTIVE',
      requiresAttributes: [{ name: 'com.amazonaws.ecs.capability.docker-remote-api.1.18' }],
      compatibilities: ['EXTERNAL', 'EC2'],
      registeredAt: 1698174237.53,
      registeredBy: 'arn:aws:iam::123456789012:root',
      volumes: [],
      placementConstraints: [],
    };
    const read7 = { revision: 7, requiredAttributes: ['com.amazonaws.ecs.capability.docker-remote-api.1.18'] };
    expect(read(described)).toEqual({ ...read(registered), ...read7 });
    const tags = [{ key: 'team', value: 'a' }];
    expect(read({ taskDefinition: described, tags })).toEqual({ ...read({ taskDefinition: registered }), ...read7 });
  });

  it('refuses sizes that no instance has, and converts bytes to MiB', () => {
    expect(mistakes(sample({}, { cpu: 2 ** 32, memory: 2 ** 32 }))).toEqual([
      'containerDefinitions.0.cpu: cpu 4294967296 of container app is more than any instance has, at most 1048576 CPU units: 1024 are one vCPU',
      'containerDefinitions.0.memory: memory 4294967296 of container app is more MiB than any instance has, at most 33554432; 4294967296 bytes are 4096 MiB',
    ]);
  });

  it('writes every default out', () => {
    expect(read(sample())).toEqual({
      family: 'web',
      revision: 1,
      cpuUnits: 128,
      memoryMib: 256,
      memoryBesideLimitsMib: null,
      gpus: 0,
      gpuMilli: 0,
      networkMode: 'bridge',
      eni: 0,
      ports: [],
      dynamicPorts: 0,
      images: ['nginx:1.27'],
      containers: [
        {
          name: 'app',
          image: 'nginx:1.27',
          resolvesTag: true,
          essential: true,
          cpuUnits: 128,
          memoryMib: 256,
          gpus: 0,
          stopTimeoutSeconds: null,
          dependsOn: [],
          startTimeoutSeconds: null,
          check: null,
          restart: null,
        },
      ],
      stopTimeoutSeconds: 30,
      storageGib: 20,
      healthChecks: [],
      architecture: null,
      operatingSystem: 'linux',
      osFamily: 'LINUX',
      fargate: null,
      fargateTask: {
        cpuUnits: null,
        memoryMib: null,
        osFamily: 'LINUX',
        architecture: 'x86_64',
        ephemeralGib: null,
        networkMode: 'not given',
        parameters: [],
      },
      launchTypes: ['EC2', 'EXTERNAL'],
      refusals: { EC2: [], FARGATE: expect.any(Array), EXTERNAL: [] },
      placementConstraints: [],
      requiredAttributes: [],
      launchVolumes: [],
      volumeDrivers: [],
      notes: ['128 CPU units: 128 (app), the sum over the containers', '256 MiB: 256 (app), the sum over the containers'],
    });
  });

  it('names the keys without effect on a simulation, and reads health checks and restart policies', () => {
    const rich = container({
      ulimits: [{ name: 'nofile', softLimit: 1024, hardLimit: 4096 }],
      environment: [{ name: 'A', value: '1' }],
      secrets: [{ name: 'B', valueFrom: 'arn:aws:ssm:us-east-1:123456789012:parameter/b' }],
      logConfiguration: { logDriver: 'awslogs', options: { 'awslogs-group': 'x' } },
      healthCheck: { command: ['CMD', 'true'], interval: 30 },
      systemControls: [{ namespace: 'net.core.somaxconn', value: '1024' }],
      dockerLabels: { a: 'b' },
      restartPolicy: { enabled: true },
      versionConsistency: 'disabled',
    });
    const value = sample({ containerDefinitions: [rich], tags: [{ key: 'a', value: 'b' }], taskRoleArn: '', enableFaultInjection: false });
    const { healthChecks, containers, ...rest } = read(value);
    const check = { intervalMs: 30_000, timeoutMs: 5_000, retries: 3, startPeriodMs: 0 };
    expect(healthChecks).toEqual([check]);
    expect(containers).toMatchObject([{ check, restart: { ignoredExitCodes: [], attemptPeriodMs: 300_000 } }]);
    const plain = read(sample());
    expect({ ...rest, containers: plain.containers, healthChecks: [] }).toEqual(plain);
  });

  it('reports all mistakes at once, also those of a part beside a part of the wrong type', () => {
    const value = sample(
      { family: 'my web', networkMode: 'brige', cpu: 'lots' },
      { memory: '256', portBindings: [] },
      { name: 'side', essential: false, image: '', memory: 128, memoryReservation: 512, links: ['db'] },
    );
    expect(mistakes(value).sort()).toEqual([
      'containerDefinitions.0.memory: memory is "256"; AWS takes a number: write 256 without quotes',
      'containerDefinitions.0.portBindings: AWS knows no portBindings here and refuses it; did you mean portMappings?',
      'containerDefinitions.1.image: container side has no image; AWS requires one, such as "nginx:1.27"',
      'containerDefinitions.1.links.0: links names "db", which the task does not have; there are app',
      'containerDefinitions.1.memory: memory 128 (hard limit) must not be less than memoryReservation 512 (soft limit); raise it or leave one of them out',
      'cpu: cpu is "lots"; write whole CPU units such as "256", or vCPUs such as ".25 vCPU"',
      'family: family is "my web"; AWS takes up to 255 letters, digits, hyphens and underscores',
      'networkMode: networkMode is "brige"; did you mean bridge? Right are bridge, host, awsvpc, none, default',
    ]);
  });

  it.each([
    [{ familly: 'x' }, 'familly', 'did you mean family?'],
    [{ Cpu: '256' }, 'Cpu', 'did you mean cpu?'],
    [{ zzzzzzzzz: 1 }, 'zzzzzzzzz', 'known here: family, taskRoleArn,'],
  ])('suggests what an unknown key was meant to be: %j', (over, path, suggestion) => {
    const [problem, ...others] = readTaskDefinition(sample(over)).problems;
    expect(others).toEqual([]);
    expect(problem!.path).toEqual([path]);
    expect(problem!.message).toContain(suggestion);
  });

  it('shows where in its document a mistake is, inside the wrapper too', () => {
    const at = { path: ['taskDefinitions', 3] };
    expect(mistakes(sample({ family: '' }), at)).toEqual([
      'taskDefinitions.3.family: family is missing; AWS requires a name for the task definition',
    ]);
    expect(mistakes({ taskDefinition: sample({ family: '' }) }, at)[0]).toMatch(/^taskDefinitions\.3\.taskDefinition\.family: /);
    expect(mistakes({ taskDefinition: sample(), task: 1 }, at)[0]).toMatch(/^taskDefinitions\.3\.task: AWS knows no task here/);
  });

  it.each([['a string'], [7], [null], [[sample()]], [undefined]])('refuses %j, which is not a task definition', (value) => {
    expect(readTaskDefinition(value).value).toBeUndefined();
    expect(mistakes(value)).toHaveLength(1);
  });

  it('takes null for "not given", as the console writes it', () => {
    expect(read(sample({ networkMode: null, cpu: null, volumes: null }, { command: null, linuxParameters: null }))).toEqual(read(sample()));
  });

  it('takes a number for a task-level size, with a warning, and refuses a string for a container-level one', () => {
    const value = fargateSample({ cpu: 256, memory: 512 });
    expect(read(value).fargate).toEqual({ cpuUnits: 256, memoryMib: 512, platformVersionMin: null });
    expect(mistakes(value)).toEqual([
      'warning cpu: cpu is the number 256; the AWS CLI takes the string "256" at task level',
      'warning memory: memory is the number 512; the AWS CLI takes the string "512" at task level',
    ]);
    expect(mistakes(sample({}, { cpu: '128' }))).toEqual([
      'containerDefinitions.0.cpu: cpu is "128"; AWS takes a number: write 128 without quotes',
    ]);
  });

  it('refuses an environment value that is not a string, and shows the right form', () => {
    expect(mistakes(sample({}, { environment: [{ name: 'PORT', value: 8080 }] }))).toEqual([
      'containerDefinitions.0.environment.0.value: value is 8080; AWS takes a string: write "8080"',
    ]);
  });

  it('takes a placeholder where AWS takes any string, and refuses it where a number is due', () => {
    expect(read(sample({}, { image: '<your-account>.dkr.ecr.us-east-1.amazonaws.com/app:{{tag}}' })).images).toHaveLength(1);
    expect(mistakes(sample({ memory: '{{memory}}' }))).toEqual([
      'memory: memory is "{{memory}}"; write whole MiB such as "512", or GB such as "0.5 GB"',
    ]);
  });

  it('warns that a definition without a platform is for Linux when its image is for Windows', () => {
    const image = 'mcr.microsoft.com/windows/servercore/iis';
    expect(mistakes(sample({}, { image }))[0]).toMatch(/^warning runtimePlatform: operatingSystemFamily is not given, which means LINUX/);
    expect(mistakes(sample({ runtimePlatform: { operatingSystemFamily: 'WINDOWS_SERVER_2022_CORE' } }, { image }))).toEqual([]);
  });

  it('refuses a definition of more than 64 KiB', () => {
    const environment = (length: number) => [{ name: 'BLOB', value: 'x'.repeat(length) }];
    expect(mistakes(sample({}, { environment: environment(65_000) }))).toEqual([]);
    expect(mistakes(sample({}, { environment: environment(65_536) }))[0]).toMatch(/bytes long; AWS takes at most 65536$/);
  });

  it('has the attributes that an instance must have', () => {
    const volumes = [
      { name: 'a', dockerVolumeConfiguration: { driver: 'rexray/ebs', scope: 'shared' } },
      { name: 'b', dockerVolumeConfiguration: { scope: 'task' } },
    ];
    const definition = read(sample({ networkMode: 'awsvpc', volumes }, { privileged: true }));
    expect(definition.volumeDrivers).toEqual(['rexray/ebs']);
    expect(definition.requiredAttributes).toEqual([
      'ecs.capability.task-eni',
      'com.amazonaws.ecs.capability.privileged-container',
      'ecs.capability.docker-plugin.rexray/ebs',
    ]);
  });

  it('answers whatever JSON it is given, at any place, in words', () => {
    const fields = [
      'family',
      'cpu',
      'networkMode',
      'containerDefinitions',
      'volumes',
      'placementConstraints',
      'runtimePlatform',
      '__proto__',
      'x',
    ];
    const parts = [
      'name',
      'memory',
      'portMappings',
      'dependsOn',
      'linuxParameters',
      'healthCheck',
      'resourceRequirements',
      '__proto__',
      'y',
    ];
    const strange = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom([{}], [{ containerName: 'app' }], { tmpfs: [{ size: 1 }] }, [{ containerPort: 1 }]),
    );
    const bent = fc.tuple(fc.constantFrom(...fields), fc.constantFrom(...parts), strange, strange);
    fc.assert(
      fc.property(bent, fc.boolean(), ([field, part, a, b], isBentInside) => {
        const inner = JSON.parse(`{"name":"app","image":"i","memory":8,${JSON.stringify(part)}:${JSON.stringify(b)}}`);
        const outer = `{"family":"f","containerDefinitions":${JSON.stringify([inner, container({ name: 'side' })])}`;
        const text = isBentInside ? `${outer}}` : `${outer},${JSON.stringify(field)}:${JSON.stringify(a)}}`;
        const outcome = readTaskDefinition(JSON.parse(text));
        const isRefused = outcome.problems.some((problem) => problem.level !== 'warning');
        expect(outcome.value === undefined).toBe(isRefused);
        for (const { message } of outcome.problems) expect(message).not.toMatch(/undefined|\[object/);
      }),
      { numRuns: 500 },
    );
  });
});
