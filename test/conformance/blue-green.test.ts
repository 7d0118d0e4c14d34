import { describe, expect, it } from 'vitest';
import { nativeProblems } from '../../src/services/deployments/blue-green-rules.js';
import {
  CODE_DEPLOY_HOOKS,
  type CodeDeployObservation,
  type CodeDeployRules,
  type CodeDeployState,
  startCodeDeploy,
  stepCodeDeploy,
} from '../../src/services/deployments/code-deploy.js';
import {
  type NativeObservation,
  type NativeRules,
  type NativeState,
  nativeSteps,
  startNative,
  stepNative,
} from '../../src/services/deployments/native.js';
import { taskSetCount } from '../../src/services/deployments/task-sets.js';
import { CODE_DEPLOY_CONFIGS, codeDeploySteps, stepAt, type TrafficStep } from '../../src/services/deployments/traffic.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const AT_ONCE = { codeDeployFirstShift: 'atOnce' } as const;
const config = (name: string) => CODE_DEPLOY_CONFIGS[`CodeDeployDefault.ECS${name}`]!;
const shiftMs = (steps: readonly TrafficStep[]) => steps.reduce((sum, { holdMs }) => sum + holdMs, 0);
const stepsOf = (name: string) => codeDeploySteps(config(name), AT_ONCE);

describe('traffic shifts of CodeDeploy', () => {
  const percentAt = (name: string, minutes: number) => stepsOf(name)[stepAt(stepsOf(name), minutes * MINUTE_MS).index]!.greenPercent;

  it('[S.BG-1] are all at once, in two increments, or in equal ones at equal intervals', () => {
    expect(stepsOf('AllAtOnce').map(({ greenPercent }) => greenPercent)).toEqual([100]);
    expect(stepsOf('Canary10Percent5Minutes').map(({ greenPercent }) => greenPercent)).toEqual([10, 100]);
    expect(stepsOf('Linear10PercentEvery1Minutes').map(({ greenPercent }) => greenPercent)).toEqual([
      10, 20, 30, 40, 50, 60, 70, 80, 90, 100,
    ]);
    const thirds = codeDeploySteps({ type: 'TimeBasedLinear', percentage: 30, intervalMinutes: 1 }, AT_ONCE);
    expect(thirds.map(({ greenPercent }) => greenPercent)).toEqual([30, 60, 90, 100]); // What is left.
  });

  it('[S.BG-2] take the time in their names', () => {
    const minutes = (name: string) => shiftMs(stepsOf(name)) / MINUTE_MS;
    expect(minutes('Linear10PercentEvery1Minutes')).toBe(9);
    expect(minutes('Linear10PercentEvery3Minutes')).toBe(27);
    expect(minutes('Canary10Percent5Minutes')).toBe(5);
    expect(minutes('Canary10Percent15Minutes')).toBe(15);
    expect(minutes('AllAtOnce')).toBe(0);
    expect([0, 4.99, 5].map((at) => percentAt('Canary10Percent5Minutes', at))).toEqual([10, 10, 100]);
    expect([0, 1, 8.99, 9].map((at) => percentAt('Linear10PercentEvery1Minutes', at))).toEqual([10, 20, 90, 100]);
  });

  it('may wait an interval before the first share moves', () => {
    const steps = codeDeploySteps(config('Linear10PercentEvery1Minutes'), { codeDeployFirstShift: 'afterInterval' });
    expect(shiftMs(steps)).toBe(10 * MINUTE_MS);
    expect(steps[0]!.greenPercent).toBe(0);
    expect(codeDeploySteps(config('AllAtOnce'), { codeDeployFirstShift: 'afterInterval' })).toHaveLength(1);
  });
});

