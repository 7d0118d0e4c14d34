import { describe, expect, it } from 'vitest';
import { changed, GOOD, load, messages } from '../scenario/scenarios.js';

const STRATEGY = 'capacityProviderStrategy: [{ capacityProvider: workers, weight: 1 }]';
const WEB = '{ family: web, containerDefinitions: [{ name: web, image: nginx, cpu: 256, memory: 512 }] }';
const withStrategy = (items: string, more = '') => messages(changed([STRATEGY, `capacityProviderStrategy: [${items}]${more}`]));
const withWeb = (definition: string) => messages(changed([WEB, definition]));
const at = 'services.web.capacityProviderStrategy';

const POD = '{ family: pods, networkMode: awsvpc, containerDefinitions: [{ name: pod, image: pod, cpu: 256, memory: 512 }] }';
const JOBS = 'taskDefinition: pods\n    launchType: EC2';

/** Standalone tasks on Fargate, of 1 vCPU and 2 GB but for what a test changes in the definition, the work or the cluster. */
function onFargate({
  definition = '',
  work = '',
  cluster = '',
  top = '',
}: Partial<Record<'definition' | 'work' | 'cluster' | 'top', string>>) {
  const pod = `{ family: pods, networkMode: awsvpc, cpu: "1024", memory: "2048", containerDefinitions: [{ name: pod, image: pod, memory: 512 }] ${definition} }`;
  return messages(
    changed(
      [POD, pod],
      [JOBS, `taskDefinition: pods\n    launchType: FARGATE${work}`],
      ['    - FARGATE\n', `    - FARGATE\n${cluster}`],
      ['duration: 2h', `duration: 2h${top}`],
    ),
  );
}
const ARM = ', runtimePlatform: { cpuArchitecture: ARM64 }';
const WINDOWS = ', runtimePlatform: { operatingSystemFamily: WINDOWS_SERVER_2022_CORE }';
const subnets = (...zones: string[]) => `\n    networkConfiguration: { awsvpcConfiguration: { subnets: [${zones.join(', ')}] } }`;

