import { describe, expect, it } from 'vitest';
import { checkScenario } from '../../src/engine.js';
import { billOfText } from '../report/bill.js';
import { predict } from './predict.js';

const GB_MONTH = 0.08;
const SECONDS_OF_30_DAYS = 2_592_000;

/** Two tasks with a volume of 100 GiB each, and what UpdateService changes at 600 s. */
const scenario = (deployment: string) => `
name: volumes-by-revision
duration: 20m
serviceScheduler: { reaction: 0s }
timings: { imagePull: 0s, containerStart: 1s, containerStop: 2s, volumeAttach: 10s, volumeDetach: 5s }
cluster:
  availabilityZones: [us-east-1a]
  containerInstances: [{ instanceType: m5.xlarge, count: 1 }]
taskDefinitions:
  - family: data
    networkMode: bridge
    volumes: [{ name: data, configuredAtLaunch: true }]
    containerDefinitions: [{ name: c, image: x, cpu: 16, memory: 64 }]
  - { family: plain, networkMode: bridge, containerDefinitions: [{ name: c, image: x, cpu: 16, memory: 64 }] }
services:
  - serviceName: w
    taskDefinition: data
    desiredCount: 2
    launchType: EC2
    volumeConfigurations: [{ name: data, managedEBSVolume: { sizeInGiB: 100 } }]
    deployments: [{ at: 600s, ${deployment} }]
`;

const volume = (sizeInGiB: number) => `volumeConfigurations: [{ name: data, managedEBSVolume: { sizeInGiB: ${sizeInGiB} } }]`;

const mistakes = (deployment: string) =>
  (checkScenario(scenario(deployment), { file: 'scenario.yaml', read: () => undefined }).errors ?? []).map(
    ({ path, message }) => `${path} ${message}`,
  );

/** Seconds of each of the new tasks, and the bill of the volumes. */
function outcome(deployment: string, savedAt?: number) {
  const { tasks } = predict(scenario(deployment), savedAt === undefined ? {} : { savedAt });
  const { owners, files } = billOfText(scenario(deployment));
  return {
    old: tasks.filter(({ requested }) => requested === 0).map(({ running, stopping, stopped }) => [running, stopping, stopped]),
    fresh: tasks.filter(({ requested }) => requested === 600).map(({ running, stopped }) => [running, stopped]),
    usd: owners[0]!.volumes_usd,
    rows: files['service-costs.csv'].filter(({ kind }) => kind === 'volumes').length,
  };
}

/** Source: page service_definition_parameters, volumeConfigurations: "When this parameter is changed, it starts a deployment". */
describe('another EBS volume of a service', () => {
  it('[N.EBS-1, N.EBS-2] starts a deployment whose tasks have the new volume, and each volume has its price', () => {
    // New tasks run at 600 + 10 + 1 and count as healthy 40 s later, at 651: the old ones begin to stop then and gone at 653, their volumes at 658.
    // 2 x 658 s of 100 GiB and 2 x 600 s of 200 GiB.
    const usd = ((2 * 658 * 100 + 2 * 600 * 200) * GB_MONTH) / SECONDS_OF_30_DAYS;
    const found = outcome(volume(200));
    expect(found).toMatchObject({ old: [[11, 651, 653], [11, 651, 653]], fresh: [[611, undefined], [611, undefined]] }); // biome-ignore format: pairs
    expect(found.usd).toBeCloseTo(usd, 6);
    expect(found.rows).toBe(1);
    expect(outcome(volume(200), 700)).toEqual(found);
  });

  it('[N.EBS-1] removes the volume with an empty list', () => {
    // Without an attachment new tasks run at 601, and the old ones begin to stop at 641.
    const found = outcome('taskDefinition: plain, volumeConfigurations: []');
    expect(found).toMatchObject({ old: [[11, 641, 643], [11, 641, 643]], fresh: [[601, undefined], [601, undefined]] }); // biome-ignore format: pairs
    expect(found.usd).toBeCloseTo((2 * 648 * 100 * GB_MONTH) / SECONDS_OF_30_DAYS, 6);
  });

  it('[N.EBS-2] stays as it was in a deployment that does not name it', () => {
    // 2 x 658 s of old and 2 x 600 s of new volumes, all of 100 GiB.
    expect(outcome('taskDefinition: data').usd).toBeCloseTo(((2 * 658 + 2 * 600) * 100 * GB_MONTH) / SECONDS_OF_30_DAYS, 6);
  });

  it('[C.VOL-01, N.EBS-1] is checked as that of the service, with the definition of the deployment', () => {
    expect(mistakes(volume(200))).toEqual([]);
    expect(mistakes(volume(0))).toEqual([
      'services.w.deployments.0.volumeConfigurations.data.managedEBSVolume.sizeInGiB 0 is no size of gp3: 1 to 16384 GiB',
    ]);
    expect(mistakes('taskDefinition: plain')).toEqual([
      'services.w.deployments.0.volumeConfigurations is missing: plain has no volume "data" with configuredAtLaunch, which the service had; [] gives its tasks none',
    ]);
    expect(mistakes('volumeConfigurations: []')).toEqual([
      'services.w.deployments.0.volumeConfigurations is missing: the volume "data" of data is configuredAtLaunch',
    ]);
  });
});
