import { duration, flag, list, nonEmpty, period, real, shape } from '../fields.js';

const dependency = shape('A dependency, such as dynamodb or s3.', () => ({
  name: nonEmpty('Its name, by which faults of type dependencyDown find it.', 255),
  share: real(0, 1, 'Share of the requests or messages that call it.').default(1),
  errorTime: period('Time of a request that it makes fail. Default: task.serviceTime of its load.').optional(),
  startup: flag('Whether a task cannot reach RUNNING without it.').default(false),
  startupTimeout: duration('With startup: how long a task tries before it exits.').default('30s'),
  healthCheck: flag('Whether health checks of its tasks ask it.').default(false),
  dns: flag('Whether it is down while DNS is down (dnsDown).').default(true),
}));

export const dependencies = list(
  dependency,
  [0, 100],
  'What its tasks call beside ECS, one after the other. It has an effect only while a fault has a dependency down.',
).optional();
