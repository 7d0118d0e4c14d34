import { expect, it } from 'vitest';
import { understandTaskDefinition } from '../../../src/scenario/task-definition/understand.js';
import { fargateSample, read, sample } from './sample.js';

it('explains the reservation, the ports and the possible instances', () => {
  const web = {
    memory: 300,
    memoryReservation: 128,
    portMappings: [{ containerPort: 80, hostPort: 8080 }, { containerPort: 81 }],
    stopTimeout: 45,
  };
  const gpu = { name: 'gpu', resourceRequirements: [{ type: 'GPU', value: '2' }], linuxParameters: { sharedMemorySize: 64 } };
  const placementConstraints = [{ type: 'memberOf', expression: 'attribute:ecs.instance-type == g5.xlarge' }];
  expect(understandTaskDefinition(read(sample({ placementConstraints }, web, gpu)))).toEqual([
    'web:1, 2 containers, LINUX on any architecture',
    'reserves 256 CPU units, 448 MiB, 2 GPU on an instance', // 128 + 128; 128 + 256 + 64
    '256 CPU units: 128 (app) + 128 (gpu), the sum over the containers',
    '448 MiB: 128 (app) + 320 (gpu), the sum over the containers',
    'container app: memoryReservation 128 wins over memory 300',
    'container gpu: 64 MiB of tmpfs and shared memory are reserved as well',
    'networkMode bridge: no network interface of its own',
    'holds tcp port 8080 of its instance (container app): one such task per instance',
    'host ports picked when it starts: 1',
    'can run on EC2',
    'cannot run on FARGATE:',
    '  cpu is missing at task level; give cpu: Fargate makes a machine of that size',
    '  memory is missing at task level; give memory: Fargate makes a machine of that size',
    '  networkMode is not given: a task on Fargate has a network interface of its own; write awsvpc',
    '  placementConstraints is refused on Fargate; leave it out, or run the task on EC2',
    '  linuxParameters.sharedMemorySize is refused on Fargate; leave it out, or run the task on EC2',
    '  a GPU is refused on Fargate; leave it out, or run the task on EC2',
    'can run on EXTERNAL',
    'has no Fargate size',
    'is killed 45 s after SIGTERM',
    'only on instances with attribute:ecs.instance-type == g5.xlarge',
  ]);
});

it('names the Fargate size and the platform that it needs', () => {
  expect(understandTaskDefinition(read(fargateSample({ cpu: '8 vCPU', memory: '16GB' })))).toEqual([
    'web:1, 1 container, LINUX on any architecture, x86_64 if on Fargate',
    'reserves 8192 CPU units, 16384 MiB on an instance',
    '8192 CPU units: the size at task level',
    '16384 MiB: the size at task level',
    'networkMode awsvpc: 1 network interface of its own',
    'can run on EC2',
    'can run on FARGATE',
    'cannot run on EXTERNAL:',
    '  networkMode is awsvpc; on EXTERNAL Linux instances it is bridge, host, none',
    'Fargate size 8 vCPU, 16384 MiB, platform 1.4.0 or later',
    'is killed 30 s after SIGTERM',
    'needs the attributes ecs.capability.task-eni',
  ]);
});
