import { describe, expect, it } from 'vitest';
import { checkScenario } from '../../src/engine.js';
import { billOfText } from '../report/bill.js';
import { predict } from './predict.js';

interface Parts {
  readonly duration?: string;
  readonly instances?: number;
  readonly count?: number;
  readonly volume?: string;
  readonly root?: string;
  readonly work?: string;
}

const service = ({ count = 1, volume = 'sizeInGiB: 500' }: Parts) => `
services:
  - serviceName: w
    taskDefinition: w
    desiredCount: ${count}
    launchType: EC2
    volumeConfigurations: [{ name: data, managedEBSVolume: { roleArn: "arn:aws:iam::1:role/x", volumeType: gp3, ${volume} } }]
`;

/** Standalone tasks that begin at 10 s; RUNNING at 21 s. */
const workload = (runTime: string, volume: string) => `
workloads:
  - name: job
    taskDefinition: w
    launchType: EC2
    arrivals: { type: schedule, at: [10s] }
    runTime: ${runTime}
    volumeConfigurations: [{ name: data, managedEBSVolume: { ${volume} } }]
`;

/** An instance type without a price, so that the bill is that of the volumes; pulls take no time, starts and stops a second. */
const scenario = (parts: Parts) => `
name: volume-costs
duration: ${parts.duration ?? '30m'}
timings: { imagePull: 0s, containerStart: 1s, containerStop: 1s, volumeAttach: 10s, volumeDetach: 5s }
serviceScheduler: { reaction: 0s }
instanceTypes: [{ name: box, cpuUnits: 65536, memoryMib: 65536, usdPerHour: 0, volumeSlots: 20 }]
${parts.root ?? ''}
cluster:
  availabilityZones: [us-east-1a]
  containerInstances: [{ instanceType: box, count: ${parts.instances ?? 1} }]
taskDefinitions:
  - family: w
    networkMode: bridge
    volumes: [{ name: data, configuredAtLaunch: true }]
    containerDefinitions: [{ name: c, image: x, cpu: 256, memory: 512 }]
${parts.work ?? service(parts)}
`;

const itemsOf = (parts: Parts) => billOfText(scenario(parts)).items;

