import { describe, expect, it } from 'vitest';
import { checkScenario } from '../../src/engine.js';
import { imported } from '../import/imported.js';

// Source: API reference, ContainerDefinition: memory is in MiB and cpu in units of 1/1024 vCPU; the bound is Drydock's.

const scenario = (definition: string, workload = 'runTime: 1m') => `
name: bytes
duration: 10m
cluster: { containerInstances: [{ instanceType: m5.large, count: 1 }] }
taskDefinitions: [{ family: w, ${definition} }]
workloads: [{ name: w, taskDefinition: w, launchType: EC2, arrivals: { type: schedule, at: [0s] }, ${workload} }]
`;
const container = (sizes: string) => `containerDefinitions: [{ name: c, image: w, ${sizes} }]`;

function mistakes(text: string): string[] {
  const { errors = [] } = checkScenario(text, { file: 'scenario.yaml', read: () => undefined });
  return errors.map(({ message }) => message);
}

/** Sizes are kept in 32 bits: 2^32 became 0 and was placed. EC2's largest types have 896 vCPUs and 32 TiB. */
describe('a size that no instance has', () => {
  it('is refused as the scenario loads, with the size in MiB where it is probably in bytes', () => {
    // 2^32 bytes / 2^20 = 4,096 MiB; 2^20 CPU units are 1,024 vCPUs.
    expect(mistakes(scenario(container('memory: 4294967296')))).toEqual([
      'memory 4294967296 of container c is more MiB than any instance has, at most 33554432; 4294967296 bytes are 4096 MiB',
    ]);
    expect(mistakes(scenario(container('memoryReservation: 536870912')))).toEqual([
      'memoryReservation 536870912 of container c is more MiB than any instance has, at most 33554432; 536870912 bytes are 512 MiB',
    ]);
    expect(mistakes(scenario(container('memory: 512, cpu: 4294967296')))).toEqual([
      'cpu 4294967296 of container c is more than any instance has, at most 1048576 CPU units: 1024 are one vCPU',
    ]);
    expect(mistakes(scenario(`memory: "536870912", ${container('cpu: 1')}`))).toEqual([
      'memory 536870912 of the task is more MiB than any instance has, at most 33554432; 536870912 bytes are 512 MiB',
    ]);
  });

  it('is refused in shared memory and tmpfs, which are reserved too', () => {
    expect(mistakes(scenario(container('memory: 512, linuxParameters: { sharedMemorySize: 4294967296 }')))).toEqual([
      'sharedMemorySize 4294967296 of container c is more MiB than any instance has, at most 33554432; 4294967296 bytes are 4096 MiB',
    ]);
    expect(mistakes(scenario(container('memory: 512, linuxParameters: { tmpfs: [{ containerPath: /t, size: 4294967296 }] }')))).toEqual([
      'size 4294967296 of container c is more MiB than any instance has, at most 33554432; 4294967296 bytes are 4096 MiB',
    ]);
  });

  it('is taken up to the bound, and waits for an instance that has it', () => {
    expect(mistakes(scenario(container('memory: 33554432, cpu: 1048576')))).toEqual([]);
    expect(mistakes(scenario(container('memory: 33554433')))).toHaveLength(1);
  });

  it('leaves a definition out of an import, with the reason', () => {
    const definition = (memory: number) => ({ family: 'w', containerDefinitions: [{ name: 'c', image: 'w', memory }] });
    expect(imported({ taskDefinitions: [definition(512)] }).leftOut).toEqual([]);
    expect(imported({ taskDefinitions: [definition(2 ** 32), { ...definition(512), family: 'v' }] }).leftOut.join('\n')).toContain(
      'taskDefinitions.0: w: the definition is refused: containerDefinitions.0.memory: memory 4294967296 of container c is more MiB than any instance has',
    );
  });
});