describe('a blue/green deployment of CodeDeploy', () => {
  const rules: CodeDeployRules = {
    steps: stepsOf('Canary10Percent5Minutes'),
    readyWaitMs: 0,
    terminationWaitMs: 5 * MINUTE_MS,
    isAutoRollback: true,
    hooks: [],
  };
  const ask = (state: CodeDeployState, atMs: number, seen: Partial<CodeDeployObservation> = {}, by = rules) =>
    stepCodeDeploy(state, by, { atMs, isGreenSteady: true, isTripped: false, failedHooks: [], ...seen });

  it('[S.BG-4] has all of green beside all of blue before traffic moves, and swaps them', () => {
    const installing = ask(startCodeDeploy(0), 0, { isGreenSteady: false });
    expect(installing).toMatchObject({ state: { phase: 'install', greenPercent: 0 }, keeps: 'both' }); // 2 × desired
    const shifting = ask(installing.state, 2 * MINUTE_MS);
    expect(shifting).toMatchObject({ state: { phase: 'shift', greenPercent: 10 }, keeps: 'both', againMs: 7 * MINUTE_MS });
    const shifted = ask(shifting.state, 7 * MINUTE_MS);
    expect(shifted).toMatchObject({ state: { phase: 'terminate', greenPercent: 100 }, keeps: 'both', againMs: 12 * MINUTE_MS });
    expect(ask(shifted.state, 12 * MINUTE_MS - 1).keeps).toBe('both');
    expect(ask(shifted.state, 12 * MINUTE_MS)).toMatchObject({
      state: { phase: 'SUCCEEDED', greenPercent: 100 },
      keeps: 'green',
      againMs: null,
    });
  });

  it('waits with a steady green for the time of the deployment group', () => {
    const patient = { ...rules, readyWaitMs: HOUR_MS };
    const ready = ask(startCodeDeploy(0), 0, {}, patient);
    expect(ready).toMatchObject({ state: { phase: 'ready', greenPercent: 0 }, againMs: HOUR_MS });
    expect(ask(ready.state, HOUR_MS, {}, patient).state).toMatchObject({ phase: 'shift', sinceMs: HOUR_MS, greenPercent: 10 });
  });

  it('[S.BG-5] waits an hour for green to be steady and moves no traffic until then', () => {
    const unsteady = { isGreenSteady: false };
    const waiting = ask(startCodeDeploy(0), 0, unsteady);
    expect(waiting.againMs).toBe(HOUR_MS);
    expect(ask(waiting.state, HOUR_MS - 1, unsteady).state).toMatchObject({ phase: 'install', greenPercent: 0 });
    expect(ask(waiting.state, HOUR_MS - 1).state.phase).toBe('shift');
    expect(ask(waiting.state, HOUR_MS, unsteady)).toMatchObject({ state: { phase: 'FAILED', greenPercent: 0 }, keeps: 'blue' });
  });

  it('[S.BG-6] goes on for five minutes when the service scales meanwhile, and fails if it is not steady by then', () => {
    const slow = { ...rules, steps: stepsOf('Linear10PercentEvery3Minutes') };
    const first = ask(startCodeDeploy(0), 0, {}, slow);
    const scaling = ask(first.state, MINUTE_MS, { isGreenSteady: false }, slow);
    expect(scaling.state).toMatchObject({ phase: 'shift', greenPercent: 10, unsteadySinceMs: MINUTE_MS });
    const moving = ask(scaling.state, 3 * MINUTE_MS, { isGreenSteady: false }, slow);
    expect(moving).toMatchObject({ state: { greenPercent: 20 }, againMs: 6 * MINUTE_MS });
    expect(ask(moving.state, 6 * MINUTE_MS - 1, { isGreenSteady: false }, slow).state.phase).toBe('shift');
    expect(ask(moving.state, 6 * MINUTE_MS, { isGreenSteady: false }, slow)).toMatchObject({
      state: { phase: 'FAILED', greenPercent: 0 },
      keeps: 'blue',
    });
    // A step that comes later does not put the end off.
    const late = { ...rules, steps: stepsOf('Canary10Percent15Minutes') };
    const unsteady = ask(ask(startCodeDeploy(0), 0, {}, late).state, MINUTE_MS, { isGreenSteady: false }, late);
    expect(unsteady.againMs).toBe(6 * MINUTE_MS);
    const again = ask(moving.state, 5 * MINUTE_MS, {}, slow);
    expect(again.state.unsteadySinceMs).toBeNull();
    expect(ask(again.state, 6 * MINUTE_MS, { isGreenSteady: false }, slow).state).toMatchObject({
      phase: 'shift',
      unsteadySinceMs: 6 * MINUTE_MS,
    });
  });

  it('[S.BG-8] is rolled back by an alarm if the deployment group enables it', () => {
    const shifting = ask(startCodeDeploy(0), 0);
    expect(ask(shifting.state, MINUTE_MS, { isTripped: true })).toMatchObject({
      state: { phase: 'FAILED', greenPercent: 0 },
      keeps: 'blue',
      againMs: null,
    });
    const stays = { ...rules, isAutoRollback: false };
    expect(ask(shifting.state, MINUTE_MS, { isTripped: true }, stays)).toMatchObject({
      state: { phase: 'FAILED', greenPercent: 10 },
      keeps: 'both',
    });
    const done = ask(ask(shifting.state, 5 * MINUTE_MS).state, 10 * MINUTE_MS);
    expect(ask(done.state, 11 * MINUTE_MS, { isTripped: true }).state.phase).toBe('SUCCEEDED');
  });
});