/** Source: the EBS pricing page, with the worked example of the vector; that all tables add up is checked for every bill. */
describe('the bill of EBS volumes of tasks', () => {
  it('[N.EBS-6, N.T-EBS-b] has their GiB and the IOPS beyond 3,000 by the second, at the prices given', () => {
    // 2,000 GB x 0.09394 x 43,200 s / (86,400 x 30) = 3.1313.
    const root = 'prices: { ebs: { gp3: { usdPerGibMonth: 0.09394, usdPerIopsMonth: 0.00592 } } }';
    const half = { duration: '12h', root };
    expect(itemsOf({ ...half, volume: 'sizeInGiB: 2000' })).toEqual([
      { item: 'taskVolumes', cost_usd: 3.131333, amount: 0.016667, unit: 'volume-months' },
    ]);
    expect(itemsOf({ ...half, volume: 'sizeInGiB: 2000, iops: 3000, throughput: 125' })[0]!.cost_usd).toBe(3.131333);
    // 7,000 IOPS x 0.00592 / 60 = 0.6907 on top.
    expect(itemsOf({ ...half, volume: 'sizeInGiB: 2000, iops: 10000' })[0]!.cost_usd).toBeCloseTo(3.131333 + 0.690667, 5);
    // 875 MiB a second beyond 125 at 0.04, the price of us-east-1: 35 a month, 0.583333 for half a day.
    expect(itemsOf({ ...half, volume: 'sizeInGiB: 2000, throughput: 1000' })[0]!.cost_usd).toBeCloseTo(3.131333 + 0.583333, 5);
  });

  it('[N.EBS-6, N.T-EBS-c] is 1,600 USD for 40 volumes of 500 GB in 30 days, and a minute at least for each', () => {
    const bill = billOfText(scenario({ duration: '30d', instances: 2, count: 40 }));
    expect(bill.headline).toMatchObject({ cost_usd: 1600, cost_items_usd: 1600 });
    expect(bill.owners).toMatchObject([{ name: 'w', cost_usd: 0, volumes_usd: 1600 }]);
    // Placed at 10 s, begins to stop before its container has started: the volume exists for less than a minute and is billed for one.
    // 10,000 GB x 0.08 x 60 s / (86,400 x 30) = 0.018519.
    const short = scenario({ work: workload('5s', 'sizeInGiB: 10000') });
    const [task] = predict(short).tasks;
    expect(task).toMatchObject({ placed: 10, running: 21, stopped: 26 });
    expect(billOfText(short).items).toEqual([{ item: 'taskVolumes', cost_usd: 0.018519, amount: 0.000023, unit: 'volume-months' }]);
  });

  it('[N.EBS-2, N.EBS-6, N.T-EBS-e] ends when the volume is deleted, 5 s after its task, or with the run', () => {
    // Placed at 10 s, RUNNING at 21 s, over at 621 s: 611 + 5 = 616 s of 9,000 GB x 0.08 / 2,592,000 s.
    const usd = (seconds: number) => Math.round((9_000 * 0.08 * seconds * 1e6) / 2_592_000) / 1e6;
    expect(itemsOf({ work: workload('10m', 'sizeInGiB: 9000') })[0]!.cost_usd).toBe(usd(616));
    // The run ends 2 s after the task, before its volume is detached: 613 s.
    expect(itemsOf({ duration: '623s', work: workload('10m', 'sizeInGiB: 9000') })[0]!.cost_usd).toBe(usd(613));
    // The run ends at 1,800 s.
    const kept = 'sizeInGiB: 9000, terminationPolicy: { deleteOnTermination: false }';
    expect(itemsOf({ work: workload('10m', kept) })[0]!.cost_usd).toBe(usd(1_790));
    expect(itemsOf({ work: workload('1h', 'sizeInGiB: 9000') })[0]!.cost_usd).toBe(usd(1_790));
    // A service deletes its volumes, whatever the policy of a standalone task: a scale-in at 600 s stops one, containers end at 601 s.
    const down = service({ count: 1, volume: 'sizeInGiB: 9000' }).replace(
      'launchType: EC2',
      'launchType: EC2\n    desiredCountSchedule: { entries: [{ at: 10m, desiredCount: 0 }] }',
    );
    expect(itemsOf({ work: down })[0]!.cost_usd).toBe(usd(606));
  });

  it('[N.EBS-6] has a line for each service and workload, by hour', () => {
    const hours = { duration: '2h', work: service({ volume: 'sizeInGiB: 720' }) + workload('forever', 'sizeInGiB: 7200, volumeType: st1') };
    const { owners, files } = billOfText(scenario(hours));
    // 720 GB x 0.08 / 720 h = 0.08 an hour; 7,200 GB x 0.045 / 720 h = 0.45 an hour from 10 s on.
    expect(owners).toMatchObject([
      { name: 'w', volumes_usd: 0.16 },
      { name: 'job', volumes_usd: 0.89875 },
    ]);
    const rows = files['service-costs.csv'].map(({ hour_ms, kind, name, cost_usd }) => [Number(hour_ms), kind, name, Number(cost_usd)]);
    expect(rows).toEqual([
      [0, 'volumes', 'w', 0.08],
      [0, 'volumes', 'job', 0.44875],
      [3_600_000, 'volumes', 'w', 0.08],
      [3_600_000, 'volumes', 'job', 0.45],
    ]);
    expect(files['costs.csv'].map(({ item, cost_usd }) => [item, Number(cost_usd)])).toEqual([
      ['taskVolumes', 0.52875],
      ['taskVolumes', 0.53],
    ]);
  });

  it('[N.EBS-6] counts them on Fargate too, and from a checkpoint on', () => {
    const onFargate = `
name: fargate-volumes
duration: 1h
timings: { volumeAttach: 10s }
cluster: { availabilityZones: [us-east-1a], capacityProviders: [FARGATE] }
taskDefinitions:
  - { family: f, networkMode: awsvpc, requiresCompatibilities: [FARGATE], cpu: "256", memory: "512",
      volumes: [{ name: data, configuredAtLaunch: true }], containerDefinitions: [{ name: a, image: i }] }
services:
  - { serviceName: f, taskDefinition: f, desiredCount: 3, launchType: FARGATE, networkConfiguration: { awsvpcConfiguration: { subnets: [us-east-1a] } },
      volumeConfigurations: [{ name: data, managedEBSVolume: { sizeInGiB: 720 } }] }
`;
    expect(billOfText(onFargate).owners[0]!.volumes_usd).toBeCloseTo(0.24, 2);
    const kept = scenario({ work: workload('1m', 'sizeInGiB: 9000, terminationPolicy: { deleteOnTermination: false }') });
    expect(predict(kept, { savedAt: 900 }).figures).toEqual(predict(kept).figures);
  });

  it('refuses prices of types that there are not, and warns of a snapshot without a size', () => {
    const checked = (text: string) => {
      const { errors, warnings } = checkScenario(text, { file: 'scenario.yaml', read: () => undefined });
      return { errors: errors?.map(({ message }) => message), warnings: warnings.map(({ message }) => message) };
    };
    expect(checked(scenario({ root: 'prices: { ebs: { gp4: { usdPerGibMonth: 1 } } }' })).errors).toEqual([
      'is no volume type: gp2, gp3, io1, io2, st1, sc1, standard are',
    ]);
    expect(checked(scenario({ volume: 'snapshotId: snap-1' })).warnings).toContain(
      'has no sizeInGiB: the size of its snapshot is not known, and the bill leaves it out',
    );
  });

  it('starts forty tasks of the scenario that had them all on one instance after a second, at no cost', () => {
    const { tasks, figures } = predict(`
name: ebs-at-launch
seed: 1
duration: 30m
timings: { instanceBoot: 60s, eniAttach: 2s, imagePull: 0s, containerStart: 1s, containerStop: 1s, eniDetach: 2s, warmStart: 30s, trunkAttach: 0s }
cluster:
  availabilityZones: [us-east-1a]
  containerInstances: [{ instanceType: m5.4xlarge, count: 1 }]
taskDefinitions:
  - { family: w, networkMode: bridge, volumes: [{ name: data, configuredAtLaunch: true }], containerDefinitions: [{ name: c, image: x, cpu: 256, memory: 512, mountPoints: [{ sourceVolume: data, containerPath: /d }] }] }
services:
  - { serviceName: w, taskDefinition: w, desiredCount: 40, launchType: EC2, volumeConfigurations: [{ name: data, managedEBSVolume: { roleArn: "arn:aws:iam::1:role/x", sizeInGiB: 500, volumeType: gp3 } }] }
`);
    // 26 of them run, the others fail to start; the volumes of those that run cost 26 x 500 x 0.08 / 1,440 = 0.722222 in half an hour.
    const running = tasks.filter(({ running, stopped }) => running !== undefined && stopped === undefined);
    expect(running).toHaveLength(26);
    expect(Math.min(...running.map((task) => task.running! - task.placed!))).toBeGreaterThan(1);
    expect(tasks.some(({ cause }) => cause === 'notInitialized')).toBe(true);
    expect(figures.metrics.headline.cost_items_usd).toBeGreaterThan(0.722222);
  });
});
