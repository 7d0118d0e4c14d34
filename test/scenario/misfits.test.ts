import { expect, it } from 'vitest';
import { changed, said } from './scenarios.js';

it('task definitions that a group cannot run for the same reason are named in one warning', () => {
  const big = '{ family: big, containerDefinitions: [{ name: a, image: a, cpu: 4096, memory: 512 }] }';
  const text = changed(
    ['instanceTypes: [m5.large]', 'instanceTypes: [m5.large, m5.2xlarge]'],
    ['cpu: 256, memory: 512 }] }\n  - { family: pods', `cpu: 4096, memory: 512 }] }\n  - ${big}\n  - { family: pods`],
    [
      'taskDefinition: pods\n    launchType: EC2',
      'taskDefinition: big\n    capacityProviderStrategy: [{ capacityProvider: workers, weight: 1 }]',
    ],
  );
  expect(said(text)).toEqual([
    'services.web.taskDefinition: workers never scales out for web, big, which do not fit every type of its group: m5.large has 2048 CPU units, not 4096',
  ]);
});