describe('a function that validates a blue/green deployment of CodeDeploy', () => {
  const hooks = CODE_DEPLOY_HOOKS.map((event, i) => ({ event, takesMs: (i + 1) * MINUTE_MS }));
  const rules: CodeDeployRules = { steps: stepsOf('AllAtOnce'), readyWaitMs: 0, terminationWaitMs: 0, isAutoRollback: true, hooks };
  /** Stepped at the returned times; what it keeps, and what green has, from each time on. */
  function course(by: CodeDeployRules, failedHooks: readonly string[] = []) {
    const told: [minutes: number, phase: string, percent: number][] = [];
    let state = startCodeDeploy(0);
    for (let atMs: number | null = 0; atMs !== null; ) {
      const step = stepCodeDeploy(state, by, { atMs, isGreenSteady: true, isTripped: false, failedHooks });
      told.push([atMs / MINUTE_MS, `${step.state.phase}: ${step.keeps}${step.isHookFailed ? ', by a hook' : ''}`, step.state.greenPercent]);
      state = step.state;
      atMs = step.againMs;
    }
    return told;
  }

  it('[S.BG-8] holds it up in order: BeforeInstall, Install, AfterInstall, BeforeAllowTraffic, AllowTraffic, AfterAllowTraffic', () => {
    expect(course(rules)).toEqual([
      [0, 'BeforeInstall: blue', 0], // Green is not there yet.
      [1, 'AfterInstall: both', 0],
      [3, 'BeforeAllowTraffic: both', 0],
      [6, 'AfterAllowTraffic: both', 100],
      [10, 'SUCCEEDED: green', 100],
    ]);
  });

  it.each([
    ['BeforeInstall', [10, 'SUCCEEDED: green', 100]], // Cannot trigger a rollback.
    ['AfterInstall', [3, 'FAILED: blue, by a hook', 0]],
    ['BeforeAllowTraffic', [6, 'FAILED: blue, by a hook', 0]],
    ['AfterAllowTraffic', [10, 'FAILED: blue, by a hook', 0]],
  ])('[S.BG-8] ends the deployment as CodeDeploy does if it fails at %s', (event, end) => {
    expect(course(rules, [event]).at(-1)).toEqual(end);
  });

  it('fails when a hook has not answered within an hour, and hooks without a setting answer yes', () => {
    const slow = { ...rules, hooks: [{ event: 'AfterInstall' as const, takesMs: HOUR_MS + 1 }] };
    expect(course(slow).at(-1)).toEqual([60, 'FAILED: blue, by a hook', 0]);
    expect(course({ ...slow, hooks: [{ event: 'AfterInstall', takesMs: HOUR_MS }] }).at(-1)![1]).toBe('SUCCEEDED: green');
    expect(course({ ...rules, hooks: [] }, CODE_DEPLOY_HOOKS)).toEqual([[0, 'SUCCEEDED: green', 100]]);
  });
});

