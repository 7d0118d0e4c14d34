import { expect, it } from 'vitest';
import { copiesOnOneInstance, fargateSample, mistakes, read, sample } from '../scenario/task-definition/sample.js';

const gpu = (value: string) => ({ resourceRequirements: [{ type: 'GPU', value }] });
/** GPUs that are free, in thousandths. */
const free = (count: number) => Array.from({ length: count }, () => 1000);

it('[T.GPU-1, C.GPU-01] GPUs are whole devices, and a task needs the sum over its containers on one instance', () => {
  const definition = read(sample({}, gpu('2'), { name: 'b', ...gpu('1') }));
  expect(definition.gpus).toBe(3); // 2 + 1
  expect(definition.containers.map((container) => container.gpus)).toEqual([2, 1]);
  expect(copiesOnOneInstance(definition, { gpus: free(2) })).toBe(0);
  expect(copiesOnOneInstance(definition, { gpus: free(3) })).toBe(1);
  expect(copiesOnOneInstance(definition, { gpus: free(5) })).toBe(1); // 5 - 3 = 2 are left, and nothing is shared
  expect(copiesOnOneInstance(definition, { gpus: [...free(2), 999, 999] })).toBe(0); // One that is in use a little is no whole device
  for (const value of ['0.5', '0', '-1', 'one']) {
    expect(mistakes(sample({}, gpu(value)))).toEqual([
      `containerDefinitions.0.resourceRequirements.0.value: value is "${value}"; GPUs are asked for in whole numbers such as "1"`,
    ]);
  }
});

it('[T.GPU-2, C.GPU-03] GPUs are on Linux instances, EC2 or external, and neither on Fargate nor on Windows', () => {
  const windows = { runtimePlatform: { operatingSystemFamily: 'WINDOWS_SERVER_2022_CORE' } };
  expect(read(sample({}, gpu('1'))).launchTypes).toEqual(['EC2', 'EXTERNAL']);
  expect(mistakes(fargateSample({}, gpu('1')))).toEqual([
    'containerDefinitions.0.resourceRequirements: a GPU is refused on Fargate; leave it out, or run the task on EC2',
  ]);
  expect(mistakes(sample(windows, gpu('1')))).toEqual([
    'containerDefinitions.0.resourceRequirements: container app asks for a GPU, which Windows instances cannot give; GPUs need Linux instances (EC2 or EXTERNAL)',
  ]);
  expect(mistakes(sample(windows))).toEqual([]);
});

it('[C.GPU-02] a task without a GPU may run on an instance with GPUs', () => {
  expect(copiesOnOneInstance(read(sample({}, { cpu: 1024, memory: 64 })), { cpu: 4096, gpus: free(1) })).toBe(4);
  expect(copiesOnOneInstance(read(sample({}, { cpu: 1024, memory: 64, ...gpu('1') })), { cpu: 4096, gpus: free(1) })).toBe(1);
});
