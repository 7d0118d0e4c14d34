import { expect, it } from 'vitest';
import { checkScenario } from '../../src/engine.js';
import { RunRecorder } from '../../src/run/recorder.js';
import { Simulation } from '../../src/sim/simulation.js';

// Turns of the scheduler at 3, 13, 23 s ... of a minute. The desired count is 3 from 604 s to 609 s, so that no turn sees it: no task is requested, and two
// are missing for 5 s, 10 task-seconds or 0.167 task-minutes of the minute that ends at 660 s.
it('services.csv has the missing tasks of a desired count that was raised and lowered between two turns', () => {
  const { setup } = checkScenario(
    `
name: between-turns
duration: 15m
serviceScheduler: { turnPhase: 3s }
cluster:
  containerInstances: [{ instanceType: m5.xlarge, count: 1 }]
taskDefinitions:
  - { family: w, networkMode: bridge, containerDefinitions: [{ name: c, image: w, cpu: 256, memory: 256 }] }
services:
  - serviceName: w
    taskDefinition: w
    launchType: EC2
    desiredCountSchedule:
      entries: [{ at: 0s, desiredCount: 1 }, { at: 604s, desiredCount: 3 }, { at: 609s, desiredCount: 1 }]
`,
    { file: 'scenario.yaml', read: () => undefined, set: [] },
  );
  let text = '';
  const write = (chunk: string) => {
    text += chunk;
    return true;
  };
  const recorder = new RunRecorder(setup!, { 'services.csv': { write } });
  const simulation = new Simulation(setup!, { sources: [], subscribers: [recorder] });
  simulation.advance();
  recorder.finish(simulation.nowMs);
  const [head, ...rows] = text.split('\r\n').map((line) => line.split(','));
  const missing = rows.map((cells) => [
    cells[0],
    cells[head!.indexOf('requested_tasks')],
    cells[head!.indexOf('below_desired_task_minutes')],
  ]);
  expect(missing.filter(([atMs]) => ['600000', '660000', '720000'].includes(atMs!))).toEqual([
    ['600000', '0', '0'],
    ['660000', '0', '0.167'],
    ['720000', '0', '0'],
  ]);
});
