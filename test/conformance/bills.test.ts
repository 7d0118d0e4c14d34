import { describe, expect, it } from 'vitest';
import { billOfText } from '../report/bill.js';

/** Bills of scenario files, worked out by hand. x.one costs 3.60 USD an hour: 0.001 USD a second, 7.20 USD in two hours. */

interface Parts {
  readonly duration?: string;
  readonly cluster?: string;
  readonly more?: string;
}

const FIXED = '{ containerInstances: [{ instanceType: x.one, count: 1 }] }';

const onInstances = ({ duration = '2h', cluster = FIXED, more = '' }: Parts = {}) => `
name: bill
duration: ${duration}
cluster: ${cluster}
instanceTypes: [{ name: x.one, cpuUnits: 1024, memoryMib: 1024, usdPerHour: 3.6 }]
taskDefinitions: [{ family: w, containerDefinitions: [{ name: a, image: i, cpu: 256, memory: 512 }] }]
services: [{ serviceName: s, taskDefinition: w, desiredCount: 0, launchType: EC2 }]
${more}
`;

const group = (settings: string) =>
  `{ availabilityZones: [us-east-1a], capacityProviders: [{ name: g, autoScalingGroup: { instanceTypes: [x.one], minSize: 1, maxSize: 2, ${settings} } }] }`;
const SPOT = group('mixedInstancesPolicy: { instancesDistribution: { onDemandPercentageAboveBaseCapacity: 0 } }');
const INTERRUPTED = `groups: { launchDelay: 0s }
spot: { pools: [{ usdPerHour: 0.3, interruptionProbability: 0 }] }
faults: [{ at: 10m, type: spotInterruption, share: 1 }]`;

/** A Spot Instance that is that old when the run begins. */
const presentFor = (minutes: number) => `${INTERRUPTED}
startsAt: 2026-11-26T01:00:00Z
present:
  at: 2026-11-26T01:00:00Z
  containerInstances:
    - { ec2InstanceId: i-0abc, capacityProvider: g, instanceType: x.one, availabilityZone: us-east-1a, lifecycle: spot, launchTime: 2026-11-26T00:${60 - minutes}:00Z }
  autoScalingGroups: [{ capacityProvider: g, desiredCapacity: 1 }]`;

/** A task of 1 vCPU and 2 GB from 0 to the end, where a vCPU-hour costs 0.04 USD and a GB-hour 0.004: 0.096 in two hours. */
const onFargate = ({ duration = '2h', provider = 'FARGATE', task = '', more = '' } = {}) => `
name: bill
duration: ${duration}
cluster: { capacityProviders: [FARGATE, FARGATE_SPOT] }
taskDefinitions:
  - family: w
    networkMode: awsvpc
    requiresCompatibilities: [FARGATE]
    cpu: "1024"
    memory: "2048"
    containerDefinitions: [{ name: a, image: i }]
    ${task}
services: [{ serviceName: s, taskDefinition: w, desiredCount: 1, capacityProviderStrategy: [{ capacityProvider: ${provider}, weight: 1 }] }]
fargate: { start: { machine: 0s, containers: 0s, lazyPull: 0s, p95OverMedian: 1 }, stop: { exitNoticed: 0s, cleanup: 0s } }
images: [{ image: i, sizeMib: 1, sociIndex: true }]
spot: { pools: [{ capacityProvider: FARGATE_SPOT, interruptionProbability: 0 }] }
prices:
  fargate:
    storageUsdPerGbHour: 0.0001
    linux:
      x86_64: { on-demand: { usdPerVcpuHour: 0.04, usdPerGbHour: 0.004 }, spot: { usdPerVcpuHour: 0.01, usdPerGbHour: 0.001 } }
      arm64: { on-demand: { usdPerVcpuHour: 0.03, usdPerGbHour: 0.003 } }
    windows: { x86_64: { on-demand: { usdPerVcpuHour: 0.05, usdPerGbHour: 0.005, licenseUsdPerVcpuHour: 0.046 } } }
${more}
`;

const windows = 'runtimePlatform: { operatingSystemFamily: WINDOWS_SERVER_2022_CORE, cpuArchitecture: X86_64 }';

/** 1 GiB at 2,628 USD a month of 730 hours: 3.60 an hour. */
const DEAR_VOLUME = (minimum: number) =>
  `prices: { rootVolume: { usdPerGibMonth: 2628 } }\nbilling: { ec2MinimumSeconds: ${minimum}, items: { rootVolume: { gib: 1 } } }`;