describe('input that Fargate refuses', () => {
  it('[C.ERR-02, C.FG-02] a size that does not exist, with the nearest that do', () => {
    expect(onFargate({})).toEqual([]);
    const sized = messages(
      changed([POD, POD.replace('awsvpc,', 'awsvpc, requiresCompatibilities: [FARGATE], cpu: "8192", memory: "18432",')]),
    );
    expect(sized).toContain(
      'taskDefinitions.pods.memory: 8192 CPU units with 18432 MiB is no size of Fargate; write 8192 with 16384 MiB, or 8192 with 20480 MiB',
    );
  });

  it('[C.FG-08, C.ARM-01, C.FG-03] a platform version that does not exist, lacks what the task needs, or is given for EC2', () => {
    const version = (platformVersion: string, definition = '') =>
      onFargate({ definition, work: `\n    platformVersion: ${platformVersion}` });
    expect([version('LATEST', ARM), version('1.4.0', ARM), version('1.3.0'), version('1.0.0', WINDOWS)]).toEqual([[], [], [], []]);
    const at = 'workloads.jobs.platformVersion';
    expect(version('1.3.0', ARM)).toEqual([`${at}: 1.3.0 is too old for ARM64; write 1.4.0 or LATEST`]);
    expect(version('1.2.0')).toEqual([`${at}: 1.2.0 is no platform version of LINUX; write LATEST or 1.4.0 or 1.3.0`]);
    expect(version('1.4.0', WINDOWS)[0]).toContain('is no platform version of WINDOWS_SERVER_2022_CORE; write LATEST or 1.0.0');
    expect(version('1.3.0', ', ephemeralStorage: { sizeInGiB: 50 }')[0]).toContain('too old for ephemeralStorage');
    expect(messages(changed([JOBS, `${JOBS}\n    platformVersion: LATEST`]))).toEqual([
      `${at}: is of Fargate only, and this runs on EC2; leave it out`,
    ]);
  });

  it('[C.FG-07] lies in a Local or Wavelength Zone', () => {
    const cluster = '  availabilityZones: [us-west-2a, us-west-2-lax-1a]\n';
    const inWest = (work: string, more = '') =>
      messages(
        changed(
          [POD, POD.replace('awsvpc,', 'awsvpc, cpu: "256", memory: "512",')],
          [JOBS, `taskDefinition: pods\n    launchType: FARGATE${work}`],
          ['  availabilityZones: [us-east-1a, us-east-1b]\n', cluster],
          ['duration: 2h', `duration: 2h\nregion: us-west-2${more}`],
        ),
      );
    expect(inWest(subnets('us-west-2a'))).toEqual([]);
    expect(inWest('')).toEqual([]); // It takes the zone that has Fargate.
    expect(inWest(subnets('us-west-2a', 'us-west-2-lax-1a'))).toEqual([
      'workloads.jobs.networkConfiguration.awsvpcConfiguration.subnets: pods: zone us-west-2-lax-1a has no Fargate: it is a local zone; name subnets in other zones only',
    ]);
    expect(inWest('', '\nfargate: { availabilityZones: [us-west-2-lax-1a] }')).toContain(
      'fargate.availabilityZones.0: zone us-west-2-lax-1a has no Fargate: it is a local zone; name other zones',
    );
  });

  it('[T.FG-9, C.FG-14] zones and Regions without it, where the id of the zone is known', () => {
    const ids = (a: string, b: string) => `  availabilityZoneIds: { us-east-1a: ${a}, us-east-1b: ${b} }\n`;
    const both = subnets('us-east-1a', 'us-east-1b');
    const use = 'workloads.jobs.networkConfiguration.awsvpcConfiguration.subnets';
    expect(onFargate({ definition: ARM, work: both })).toEqual([]);
    expect(onFargate({ definition: ARM, work: both, cluster: ids('use1-az1', 'use1-az3') })).toEqual([
      `${use}: pods: zone us-east-1b has no ARM64 on Fargate; name subnets in other zones only`,
    ]);
    expect(onFargate({ work: both, cluster: ids('use1-az1', 'use1-az3') })).toEqual([]);
    expect(onFargate({ definition: WINDOWS, work: both, cluster: ids('use1-az2', 'use1-az3') })[0]).toContain('has no Fargate for Windows');
    expect(onFargate({ cluster: ids('use1-az1', 'use1-az1') })).toEqual([
      'cluster.availabilityZoneIds.us-east-1b: "use1-az1" is taken: names are unique here',
    ]);
    expect(onFargate({ cluster: ids('us-east-1a', 'use1-az1') })[0]).toContain('is no id of a zone, such as use1-az3');
    const elsewhere = (region: string) =>
      load(
        changed(
          [POD, POD.replace('awsvpc,', `awsvpc, cpu: "1024", memory: "2048"${WINDOWS},`)],
          [JOBS, 'taskDefinition: pods\n    launchType: FARGATE'],
          ['  availabilityZones: [us-east-1a, us-east-1b]\n', ''],
          ['duration: 2h', `duration: 2h\nregion: ${region}`],
        ),
      ).errors?.map(({ path, message }) => `${path}: ${message}`);
    expect(elsewhere('us-gov-east-1')).toContain(
      'region: pods: us-gov-east-1 has no Fargate for Windows; choose another Region, or run the task on EC2',
    );
  });

  it('[C.FGS-02, C.FG-05, C.FG-06] Windows on Spot, rules of placement, daemons', () => {
    const spot = (definition: string) =>
      messages(
        changed(
          [
            POD,
            `{ family: pods, networkMode: awsvpc, cpu: "1024", memory: "2048", containerDefinitions: [{ name: pod, image: pod, memory: 512 }] ${definition} }`,
          ],
          [JOBS, 'taskDefinition: pods\n    capacityProviderStrategy: [{ capacityProvider: FARGATE_SPOT, weight: 1 }]'],
          ['    - FARGATE\n', '    - FARGATE_SPOT\n'],
        ),
      );
    expect(spot('')).toEqual([]);
    expect(spot(WINDOWS)).toEqual([
      'workloads.jobs.taskDefinition: pods: WINDOWS_SERVER_2022_CORE cannot run on FARGATE_SPOT; use FARGATE',
    ]);
    expect(onFargate({ work: '\n    placementStrategy: [{ type: random }]' })).toEqual([
      'workloads.jobs.placementStrategy: Fargate takes no placementStrategy; leave it out: Fargate spreads tasks over zones by itself',
    ]);
    const daemon = changed(
      [POD, POD.replace('awsvpc,', 'awsvpc, cpu: "256", memory: "512",')],
      [
        'taskDefinition: web\n    desiredCount: 2\n    capacityProviderStrategy: [{ capacityProvider: workers, weight: 1 }]',
        'taskDefinition: pods\n    schedulingStrategy: DAEMON\n    launchType: FARGATE',
      ],
    );
    expect(messages(daemon)).toEqual([
      'services.web.schedulingStrategy: DAEMON needs instances, and Fargate has none; write REPLICA, or run the service on EC2',
    ]);
  });
});

