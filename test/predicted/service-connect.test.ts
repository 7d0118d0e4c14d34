import { describe, expect, it } from 'vitest';
import { checkScenario } from '../../src/engine.js';

const mistakes = (definition: string, more = '') => {
  const text = `
name: connect
duration: 1h
cluster: { availabilityZones: [us-east-1a], containerInstances: [{ instanceType: m5.large, count: 1 }] }
taskDefinitions:
  - { family: w, ${definition} }
services:
  - { serviceName: w, taskDefinition: w, desiredCount: 1, launchType: EC2, serviceConnectConfiguration: { enabled: true }${more} }
`;
  return (checkScenario(text, { file: 'scenario.yaml', read: () => undefined }).errors ?? []).map(({ message }) => message);
};
const containers = (...memory: number[]) =>
  `containerDefinitions: [${memory.map((mib, i) => `{ name: c${i}, image: x, memory: ${mib} }`).join(', ')}]`;

/** Source: page service-connect-concepts-deploy. */
describe('the proxy of Service Connect', () => {
  it('[N.LBX-5, N.T-LBX-e] needs memory of the task beside that of its containers', () => {
    const ofTask = 'cpu: "512", memory: "1024"';
    const none = 'leaves its proxy no memory in w: the containers\' memory must be less than the task\'s in all; leave it 64 MiB or more'; // biome-ignore format: one line
    expect(mistakes(`${ofTask}, ${containers(1024)}`)).toEqual([none]);
    expect(mistakes(`${ofTask}, ${containers(960)}`)).toEqual([]);
    expect(mistakes(`${ofTask}, ${containers(512, 512)}`)).toEqual([none]);
    expect(mistakes(`${ofTask}, ${containers(512, 448)}`)).toEqual([]);
    // A reservation is no limit.
    expect(mistakes(`${ofTask}, containerDefinitions: [{ name: c, image: x, memoryReservation: 1024 }]`)).toEqual([]);
    expect(mistakes(containers(960))).toEqual([
      'needs the task-level memory of w: ECS adds a proxy to each task, which has its room there',
    ]);
  });

  it('[N.LBX-5] is not for task sets, nor for Windows', () => {
    const sound = `memory: "1024", ${containers(512)}`;
    const sets = ', deploymentController: { type: EXTERNAL }, taskSets: [{ taskDefinition: w, scale: [{ at: 0s, value: 100 }] }]';
    expect(mistakes(sound, sets)).toEqual(['is not possible with the deployment controller EXTERNAL']);
    const windows = 'runtimePlatform: { operatingSystemFamily: WINDOWS_SERVER_2022_CORE }';
    expect(mistakes(`${windows}, ${sound}`)).toContain('is not possible with w: Service Connect has no proxy for Windows');
  });
});
