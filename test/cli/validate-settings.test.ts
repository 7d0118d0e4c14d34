import { join } from 'node:path';
import { expect, it } from 'vitest';
import { validation } from '../../src/studies/validate/command.js';

const lines = validation({ files: [join(import.meta.dirname, '../../scenarios/measured/hung-task.yaml')] }).text.split('\n');

it('validate names settings of Fargate and of target groups that are not the defaults', () => {
  const from = lines.indexOf('Settings that are not the defaults');
  const printed = lines.slice(from + 1);
  for (const line of ['fargate.start.machine: 24s (default: 13s)', 'targetGroups.api.healthCheckIntervalSeconds: 5 (default: 30)'])
    expect(printed).toContain(line);
  // The file leaves them out.
  expect(printed.join()).not.toMatch(/unhealthyThresholdCount|allUnhealthy|imageCache/);
});
