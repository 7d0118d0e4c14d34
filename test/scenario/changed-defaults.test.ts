import { expect, it } from 'vitest';
import { CHANGED_DEFAULTS } from '../../src/scenario/changed-defaults.js';
import { loadScenario } from '../../src/scenario/load-scenario.js';

const SPOT = ', mixedInstancesPolicy: { instancesDistribution: { onDemandPercentageAboveBaseCapacity: 0 } }';
const text = (more = '', group = '') => `
name: group
duration: 1h
cluster:
  availabilityZones: [us-east-1a]
  capacityProviders:
    - { name: web, autoScalingGroup: { instanceTypes: [m5.large], minSize: 1, maxSize: 4${group} } }
taskDefinitions: [{ family: app, containerDefinitions: [{ name: app, image: app, cpu: 256, memory: 256 }] }]
services: [{ serviceName: app, taskDefinition: app, desiredCount: 1, capacityProviderStrategy: [{ capacityProvider: web, weight: 1 }] }]
${more}`;

const touching = (file: string) => {
  const found = loadScenario(file, { file: 'group.yaml', read: () => undefined });
  if (found.errors !== undefined) throw new Error(found.errors.map(({ message }) => message).join('; '));
  return CHANGED_DEFAULTS.flatMap(({ setting, touches }) =>
    /^groups\.(launchRetry|healthCheckInterval)$/.test(setting) && touches(found.scenario) ? [setting] : [],
  );
};

it('[A.ASG-13] retries of launches matter where capacity may be lacking', () => {
  expect(touching(text())).toEqual([]);
  expect(touching(text('onDemand: { pools: [{ capacity: 2 }] }'))).toEqual(['groups.launchRetry']);
});

// A group sees the end of an interrupted instance at once.
it('[P.159, P.92] health checks of a group matter where a fault may hit its instances', () => {
  expect(touching(text('', SPOT))).toEqual(['groups.launchRetry']);
  expect(touching(text('faults: [{ at: 10m, type: terminate, count: 1 }]'))).toEqual(['groups.healthCheckInterval', 'groups.launchRetry']);
});

it('[V.8] the parts of a start on Fargate do not matter where the whole start is given', () => {
  const onFargate = (more: string) => {
    const file = text(more).replace(/capacityProviders:[\s\S]*?\n(?=task)/, 'capacityProviders: [FARGATE]\n');
    const found = loadScenario(
      file
        .replace('capacityProvider: web', 'capacityProvider: FARGATE')
        .replace('family: app,', 'family: app, networkMode: awsvpc, cpu: "256", memory: "512",'),
      { file: 'group.yaml', read: () => undefined },
    );
    if (found.errors !== undefined) throw new Error(found.errors.map(({ message }) => message).join('; '));
    return CHANGED_DEFAULTS.flatMap(({ setting, touches }) =>
      setting.startsWith('fargate.start.') && touches(found.scenario) ? [setting] : [],
    );
  };
  expect(onFargate('fargate: { start: { machine: 28s } }')).toHaveLength(6);
  expect(onFargate('fargate: { start: { whole: 28s } }')).toEqual([]);
});

it.each([
  ['al2', '{ lognormal: { median: 40s, p95: 60s } }'],
  ['al2023', '{ lognormal: { median: 28s, p95: 42s } }'],
  ['bottlerocket', '{ lognormal: { median: 26s, p95: 39s } }'],
] as const)('[P.183, P.197] the boot with %s has its own default', (ami, now) => {
  const found = loadScenario(text().replace('cluster:', `cluster:\n  ami: ${ami}`), { file: 'group.yaml', read: () => undefined });
  if (found.errors !== undefined) throw new Error(found.errors.map(({ message }) => message).join('; '));
  const touching = CHANGED_DEFAULTS.filter(({ setting, touches }) => setting === 'timings.instanceBoot' && touches(found.scenario));
  expect(touching.map((changed) => changed.now)).toEqual([now]);
});
