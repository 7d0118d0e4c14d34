import { expect, it } from 'vitest';
import { predict } from './predict.js';

// Source: elasticscale.com, "Reduce AWS Fargate pull times with SOCI": ten starts of one image within 9 s of each other (V.18). Amazon ECS Developer
// Guide, "Linux containers on Fargate container image pull behavior": the number of vCPUs changes the time to decompress an image.

const starts = (cpu: number, images = 'images: [{ image: w, sizeMib: 380 }]', start = '{ containers: 0s }') =>
  predict(`
name: known-images
duration: 10m
cluster: { availabilityZones: [us-east-1a], capacityProviders: [FARGATE], defaultCapacityProviderStrategy: [{ capacityProvider: FARGATE, weight: 1 }] }
taskDefinitions: [{ family: w, networkMode: awsvpc, cpu: "${cpu}", memory: "${Math.max(2048, 2 * cpu)}", containerDefinitions: [{ name: w, image: w }] }]
workloads: [{ name: w, taskDefinition: w, arrivals: { type: schedule, at: [1m] }, count: 10, runTime: 1m }]
quotas: { fargateVcpus: none }
fargate: { start: ${start} }
${images}`).tasks.map(({ requested, pending, running, cause }) => ({ machine: pending! - requested!, pull: running! - pending!, cause }));
const kinds = (times: number[]) => new Set(times.map((time) => time.toFixed(3)));

// 380 MiB take 380 / 27 = 14.074 s from the registry. Meanwhile 380 x 2.5 = 950 MiB are unpacked in 950 / 23.6 = 40.254 s by a quarter vCPU, in 950 / 47.2 = 20.127 s by
// half of one, in 950 / 94.4 = 10.064 s by one. The slower of both counts (containerd 8881: layers are fetched in parallel and unpacked one by one).
it('[V.18] ten starts on Fargate pull an image of a given size in the same time, while their machines differ', () => {
  const quarter = starts(256);
  expect(quarter).toHaveLength(10);
  expect(kinds(quarter.map(({ pull }) => pull))).toEqual(new Set(['40.254']));
  expect(kinds(quarter.map(({ machine }) => machine)).size).toBe(10);
});

it('[P.194] a task with twice the vCPUs unpacks its image in half of the time, and one with more waits for the download', () => {
  const pulls = [512, 1024, 2048].map((cpu) => kinds(starts(cpu).map(({ pull }) => pull)));
  expect(pulls).toEqual([new Set(['20.127']), new Set(['14.074']), new Set(['14.074'])]);
});

it('[P.50] pulls of images without a size differ, whatever the vCPUs', () => {
  const pulls = starts(256, '').map(({ pull }) => pull);
  expect(kinds(pulls).size).toBe(10);
  expect(starts(1024, '').map(({ pull }) => pull)).toEqual(pulls);
});

// By default 13 s of 24.958 s pass before the pull, of an image of unknown size: 14.585 s of 28 s.
it('[V.8] a start of a known length takes it whatever the image and the vCPUs', () => {
  const whole = starts(256, undefined, '{ whole: 28s }');
  expect(kinds(whole.map(({ machine }) => machine))).toEqual(new Set(['14.585']));
  expect(kinds(whole.map(({ machine, pull }) => machine + pull))).toEqual(new Set(['28.000']));
  expect(starts(1024, '', '{ whole: 28s }')).toEqual(whole);
});

it('[V.6] a start between two bounds differs from task to task', () => {
  const lengths = starts(256, undefined, '{ whole: { uniform: { min: 25s, max: 40s } } }').map(({ machine, pull }) => machine + pull);
  expect(kinds(lengths).size).toBe(10);
  expect(Math.min(...lengths)).toBeGreaterThanOrEqual(25);
  expect(Math.max(...lengths)).toBeLessThanOrEqual(40);
});

// Source: a workshop on start times of Bottlerocket: 8,917 MiB in 96 s on a volume of 1,000 MiB/s (P.184); k-k1/agent-fleet, log 64: 918 MiB in 32 s (P.198).
// An image of 485 MiB is 485 x (1 written + 1 read + 2.5 unpacked) = 2,182.5 MiB of the volume: 17.46 s at 125 MiB/s, 8.73 s at 250, and at 1,000 less than the
// 485 / 97 = 5 s of the unpacking. Unpacked to twice its size it is 1,940 MiB: 15.52 s. A stated rate counts.
it('[P.184] pulls on an instance in proportion to the throughput of its volume, until the unpacking limits them', () => {
  const pullOf = (cache: string) => {
    const { tasks } = predict(`
name: volume-throughput
duration: 10m
cluster: { availabilityZones: [us-east-1a], containerInstances: [{ instanceType: m5.4xlarge, count: 1 }] }
taskDefinitions: [{ family: w, containerDefinitions: [{ name: w, image: w, cpu: 256, memory: 256 }] }]
workloads: [{ name: w, taskDefinition: w, launchType: EC2, arrivals: { type: schedule, at: [1m] }, count: 1, runTime: 1m }]
images: [{ image: w, sizeMib: 485 }]
timings: { containerStart: 0s }
imageCache: { p95OverMedian: 1${cache} }`);
    return tasks[0]!.running! - tasks[0]!.pending!;
  };
  const rates = [
    '',
    ', volumeThroughput: 250',
    ', unpackFactor: 2',
    ', volumeThroughput: 1000',
    ', volumeThroughput: 1000, pullMibPerSecond: 10',
  ];
  expect(rates.map(pullOf)).toEqual([17.46, 8.73, 15.52, 5, 48.5].map((seconds) => expect.closeTo(seconds, 6)));
});

// 20 GiB are 20,480 MiB. 5,000 compressed take 17,500 with the default of 2.5 unpacked ones to each, and 30,000 with 5.
it('[T.STOR-2] a start of a known length fails where the storage does not hold the unpacked images', () => {
  const causes = (start: string) => new Set(starts(256, 'images: [{ image: w, sizeMib: 5000 }]', start).map(({ cause }) => cause));
  expect(causes('{ whole: 28s }')).toEqual(new Set(['runEnded']));
  expect(causes('{ whole: 28s, unpackFactor: 5 }')).toEqual(new Set(['cannotPull']));
});
