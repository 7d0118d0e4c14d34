import { join } from 'node:path';
import { expect, it } from 'vitest';
import { validation } from '../../src/studies/validate/command.js';

const linesOf = (file: string) => validation({ files: [join(import.meta.dirname, '../../scenarios', file)] }).text.split('\n');

it('validate names settings of Fargate and of target groups that are not the defaults', () => {
  const lines = linesOf('measured/hung-task.yaml');
  const from = lines.indexOf('Settings that are not the defaults');
  const printed = lines.slice(from + 1);
  for (const line of ['fargate.start.machine: 24s (default: 13s)', 'targetGroups.api.healthCheckIntervalSeconds: 5 (default: 30)'])
    expect(printed).toContain(line);
  // The file leaves them out.
  expect(printed.join()).not.toMatch(/unhealthyThresholdCount|allUnhealthy|imageCache/);
});

it('validate names settings of the image cache, and no rate that follows from them', () => {
  const printed = linesOf('measured/bottlerocket-node.yaml').join('\n');
  expect(printed).toContain('\nimageCache.volumeThroughput: 1000 (default: 125)');
  expect(printed).not.toContain('pullMibPerSecond');
});

it('validate names single quotas of a dated account, and no default that the group needs', () => {
  const printed = linesOf('measured/group-target-tracking.yaml').join('\n');
  expect(printed).not.toContain('highDatapoints');
  const dated = linesOf('measured/one-by-one-2015.yaml').join('\n');
  expect(dated).toContain('\nquotas.fargateLaunchBurst: 10 (default: not set)');
  expect(dated).not.toContain('targetGroups: 5');
});
