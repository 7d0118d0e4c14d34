import { describe, expect, it } from 'vitest';
import type { ImageCacheSpec } from '../../src/services/image-cleanup.js';
import { IMAGE_CLEANUP } from '../../src/services/image-cleanup.js';
import { Fact, StopCause } from '../../src/sim/facts.js';
import { batch, constant, MINUTE, onLaunchType, run, type SetupParts, service, staticInstance, taskDefinition } from '../sim/setups.js';

const CACHE: ImageCacheSpec = { cleanup: IMAGE_CLEANUP, pullMibPerSecond: 20, p95OverMedian: 1, diskMib: 28_672, unpackFactor: 2.5 };
const image = (name: string, mib: number | null) => ({ name, mib, hasSociIndex: false });

/** One instance; image 0 of 600 MiB and image 1 of 1,200, on which batches a and b run for a minute each. */
function pulls(parts: SetupParts, atA: number[], atB: number[] = []): number[] {
  const of = (name: string, taskDefinition: number, minutes: number[]) =>
    batch(minutes, 1, MINUTE, { name, taskDefinition, capacity: onLaunchType });
  const { recorder } = run({
    minutes: 24 * 60,
    capacityProviders: [],
    staticInstances: [staticInstance()],
    images: [image('a', 600), image('b', 1_200)],
    imageCache: CACHE,
    taskDefinitions: [taskDefinition({ images: [0] }), taskDefinition({ family: 'other', images: [1] })],
    workloads: [of('a', 0, atA), of('b', 1, atB)],
    ...parts,
  });
  return recorder.values(Fact.taskPending, 'pullMs').map((ms) => ms / 1_000);
}

describe('images on an instance', () => {
  it('[T.IMG-1] are pulled by their size, and once', () => {
    expect(pulls({}, [0, 10], [5])).toEqual([30, 60, 0]);
    expect(pulls({ timings: { imagePullBehavior: 'always' } }, [0, 10])).toEqual([30, 30]);
    expect(pulls({ imageCache: null, timings: { imagePull: constant(7_000) } }, [0, 10], [5])).toEqual([7, 7, 0]);
  });

  it('of which one has no size take its usual time beside the others', () => {
    const both = { taskDefinitions: [taskDefinition({ images: [0, 1] }), taskDefinition({ family: 'other', images: [1] })] };
    expect(pulls({ ...both, images: [image('a', 600), image('b', null)], timings: { imagePull: constant(7_000) } }, [0])).toEqual([37]);
    expect(pulls(both, [0])).toEqual([90]);
  });

  it('[T.IMG-2] are removed after enough time without use, and pulled again', () => {
    // Used until 1:30 of the first hour; the container is removed three hours later, and the image by the cycle of 3:30.
    expect(pulls({}, [0, 209])).toEqual([30, 0]);
    expect(pulls({}, [0, 211])).toEqual([30, 30]);
    const kept = { ...CACHE, cleanup: { ...IMAGE_CLEANUP, isEnabled: false } };
    expect(pulls({ imageCache: kept }, [0, 211])).toEqual([30, 0]);
  });

  it('[T.IMG-2] stay as long as a task uses them, and begin to age anew with each use', () => {
    const services = [service(1, { capacity: onLaunchType })];
    expect(pulls({ services }, [0, 1_000]).filter((seconds) => seconds > 0)).toHaveLength(2); // One began the pull, one waited for it.
    expect(pulls({}, [0, 100, 211])).toEqual([30, 0, 0]);
  });

  it('[T.STOP-6, T.STOP-4] do not fit a full disk: the task fails once, and those that fit go on', () => {
    // 600 MiB take 1,500 of the disk, 1,200 take 3,000.
    const small = { imageCache: { ...CACHE, diskMib: 4_000 } };
    expect(pulls(small, [0, 10], [5, 250])).toEqual([30, 60, 0, 60]);
    const { recorder } = run({
      ...{ minutes: 300, capacityProviders: [], staticInstances: [staticInstance()] },
      ...{ images: [image('a', 600), image('b', 1_200)], ...small },
      taskDefinitions: [taskDefinition({ images: [0] }), taskDefinition({ family: 'other', images: [1] })],
      workloads: [
        batch([0], 1, MINUTE, { name: 'a', capacity: onLaunchType }),
        batch([5, 250], 1, MINUTE, { name: 'b', taskDefinition: 1, capacity: onLaunchType }),
      ],
    });
    const { runEnded, cannotPull } = StopCause;
    // By 4:10 the first image has been removed.
    expect(recorder.of(Fact.taskStopped).map(({ atMs, args }) => [atMs / MINUTE, args[1]])).toEqual([
      [1.5, runEnded],
      [6, cannotPull],
      [252, runEnded],
    ]);
  });

  it('[T.STOP-4] that do not fit make a service try again and again', () => {
    const { recorder } = run({
      ...{ minutes: 10, capacityProviders: [], staticInstances: [staticInstance()], images: [image('a', 600)] },
      taskDefinitions: [taskDefinition({ images: [0] })],
      imageCache: { ...CACHE, diskMib: 1_499 },
      services: [service(1, { capacity: onLaunchType })],
    });
    expect(recorder.of(Fact.taskRunning)).toEqual([]);
    expect(recorder.of(Fact.taskStopped)).toHaveLength(20); // One every 30 seconds.
  });
});
