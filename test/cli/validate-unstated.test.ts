import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { validation } from '../../src/studies/validate/command.js';

const folder = mkdtempSync(join(tmpdir(), 'drydock-unstated-'));
const TITLE = 'Not stated, though the answer may hang on it';

const BARE = `
name: bare
duration: 1h
cluster: { capacityProviders: [{ name: workers, autoScalingGroup: { instanceTypes: [m5.large], minSize: 1, maxSize: 1 } }], defaultCapacityProviderStrategy: [{ capacityProvider: workers, weight: 1 }] }
taskDefinitions: [{ family: web, containerDefinitions: [{ name: web, image: shop, cpu: 128, memory: 128 }] }]
services:
  - { serviceName: web, taskDefinition: web, desiredCount: 1 }
  - { serviceName: agent, taskDefinition: web, schedulingStrategy: DAEMON }
`;

function factsOf(text: string): string[] {
  const file = join(folder, 'scenario.yaml');
  writeFileSync(file, text);
  const lines = validation({ files: [file] }).text.split('\n');
  const from = lines.indexOf(TITLE);
  return from < 0 ? [] : lines.slice(from + 1, lines.indexOf('', from));
}

it('validate names facts that a scenario leaves out, with the images and services that lack them', () => {
  expect(factsOf(BARE)).toEqual([
    'images[].sizeMib of shop: a pull takes its usual time, whatever the image',
    'services[].load of web: no figure says whether the tasks are enough for their requests',
    'faults: none, so the run shows no bad day',
  ]);
});

it('validate names none that is stated', () => {
  const load = 'load: { arrivals: { type: constant, rate: 1/s }, task: { concurrency: 10, serviceTime: 100ms } }';
  const stated = `${BARE.replace('desiredCount: 1', `desiredCount: 1, ${load}`)}images: [{ image: shop, sizeMib: 200 }]
faults: [{ at: 10m, type: instanceFailure, share: 1 }]
`;
  expect(factsOf(stated)).toEqual([]);
  // A measured time of pulls stands for the sizes.
  expect(factsOf(`${BARE}timings: { imagePull: 7s }\n`)[0]).toMatch(/^services/);
});

it('validate names images of Fargate where only the pulls of instances are stated', () => {
  const text = `${BARE}  - { serviceName: edge, taskDefinition: edge, launchType: FARGATE, desiredCount: 1 }
timings: { imagePull: 7s }
`
    .replace('capacityProviders: [{', 'capacityProviders: [FARGATE, {')
    .replace(
      'taskDefinitions: [',
      'taskDefinitions: [{ family: edge, networkMode: awsvpc, cpu: "256", memory: "512", containerDefinitions: [{ name: e, image: front }] }, ',
    );
  expect(factsOf(text)[0]).toBe('images[].sizeMib of front: a pull takes its usual time, whatever the image');
});
