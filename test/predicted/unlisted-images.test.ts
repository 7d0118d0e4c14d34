import { expect, it } from 'vitest';
import { predict } from './predict.js';

// Source: records of tasks in public documentation and code (V.16, P.50).

const start = (containers: string, images = '') => {
  const text = `
name: unlisted-images
duration: 10m
cluster: { availabilityZones: [us-east-1a], capacityProviders: [FARGATE], defaultCapacityProviderStrategy: [{ capacityProvider: FARGATE, weight: 1 }] }
taskDefinitions: [{ family: w, networkMode: awsvpc, cpu: "256", memory: "512", containerDefinitions: [${containers}] }]
workloads: [{ name: w, taskDefinition: w, arrivals: { type: schedule, at: [1m] }, count: 1, runTime: 1m }]
fargate: { start: { p95OverMedian: 1 } }
${images}`;
  const [task] = predict(text).tasks;
  return task!.running! - task!.pending!;
};
const both = '{ name: a, image: a }, { name: b, image: b, essential: false }';

// 94 MiB are unpacked in 94 × 2.5 / 23.6 = 9.958 s, 95 MiB in 10.0636 s, and the containers take 2 s.
it('[P.50] images of a task on Fargate without a size are pulled in ten seconds together, and those with one add theirs', () => {
  expect(start('{ name: a, image: a }')).toBeCloseTo(11.958, 3);
  expect(start(both)).toBeCloseTo(11.958, 3);
  expect(start(both, 'images: [{ image: b, sizeMib: 95 }]')).toBeCloseTo(22.021, 3);
  expect(start(both, 'images: [{ image: a, sizeMib: 95 }, { image: b, sizeMib: 95 }]')).toBeCloseTo(22.127, 3);
});
