import { describe, expect, it } from 'vitest';
import { FiguresRecorder } from '../../src/record/figures-recorder.js';
import { Simulation } from '../../src/sim/simulation.js';
import { makeSource } from '../../src/workload/make-source.js';
import { batch, MINUTE, onLaunchType, provider, type SetupParts, service, setup, staticInstance, taskDefinition } from '../sim/setups.js';

function failuresIn(parts: SetupParts): readonly string[] {
  const what = setup({ capacityProviders: [], staticInstances: [staticInstance()], minutes: 60, ...parts });
  const recorder = new FiguresRecorder(what);
  const sources = what.workloads.map((w) => makeSource(w.arrivals, { seed: 1, name: w.name }));
  new Simulation(what, { sources, subscribers: [recorder] }).advance();
  return recorder.finish(what.durationMs).failures;
}

describe('a run that must not be ranked', () => {
  it('ran no task of some, with the processor of image and fleet where that is why', () => {
    const taskDefinitions = [taskDefinition(), taskDefinition({ family: 'arm', architecture: 'arm64' })];
    const services = [
      service(2, { capacity: onLaunchType }),
      service(1, { name: 'api', taskDefinition: 1, capacity: onLaunchType }),
      service(3, { name: 'batch', taskDefinition: 1, capacity: onLaunchType }),
    ];
    expect(failuresIn({ taskDefinitions, services })).toEqual(['ran no task of api and batch: its image is arm64 and the fleet x86_64']);
  });

  it('left tasks waiting longer than 15 minutes, with the reason of the instances', () => {
    // Four tasks of 1,024 units fill the only instance from the start; two wait all of the hour.
    expect(failuresIn({ services: [service(6, { capacity: onLaunchType })] })).toEqual([
      'left 2 tasks of web waiting, one for 1 h: 0 of 1 instance fit: 1 CPU',
    ]);
  });

  it('did its work when tasks wait shortly, or no longer than its tasks usually do', () => {
    const sixFrom = (minute: number) =>
      service(
        [
          [0, 4],
          [minute, 6],
        ],
        { capacity: onLaunchType },
      );
    expect(failuresIn({ services: [sixFrom(45)] })).toEqual([]);
    expect(failuresIn({ services: [sixFrom(44)] })).toEqual(['left 2 tasks of web waiting, one for 16 min: 0 of 1 instance fit: 1 CPU']);
    // Eight tasks of 31 minutes at the start: four wait 31 minutes. Four more at 35 minutes wait 25 minutes at the end.
    const capacityProviders = [provider({ initialSize: 1, minSize: 1, maxSize: 1 })];
    const queueOf = (starts: number[]) => failuresIn({ capacityProviders, workloads: [batch(starts, 4, 31 * MINUTE)] });
    expect(queueOf([0, 0, 35])).toEqual([]);
    // Without the second four all that ran have waited for nothing.
    expect(queueOf([0, 31, 35])).toEqual(['left 4 tasks of batch waiting, one for 25 min: 0 of 1 instance fit: 1 CPU']);
  });

  it('did its work when the first request of a workload comes just before the end', () => {
    const noInstances = {
      capacityProviders: [provider({ maxSize: 1, managedScaling: { ...provider().managedScaling, isEnabled: false } })],
    };
    const from = (minute: number) => failuresIn({ ...noInstances, workloads: [batch([minute], 4, MINUTE)] });
    expect(from(55)).toEqual([]);
    expect(from(40)).toEqual(['ran no task of batch: 0 of 0 instances fit']);
  });
});

it('names what refused all tasks of a workload', () => {
  // RunTask with a launch type does not wait: no instance has room for 8 vCPUs.
  const wide = batch([1], 3, MINUTE, { capacity: onLaunchType });
  expect(failuresIn({ taskDefinitions: [taskDefinition({ cpuUnits: 8192 })], workloads: [wide] })).toEqual([
    'ran no task of batch: 3 requests were refused',
  ]);
});