describe('the bill of a scenario file', () => {
  it.each([
    ['one instance for two hours: 7,200 s at 0.001', onInstances(), 7.2],
    ['59 s cost 60 s', onInstances({ duration: '59s' }), 0.06],
    ['61.5 s cost 62 s', onInstances({ duration: '61500ms' }), 0.062],
    ['59 s cost 59 s where the minimum is one second', onInstances({ duration: '59s', more: 'billing: { ec2MinimumSeconds: 1 }' }), 0.059],
    ['a group of one costs what an instance outside any does', onInstances({ cluster: group('') }), 7.2],
    [
      'on Spot, taken at 0:12 and replaced at once: free, then 108 minutes at 0.30',
      onInstances({ cluster: SPOT, more: INTERRUPTED }),
      0.54,
    ],
    [
      'the same where the first hour is charged: 120 minutes at 0.30',
      onInstances({ cluster: SPOT, more: `${INTERRUPTED}\nbilling: { spotInterruptedFirstHour: charged }` }),
      0.6,
    ],
    [
      'launched 47 minutes before the run, taken at 0:12 and replaced: still free, for that is within its first hour',
      onInstances({ cluster: SPOT, more: presentFor(47) }),
      0.54,
    ],
    ['launched 49 minutes before the run, it is charged: 120 minutes at 0.30', onInstances({ cluster: SPOT, more: presentFor(49) }), 0.6],
    [
      'three instances, two of them reserved at 2.00: 2 x 2 x 2.00 and 7.20',
      onInstances({
        cluster: FIXED.replace('1 }', '3 }'),
        more: 'billing: { reservedInstances: [{ instanceType: x.one, count: 2, usdPerHour: 2 }] }',
      }),
      15.2,
    ],
    [
      'a Savings Plan of 1.35 an hour at 25 % off: it pays for 1.80 of the 3.60, and 1.80 are left: 2 x 3.15',
      onInstances({ more: 'billing: { savingsPlan: { usdPerHour: 1.35, percentOff: { x.one: 25 } } }' }),
      6.3,
    ],
    [
      'a volume of 73 GiB at 0.10 a month of 730 hours: 0.01 an hour',
      onInstances({ more: 'prices: { rootVolume: { usdPerGibMonth: 0.1 } }\nbilling: { items: { rootVolume: { gib: 73 } } }' }),
      7.22,
    ],
    [
      'a volume of 3.60 an hour for 59 s, beside 59 s of its instance, whose minimum is one second: EBS bills 60 s',
      onInstances({ duration: '59s', more: DEAR_VOLUME(1) }),
      0.059 + 0.06,
    ],
    [
      'the same for two minutes, beside an instance whose minimum is an hour: 120 s',
      onInstances({ duration: '2m', more: DEAR_VOLUME(3600) }),
      3.6 + 0.12,
    ],
    ['an address at 0.005 an hour, which needs no price', onInstances({ more: 'billing: { items: { publicIpv4: {} } }' }), 7.21],
    [
      'two load balancers with three LCU for 61 minutes, two begun hours: 2 x (2 x 0.02 + 3 x 0.01), and 3,660 s',
      onInstances({
        duration: '61m',
        more: 'prices: { loadBalancers: { usdPerHour: 0.02, usdPerLcuHour: 0.01 } }\nbilling: { items: { loadBalancers: { count: 2, lcu: 3 } } }',
      }),
      3.8,
    ],
    [
      'five GB an hour between zones at 0.01, which both sides pay: 2 x 2 x 0.05',
      onInstances({ more: 'prices: { zoneTraffic: { usdPerGb: 0.01 } }\nbilling: { items: { zoneTraffic: { gbPerHour: 5 } } }' }),
      7.4,
    ],
    [
      'a stopped instance of a warm pool costs its volume alone: 7.20 and two volumes at 0.01 an hour',
      onInstances({
        cluster: group('warmPool: { minSize: 1 }').replace('maxSize: 2', 'maxSize: 2, desiredCapacity: 1'),
        more: 'prices: { rootVolume: { usdPerGibMonth: 0.1 } }\nbilling: { items: { rootVolume: { gib: 73 } } }',
      }),
      7.24,
    ],
    ['a task on Fargate of 1 vCPU and 2 GB: 2 x (0.04 + 2 x 0.004)', onFargate(), 0.096],
    ['59 s of it cost 60 s', onFargate({ duration: '59s' }), 0.0008],
    ['on FARGATE_SPOT at its own price: 2 x (0.01 + 2 x 0.001)', onFargate({ provider: 'FARGATE_SPOT' }), 0.024],
    [
      'on ARM: 2 x (0.03 + 2 x 0.003)',
      onFargate({ task: 'runtimePlatform: { cpuArchitecture: ARM64, operatingSystemFamily: LINUX }' }),
      0.072,
    ],
    ['on Windows with its licence: 2 x (0.05 + 0.046 + 2 x 0.005)', onFargate({ task: windows }), 0.212],
    ['59 s on Windows cost five minutes: 0.106 / 12', onFargate({ duration: '59s', task: windows }), 0.008833],
    [
      '100 GB of storage, of which 20 are included: 2 x 80 x 0.0001 more',
      onFargate({ task: 'ephemeralStorage: { sizeInGiB: 100 }' }),
      0.112,
    ],
    [
      'a Savings Plan of 0.012 an hour at half price pays for 0.024 of its 0.048: 2 x (0.012 + 0.024)',
      onFargate({ more: 'billing: { savingsPlan: { usdPerHour: 0.012, percentOff: { FARGATE: 50 } } }' }),
      0.072,
    ],
  ])('%s', (_, text, usd) => {
    expect(billOfText(text).headline.cost_usd).toBe(usd);
  });

  it.each([
    ['Stopped', 1, 2],
    ['Hibernated', 1, 2],
    ['Running', 2, 4],
  ])('has the most instances that run at one time, with one %s in the warm pool: %i, for %i instance-hours', (state, peak, hours) => {
    const cluster = group(`warmPool: { minSize: 1, poolState: ${state} }`).replace('maxSize: 2', 'maxSize: 2, desiredCapacity: 1');
    const { headline, providers } = billOfText(onInstances({ cluster }));
    expect(headline).toMatchObject({ peak_instances: peak, instance_hours: hours });
    expect(providers[0]).toMatchObject({ peak_instances: peak });
  });

  it('follows the prices of Spot in a CSV file: 1 USD an hour, from 1,800 s 2 USD: 3.50', () => {
    const text = onInstances({ cluster: SPOT, more: 'spot: { pools: [{ prices: { file: spot.csv }, interruptionProbability: 0 }] }' });
    const { headline, spotPools } = billOfText(text, { 'spot.csv': 'time_s,usd_per_hour\n0,1\n1800,2\n' });
    expect(headline).toMatchObject({ cost_usd: 3.5, spot_savings_usd: 3.7 });
    expect(spotPools).toMatchObject([{ availability_zone: 'us-east-1a', instance_hours: 2, mean_usd_per_hour: 1.75 }]);
  });
});
