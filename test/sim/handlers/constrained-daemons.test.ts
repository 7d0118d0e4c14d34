import { describe, expect, it } from 'vitest';
import { Fact } from '../../../src/sim/facts.js';
import {
  batch,
  constant,
  daemon,
  MINUTE,
  onLaunchType,
  provider,
  run,
  service,
  staticInstance,
  taskDefinition,
  withAttributes,
} from '../setups.js';

describe('daemons with constraints', () => {
  it('take no room of a new instance that they keep away from', () => {
    const taskDefinitions = [taskDefinition(), taskDefinition({ family: 'half', cpuUnits: 2048 })];
    const scaled = (memberOf: string[]) =>
      run({
        minutes: 2,
        taskDefinitions,
        capacityProviders: [provider({ initialSize: 1, traits: withAttributes({ rack: 'a' }) })],
        services: [service(12), daemon({ taskDefinition: 1, memberOf })],
      }).recorder.desiredByMinute;
    expect(scaled(['attribute:rack == a'])).toEqual([[1, 6]]); // Two on each beside the daemon: 1 + (12 - 2) / 2.
    expect(scaled(['attribute:rack == b'])).toEqual([[1, 3]]); // Four on each: 1 + (12 - 4) / 4.
  });

  it('have their room reserved on a new instance also when they require another daemon', () => {
    const taskDefinitions = [taskDefinition({ cpuUnits: 3000 }), taskDefinition({ family: 'quarter', cpuUnits: 1024 })];
    const most = (memberOf: string[]) => {
      const daemons = [daemon({ taskDefinition: 1 }), daemon({ name: 'second', taskDefinition: 1, memberOf })];
      const { recorder } = run({ minutes: 60, taskDefinitions, services: [service(3), ...daemons] });
      return recorder.of(Fact.instanceLaunched).length;
    };
    // Beside two daemons no task fits, so none is launched for it; beside one it has an instance of its own.
    expect(most(['task:group == service:agent'])).toBe(0);
    expect(most(['task:group == service:nobody'])).toBe(3);
  });

  it('are not tried again and again on an instance that can never be theirs', () => {
    const work = (rack: string) =>
      run({
        capacityProviders: [],
        staticInstances: [staticInstance({ traits: withAttributes({ rack }) })],
        services: [daemon({ memberOf: ['attribute:rack == a'] })],
        workloads: [batch([1, 2, 3], 1, 1000, { capacity: onLaunchType })],
      }).simulation;
    const [theirs, other] = [work('a'), work('b')];
    expect([theirs.world.fleet.daemonTasks[0], other.world.fleet.daemonTasks[0]]).toEqual([1, 0]);
    expect(other.world.records.short).toBe(0);
    expect(other.eventsHandled).toBe(theirs.eventsHandled);
  });
});

describe('instances that boot, where they count', () => {
  it.each([
    ['that have no agent yet', 'agentConnected == true'],
    ['that have no daemon yet', 'task:group == service:agent'],
  ])('take the room that is needed, also those %s', (_, expression) => {
    const managedScaling = { ...provider().managedScaling, warmupMs: MINUTE };
    const desired = (memberOf: string[]) =>
      run({
        minutes: 8,
        scaler: { countN: 'launched' },
        timings: { instanceBoot: constant(6 * MINUTE) },
        capacityProviders: [provider({ managedScaling })],
        taskDefinitions: [taskDefinition(), taskDefinition({ family: 'small', cpuUnits: 0, memoryMib: 1 })],
        services: [service(8, { memberOf }), daemon({ taskDefinition: 1 })],
      }).recorder;
    // Eight need two of four; both boot until minute 7, and nothing more is needed meanwhile.
    for (const recorder of [desired([]), desired([expression])]) {
      expect(recorder.desiredByMinute).toEqual([[1, 2]]);
      expect(recorder.minutesOf(Fact.instanceRegistered)).toEqual([7, 7]);
    }
  });
});
