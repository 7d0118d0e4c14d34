import { describe, expect, it } from 'vitest';
import { PLACEMENT_RETRY_DEFAULTS } from '../../src/services/start-throttle.js';
import { Fact } from '../../src/sim/facts.js';
import { reread } from '../reread.js';
import { brokenInvariants } from '../sim/invariants/invariants.js';
import {
  batch,
  CARE,
  daemon,
  MINUTE,
  onLaunchType,
  onProvider,
  provider,
  run,
  type SetupParts,
  service,
  setup,
  simulationOf,
  staticInstance,
  taskDefinition,
} from '../sim/setups.js';

const SECOND = 1_000;
const WHOLE = taskDefinition({ family: 'whole', cpuUnits: 4096 });
const BACKS_OFF = { ...CARE, placementRetry: PLACEMENT_RETRY_DEFAULTS };

/** A service of one task that fills the only instance, which a standalone task holds for so many seconds. */
function startedAt(busySeconds: number, over: SetupParts = {}): number[] {
  const { recorder, simulation } = run({
    capacityProviders: [],
    staticInstances: [staticInstance()],
    taskDefinitions: [WHOLE],
    workloads: [batch([0], 1, busySeconds * SECOND, { capacity: onLaunchType })],
    services: [service([[1 / 60, 1]], { capacity: onLaunchType })], // biome-ignore format: one entry
    deploymentAndHealth: BACKS_OFF,
    ...over,
  });
  expect(brokenInvariants(simulation.world)).toEqual([]);
  const asked = recorder.of(Fact.taskRequested).flatMap(({ args: [task], atMs }) => (atMs === SECOND ? [task] : []));
  return recorder.of(Fact.taskPlaced).flatMap(({ args: [task], atMs }) => (asked.includes(task) ? [atMs / SECOND] : []));
}

describe('A service without managed scaling whose tasks find no instance', () => {
  it('[A.FL-2] is tried again within some 50 seconds, then after 5 minutes and every 15, whatever room there is meanwhile', () => {
    expect([0.5, 20, 40, 50].map((busy) => startedAt(busy))).toEqual([[1], [26], [51], [51]]);
    expect([52, 300, 352].map((busy) => startedAt(busy))).toEqual([[351], [351], [1_251]]);
    expect(startedAt(300, { deploymentAndHealth: CARE })).toEqual([300]);
  });

  it('[A.FL-2] begins anew after an update of the service: the desired count', () => {
    const changed = service([[1 / 60, 1], [2, 2], [3, 1]], { capacity: onLaunchType }); // biome-ignore format: list
    expect(startedAt(100, { services: [changed] })).toEqual([120]);
  });

  it('[A.FL-2] holds with a group without managed scaling; with managed scaling a task waits for its instance', () => {
    const group = (isEnabled: boolean) =>
      provider({ initialSize: 1, minSize: 1, maxSize: 1, managedScaling: { ...provider().managedScaling, isEnabled } });
    const busy = (isEnabled: boolean) =>
      startedAt(300, {
        capacityProviders: [group(isEnabled)],
        staticInstances: [],
        services: [service([[1 / 60, 1]], { capacity: onProvider() })], // biome-ignore format: one entry
      });
    expect([busy(false), busy(true)]).toEqual([[351], [300]]);
  });

  it('[A.FL-2] blocks no other task at the head of the line while it backs off', () => {
    const most = taskDefinition({ family: 'most', cpuUnits: 3_072 });
    const small = taskDefinition({ family: 'small', cpuUnits: 512 });
    const later = service([[2, 1]], { name: 'later', taskDefinition: 1, capacity: onLaunchType }); // biome-ignore format: one entry
    const parts = {
      capacityProviders: [],
      staticInstances: [staticInstance()],
      taskDefinitions: [most, small],
      services: [service(2, { capacity: onLaunchType }), later],
      waiting: { ...setup({}).waiting, headOfLine: 'block' as const },
    };
    const placedAt = (deploymentAndHealth: typeof CARE) =>
      run({ ...parts, deploymentAndHealth })
        .recorder.of(Fact.taskPlaced)
        .map(({ atMs }) => atMs / SECOND);
    expect(placedAt(BACKS_OFF)).toEqual([0, 120]);
    expect(placedAt(CARE)).toEqual([0]);
  });

  it('reports each attempt, and when the next comes', () => {
    const { recorder } = run({
      capacityProviders: [],
      staticInstances: [staticInstance()],
      taskDefinitions: [WHOLE],
      services: [service(3, { capacity: onLaunchType })],
      deploymentAndHealth: BACKS_OFF,
      minutes: 30,
    });
    const attempts = recorder
      .of(Fact.placementFailed)
      .map(({ atMs, args: [, inARow, againMs] }) => [atMs, inARow, againMs].map((n, i) => (i === 1 ? n : n / SECOND)));
    expect(attempts).toEqual([[0, 1, 25], [25, 2, 50], [50, 3, 350], [350, 4, 1_250], [1_250, 5, 2_150]]); // biome-ignore format: rows
  });

  it('goes on from a saved state as if nothing had been', () => {
    const parts = setup({
      capacityProviders: [],
      staticInstances: [staticInstance()],
      taskDefinitions: [WHOLE],
      workloads: [batch([0], 1, 100 * SECOND, { capacity: onLaunchType })],
      services: [service(1, { capacity: onLaunchType }), daemon({ taskDefinition: 0, memberOf: [] })],
      deploymentAndHealth: BACKS_OFF,
    });
    const whole = simulationOf(parts);
    whole.simulation.advance();
    const first = simulationOf(parts);
    first.simulation.advance(2 * MINUTE);
    const rest = simulationOf(parts);
    rest.simulation.load(reread(first.simulation.save()));
    rest.simulation.advance();
    const isNew = ({ kind }: { kind: number }) => kind !== Fact.taskClassDefined; // Classes are made again.
    expect([...first.recorder.facts, ...rest.recorder.facts].filter(isNew)).toEqual(whole.recorder.facts.filter(isNew));
  });
});