describe('input that ECS refuses', () => {
  it('[C.ERR-01] is a wrong capacity provider strategy', () => {
    expect(withStrategy('{ capacityProvider: workers, weight: 1 }, { capacityProvider: spare, weight: 1 }')).toEqual([]);
    const items = Array.from({ length: 7 }, (_, i) => `{ capacityProvider: p${i}, weight: 1 }`).join(', ');
    const guide = changed([STRATEGY, `capacityProviderStrategy: [${items}]`], ['duration: 2h', 'duration: 2h\nawsBehaviour: guide-2024']);
    expect(messages(guide)).toContain(`${at}: has 7 capacity providers: at most 6 (awsBehaviour: guide-2024)`);
    expect(withStrategy('{ capacityProvider: workers, base: 1, weight: 1 }, { capacityProvider: spare, base: 1 }')).toEqual([
      `${at}.spare.base: workers has a base already: only one provider of a strategy may have one`,
    ]);
    expect(withStrategy('{ capacityProvider: workers }, { capacityProvider: spare, weight: 0 }')).toEqual([
      `${at}: every weight is 0, so no provider would take a task: give at least one of them a weight above 0 (the default is 0)`,
    ]);
    expect(withStrategy('{ capacityProvider: workers, weight: 1 }, { capacityProvider: FARGATE, weight: 1 }')).toEqual([
      `${at}: mixes Fargate and Auto Scaling group providers: a strategy holds only one kind`,
    ]);
    expect(withStrategy('{ capacityProvider: others, weight: 1 }')).toEqual([
      `${at}.others.capacityProvider: there is no capacity provider "others" in the cluster; choose from workers, spare, FARGATE`,
    ]);
    const beside = 'services.web.launchType: stands beside capacityProviderStrategy: a task has one of the two';
    expect(withStrategy('{ capacityProvider: workers, weight: 1 }', '\n    launchType: EC2')).toEqual([beside]);
    expect(withStrategy('{ capacityProvider: workers, weight: 1 }', '\n    launchType: EXTERNAL')).toContain(beside);
  });

  it('[C.ERR-03] is a network mode that the platform or the ports do not allow', () => {
    const web = (mode: string, more = '') =>
      `{ family: web, networkMode: ${mode}, ${more}containerDefinitions: [{ name: web, image: nginx, memory: 512 }] }`;
    expect(withWeb(web('host'))).toEqual([]);
    expect(withWeb(web('default', 'runtimePlatform: { operatingSystemFamily: LINUX }, '))[0]).toContain('networkMode');
    expect(withWeb(web('bridge', 'requiresCompatibilities: [FARGATE], cpu: "256", memory: "512", ')).join()).toContain('networkMode');
    const mapped = (hostPort: string) =>
      web('host').replace('memory: 512', `memory: 512, portMappings: [{ containerPort: 80${hostPort} }]`);
    expect(withWeb(mapped(', hostPort: 81'))[0]).toContain('in networkMode host leave hostPort out or make it 80');
    expect(withWeb(mapped(', hostPort: 0'))).toHaveLength(1); // Docker cannot pick it.
    const network = (subnets: number, groups: number) => {
      const list = (count: number, word: string) => Array(count).fill(word).join(', ');
      const vpc = `{ subnets: [${list(subnets, 'us-east-1a')}], securityGroups: [${list(groups, 'sg-1')}] }`;
      return messages(changed(['launchType: EC2', `launchType: EC2\n    networkConfiguration: { awsvpcConfiguration: ${vpc} }`]));
    };
    expect(network(16, 5)).toEqual([]);
    expect(network(17, 6).map((line) => line.replace(/^.*awsvpcConfiguration\./, ''))).toEqual([
      'subnets: has 17 entries: at most 16',
      'securityGroups: has 6 entries: at most 5',
    ]);
  });

  it('[C.ERR-04, C.TD-10] of a task definition: its memory, no essential container, a revision that is gone', () => {
    const web = (container: string, more = '') => `{ family: web, ${more}containerDefinitions: [{ name: web, image: nginx${container} }] }`;
    expect(withWeb(web(', memory: 512, memoryReservation: 256'))).toEqual([]);
    expect(withWeb(web(', memory: 255, memoryReservation: 256'))[0]).toContain('must not be less than memoryReservation 256');
    expect(withWeb(web(''))[0]).toContain('has neither memory nor memoryReservation');
    expect(withWeb(web('', 'memory: "512", '))).toEqual([]);
    expect(withWeb(web(', memory: 512, essential: false'))[0]).toContain('no container is essential');
    const described = (status: string) => withWeb(`{ taskDefinition: ${web(', memory: 512', `revision: 3, status: ${status}, `)} }`);
    expect(described('ACTIVE')).toEqual([]);
    for (const status of ['INACTIVE', 'DELETE_IN_PROGRESS'])
      expect(described(status)).toEqual([
        `services.web.taskDefinition: web:3 is ${status}, and starts no new tasks: name a revision that is ACTIVE, or register it again`,
      ]);
  });

  it('[C.TD-12, T.RES-20] is a wrong swap: less than none, and a swappiness beyond 0 to 100', () => {
    const swap = (parameters: string) => withWeb(WEB.replace('memory: 512', `memory: 512, linuxParameters: { ${parameters} }`));
    expect([swap('maxSwap: 0, swappiness: 0'), swap('swappiness: 100')]).toEqual([[], []]);
    const at = 'taskDefinitions.web.containerDefinitions.web.linuxParameters';
    expect(swap('maxSwap: -1')).toEqual([`${at}.maxSwap: maxSwap is -1; right are 0 MiB, which is no swap, and more`]);
    expect(swap('swappiness: 101')).toEqual([`${at}.swappiness: swappiness is 101; right are 0 to 100`]);
  });

  it('[C.ERR-05] of changes: a provider in a second cluster, a service between two kinds of provider', () => {
    // A scenario cannot have either: it has one cluster, in which a provider is once, and a service has one strategy from start to end.
    expect(messages(changed(['- name: spare', '- name: workers']))).toEqual([
      'cluster.capacityProviders.1.name: "workers" is taken: names are unique here',
    ]);
    expect(messages(`${GOOD}clusters: []\n`)[0]).toContain('clusters: is not a key that belongs here; did you mean cluster?');
    expect(load(GOOD).setup?.services[0]?.capacity).toEqual({ kind: 'strategy', items: [{ provider: 0, base: 0, weight: 1 }] });
  });
});
