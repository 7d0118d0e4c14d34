import { describe, expect, it } from 'vitest';
import { Refusal } from '../../src/placement/fit.js';
import type { ServiceEvent } from '../../src/placement/messages.js';
import { Fact, type FactKind } from '../../src/sim/facts.js';
import { ServiceEvents } from '../../src/studies/place/service-events.js';
import { HOUR, MINUTE } from '../sim/setups.js';

const [OURS, THEIRS] = [3, 4];

/** Receives facts of service 1, whose task class is 3, and of another; returns minutes and the words after the name. */
class Scene {
  failure: ServiceEvent | undefined = { kind: 'noInstances', where: 'cluster' };
  explanations = 0;
  private readonly events = new ServiceEvents({
    service: 1,
    name: 'web',
    explainFailure: () => {
      this.explanations++;
      return this.failure;
    },
  });

  constructor() {
    this.hear(0, Fact.taskClassDefined, OURS, 1).hear(0, Fact.taskClassDefined, THEIRS, 2);
  }

  hear(minute: number, kind: FactKind, a = 0, b = 0, c = 0, d = 0): this {
    this.events.onFact(kind, minute * MINUTE, a, b, c, d);
    return this;
  }

  /** A task of ours, from request to RUNNING. */
  runs(minute: number, task: number): this {
    return this.hear(minute, Fact.taskRequested, task, OURS).hear(minute, Fact.taskPlaced, task, 0).hear(minute, Fact.taskRunning, task);
  }

  at(minute: number): string[] {
    return this.events.until(minute * MINUTE).map(({ atMs, message }) => `${atMs / MINUTE} ${message.replace('(service web) ', '')}`);
  }
}

const wants = (count: number) => new Scene().hear(0, Fact.serviceDesired, 1, count);
const steady = (minute: number) => `${minute} has reached a steady state.`;

describe('the event log of a service', () => {
  it('reports the tasks of one millisecond together', () => {
    expect(wants(3).runs(1, 0).runs(1, 1).runs(2, 2).at(2)).toEqual([
      '1 has started 2 tasks: (task 0) (task 1).',
      '2 has started 1 tasks: (task 2).',
      steady(2),
    ]);
  });

  it('leaves other services and their tasks out', () => {
    const scene = wants(1).hear(1, Fact.serviceDesired, 2, 5).hear(1, Fact.taskRequested, 7, THEIRS).hear(1, Fact.taskPlaced, 7);
    scene.hear(1, Fact.taskRunning, 7).hear(1, Fact.waitingExplained, THEIRS, 1, Refusal.cpu, 2);
    expect(scene.at(2)).toEqual([]);
    expect(scene.explanations).toBe(0);
  });

  it('is steady when as many run as are desired and none is on its way', () => {
    const scene = wants(1).hear(1, Fact.taskRequested, 0, OURS).hear(1, Fact.taskPlaced, 0);
    expect(scene.at(1)).toEqual(['1 has started 1 tasks: (task 0).']);
    scene.hear(2, Fact.taskRunning, 0).hear(3, Fact.taskRequested, 1, OURS);
    expect(scene.at(3).slice(1)).toEqual([steady(2)]);
    scene.hear(4, Fact.taskStopping, 1).hear(5, Fact.taskStopping, 0);
    expect(scene.at(5).slice(1)).toEqual([steady(2), steady(4)]); // At minute 5 one is desired and none runs.
  });

  it('is steady again after a task was refused, or lost before it ran', () => {
    for (const end of [Fact.taskRefused, Fact.taskStopped] as const) {
      const scene = wants(1).runs(1, 0).hear(2, Fact.taskRequested, 1, OURS).hear(3, end, 1);
      expect(scene.at(3).slice(1)).toEqual([steady(1), steady(3)]);
    }
  });

  it('of a daemon is steady when all that there are run', () => {
    expect(new Scene().runs(1, 0).at(1)).toEqual([steady(0), '1 has started 1 tasks: (task 0).']);
  });

  it('repeats a steady state every six hours', () => {
    expect(
      wants(1).runs(1, 0).hear(360, Fact.capacityMeasured).hear(361, Fact.capacityMeasured).hear(720, Fact.capacityMeasured).at(720),
    ).toEqual(['1 has started 1 tasks: (task 0).', steady(1), steady(361)]);
    expect(wants(0).at((6 * HOUR) / MINUTE)).toEqual([steady(0), steady(360)]);
  });

  it('explains a wait anew only when it has changed, or after a steady state', () => {
    const waits = (scene: Scene, minute: number, instances: number) =>
      scene.hear(minute, Fact.waitingExplained, OURS, 1, Refusal.cpu, instances);
    const scene = wants(1).hear(0, Fact.taskRequested, 0, OURS);
    for (const minute of [1, 2, 3]) waits(scene, minute, 2);
    expect(scene.explanations).toBe(1);
    scene.failure = { kind: 'placementFailed', closest: { instance: '5', code: Refusal.cpu } };
    waits(scene, 4, 3);
    expect(scene.explanations).toBe(2);
    expect(scene.at(4).map((line) => line.slice(0, 30))).toEqual(['1 was unable to place a task b', '4 was unable to place a task b']);
    scene.hear(5, Fact.taskPlaced, 0).hear(5, Fact.taskRunning, 0).hear(6, Fact.taskRequested, 1, OURS);
    waits(scene, 7, 3);
    expect(scene.explanations).toBe(3);
    expect(scene.at(7)).toHaveLength(5); // Reported again, for the cause was resolved meanwhile.
  });

  it('does not report a wait that has ended when it is explained', () => {
    const scene = wants(1).hear(0, Fact.taskRequested, 0, OURS);
    scene.failure = undefined;
    expect(scene.hear(1, Fact.waitingExplained, OURS, 1, Refusal.cpu, 2).at(1)).toEqual([]);
  });
});