describe('a deployment that ECS shifts itself', () => {
  const seenAt = (atMs: number, seen: Partial<NativeObservation> = {}): NativeObservation => ({
    atMs,
    isGreenSteady: true,
    ...{ isBlueGone: false, changesMs: null, isTripped: false },
    failedHooks: [],
    ...seen,
  });
  const rulesOf = (shift: Parameters<typeof nativeSteps>[0], bakeMinutes: number, hooks: NativeRules['hooks'] = []): NativeRules => ({
    steps: nativeSteps(shift),
    bakeMs: bakeMinutes * MINUTE_MS,
    hooks,
  });

  /** A hook that says nothing by itself. */
  const SILENT = { answersAfterMs: null, timeoutMs: DAY_MS, onTimeout: 'ROLLBACK' } as const;

  /** Steps until the end, only at the returned times; the percentage from each time on. */
  function course(rules: NativeRules): { readonly shifts: [minutes: number, percent: number][]; readonly endMs: number } {
    const shifts: [number, number][] = [];
    let state: NativeState = startNative(rules, 0, false);
    for (let now = 0; ; ) {
      const step = stepNative(state, rules, seenAt(now));
      if (shifts.at(-1)?.[1] !== step.greenPercent) shifts.push([now / MINUTE_MS, step.greenPercent]);
      if (step.againMs === null) return { shifts, endMs: now };
      state = step.state;
      now = step.againMs;
    }
  }

  it('[A.T-NW-d, A.NW-4] linear, 10 % every six minutes, is through after nine waits and the bake time', () => {
    const { shifts, endMs } = course(rulesOf({ strategy: 'LINEAR' }, 15));
    expect(shifts).toHaveLength(10);
    expect(shifts[0]).toEqual([0, 10]);
    expect(shifts.at(-1)).toEqual([54, 100]); // 9 × 6; none after 100 %
    expect(endMs).toBe((54 + 15) * MINUTE_MS);
  });

  it('[A.NW-4] canary moves 5 % for ten minutes and then the rest; blue/green moves all at once', () => {
    expect(course(rulesOf({ strategy: 'CANARY' }, 0))).toEqual({
      shifts: [
        [0, 5],
        [10, 100],
      ],
      endMs: 10 * MINUTE_MS,
    });
    expect(course(rulesOf({ strategy: 'CANARY', canaryPercent: 0.1, canaryBakeTimeInMinutes: 60 }, 5))).toEqual({
      shifts: [
        [0, 0.1],
        [60, 100],
      ],
      endMs: 65 * MINUTE_MS,
    });
    expect(course(rulesOf({ strategy: 'BLUE_GREEN' }, 30))).toEqual({ shifts: [[0, 100]], endMs: 30 * MINUTE_MS });
    expect(nativeSteps({ strategy: 'LINEAR', stepPercent: 33.3 }).map(({ greenPercent }) => greenPercent)).toEqual([33.3, 66.6, 99.9, 100]);
    expect(nativeSteps({ strategy: 'LINEAR', stepPercent: 100 })).toEqual([{ greenPercent: 100, holdMs: 0 }]);
  });

  it('[A.NW-4] has green at full size before traffic moves and blue beside it until the bake time is over', () => {
    const rules = rulesOf({ strategy: 'BLUE_GREEN' }, 10);
    const scaling = stepNative(startNative(rules, 0, false), rules, seenAt(0, { isGreenSteady: false }));
    expect(scaling).toMatchObject({ state: { stage: 'SCALE_UP' }, greenPercent: 0, keeps: 'both' });
    const baking = stepNative(scaling.state, rules, seenAt(3 * MINUTE_MS));
    expect(baking).toMatchObject({ state: { stage: 'BAKE_TIME' }, greenPercent: 100, keeps: 'both', againMs: 13 * MINUTE_MS });
    expect(stepNative(baking.state, rules, seenAt(13 * MINUTE_MS))).toMatchObject({
      state: { end: 'SUCCESSFUL' },
      keeps: 'green',
      greenPercent: 100,
    });
    // Blue still has its tasks: the traffic is back at once.
    expect(stepNative(baking.state, rules, seenAt(12 * MINUTE_MS, { isTripped: true }))).toMatchObject({
      state: { end: 'ROLLED_BACK' },
      keeps: 'blue',
      greenPercent: 0,
    });
  });

  it('[A.NW-4] gives a stage 24 hours, a pause 14 days and the whole of it 30 days', () => {
    const rules = rulesOf({ strategy: 'BLUE_GREEN' }, 24 * 60);
    const scaling = stepNative(startNative(rules, 0, false), rules, seenAt(0, { isGreenSteady: false }));
    expect(scaling.againMs).toBe(DAY_MS);
    expect(stepNative(scaling.state, rules, seenAt(DAY_MS - 1, { isGreenSteady: false })).state.end).toBeNull();
    expect(stepNative(scaling.state, rules, seenAt(DAY_MS, { isGreenSteady: false })).state.end).toBe('ROLLED_BACK');
    const baking = stepNative(scaling.state, rules, seenAt(0));
    expect(stepNative(baking.state, rules, seenAt(DAY_MS)).state.end).toBe('SUCCESSFUL'); // A bake time of a whole day is in time.

    const pausing = rulesOf({ strategy: 'BLUE_GREEN' }, 0, [{ ...SILENT, stage: 'POST_SCALE_UP', timeoutMs: 14 * DAY_MS }]);
    const paused = stepNative(startNative(pausing, 0, false), pausing, seenAt(0));
    expect(paused).toMatchObject({ state: { stage: 'POST_SCALE_UP' }, againMs: 14 * DAY_MS });
    expect(stepNative(paused.state, pausing, seenAt(14 * DAY_MS - 1)).state.end).toBeNull();
    expect(stepNative(paused.state, pausing, seenAt(14 * DAY_MS)).state.end).toBe('ROLLED_BACK');

    const slow = rulesOf({ strategy: 'LINEAR', stepPercent: 3, stepBakeTimeInMinutes: 1_440 }, 0); // 33 waits of a day
    expect(course(slow)).toMatchObject({ endMs: 30 * DAY_MS });
    expect(course(slow).shifts.at(-1)).toEqual([30 * 24 * 60, 0]);
  });

  it('[A.NW-4] rolls back or continues, as set, when a hook does not answer in time; the event has the time of the answer', () => {
    const rules = rulesOf({ strategy: 'BLUE_GREEN' }, 0, [
      { ...SILENT, stage: 'PRE_SCALE_UP', timeoutMs: 10 * MINUTE_MS, onTimeout: 'CONTINUE' },
      { ...SILENT, stage: 'POST_SCALE_UP', timeoutMs: 10 * MINUTE_MS, answersAfterMs: 3 * MINUTE_MS },
    ]);
    const before = stepNative(startNative(rules, 0, false), rules, seenAt(0));
    expect(before.againMs).toBe(10 * MINUTE_MS);
    const after = stepNative(before.state, rules, seenAt(10 * MINUTE_MS));
    expect(after).toMatchObject({ state: { stage: 'POST_SCALE_UP', areHooksDone: false }, againMs: 13 * MINUTE_MS });
    expect(stepNative(after.state, rules, seenAt(13 * MINUTE_MS)).state.end).toBe('SUCCESSFUL');
  });

  it('[A.NW-4] calls the hooks of a stage before its work, and rolls back if one fails', () => {
    const asked = { ...SILENT, answersAfterMs: MINUTE_MS };
    const rules = rulesOf({ strategy: 'BLUE_GREEN' }, 0, [
      { ...asked, stage: 'PRE_SCALE_UP' },
      { ...asked, stage: 'PRODUCTION_TRAFFIC_SHIFT' },
    ]);
    const first = stepNative(startNative(rules, 0, false), rules, seenAt(0));
    expect(first).toMatchObject({ state: { stage: 'PRE_SCALE_UP' }, keeps: 'blue', againMs: MINUTE_MS });
    expect(stepNative(first.state, rules, seenAt(MINUTE_MS - 1)).state.stage).toBe('PRE_SCALE_UP');
    // One answer is for one stage: the other hook still has to be called.
    const second = stepNative(first.state, rules, seenAt(MINUTE_MS));
    expect(second).toMatchObject({ state: { stage: 'PRODUCTION_TRAFFIC_SHIFT' }, greenPercent: 0, againMs: 2 * MINUTE_MS });
    // It is called again on the way back.
    const failing = { failedHooks: ['PRODUCTION_TRAFFIC_SHIFT'] };
    const back = stepNative(second.state, rules, seenAt(2 * MINUTE_MS, failing));
    expect(back).toMatchObject({ state: { failedBy: 'hook', end: null }, greenPercent: 0, keeps: 'both', againMs: 3 * MINUTE_MS });
    expect(stepNative(back.state, rules, seenAt(3 * MINUTE_MS, failing))).toMatchObject({ state: { end: 'ROLLED_BACK' }, keeps: 'blue' });
    expect(stepNative(second.state, rules, seenAt(2 * MINUTE_MS)).state.end).toBe('SUCCESSFUL');
  });

  it('[A.NW-4] takes only what the API takes', () => {
    const paths = (shift: Parameters<typeof nativeSteps>[0], bake: number | undefined, hasLoadBalancer = true) =>
      nativeProblems(hasLoadBalancer, shift, bake).map(({ path }) => path.at(-1));
    expect(paths({ strategy: 'CANARY', canaryPercent: 0.1, canaryBakeTimeInMinutes: 1_440 }, 0)).toEqual([]);
    expect(paths({ strategy: 'CANARY', canaryPercent: 0.05 }, 0)).toEqual(['canaryPercent']);
    expect(paths({ strategy: 'LINEAR', stepPercent: 3, stepBakeTimeInMinutes: 0 }, 1_440)).toEqual([]);
    expect(paths({ strategy: 'LINEAR', stepPercent: 2.9 }, 1_440)).toEqual(['stepPercent']);
    expect(paths({ strategy: 'BLUE_GREEN' }, undefined)).toEqual(['bakeTimeInMinutes']);
    expect(paths({ strategy: 'BLUE_GREEN' }, 5, false)).toEqual([]);
    expect(paths({ strategy: 'LINEAR' }, 5, false)).toEqual(['strategy']);
  });
});

describe('task sets of an EXTERNAL service', () => {
  const up = { taskSetRounding: 'ceil' } as const;

  it('[S.EXT-2] keep a share of the desired count each', () => {
    expect([0, 100].map((scalePercent) => taskSetCount(10, { scalePercent }, up))).toEqual([0, 10]);
    expect(taskSetCount(10, { scalePercent: 25 }, up)).toBe(3); // ceil(2.5)
    expect(taskSetCount(10, { scalePercent: 25 }, { taskSetRounding: 'floor' })).toBe(2);
    expect(taskSetCount(1_000, { scalePercent: 57.3 }, up)).toBe(573);
    expect(taskSetCount(1_000, { scalePercent: 0.001 }, up)).toBe(1);
  });
});
