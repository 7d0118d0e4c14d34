import { describe, expect, it } from 'vitest';
import type { FailureMode } from '../../src/services/deployments/failure-modes.js';
import { type NativeHook, nativeSteps } from '../../src/services/deployments/native.js';
import { RolloutState } from '../../src/services/service-states.js';
import { DeploymentCause, Fact } from '../../src/sim/facts.js';
import { deploymentSpecWith, simulate } from '../sim/deployed.js';
import { MINUTE, type Recorder } from '../sim/setups.js';

const SECOND = 1_000;
const { COMPLETED, FAILED, IN_PROGRESS } = RolloutState;
const hook = (stage: NativeHook['stage'], over: Partial<NativeHook> = {}): NativeHook => {
  return { stage, answersAfterMs: 0, timeoutMs: 24 * 60 * MINUTE, onTimeout: 'ROLLBACK', ...over };
};

/** All traffic at once, five minutes of bake time. Without hooks green is healthy, and has the traffic, at 640 s. */
function deployed(hooks: readonly NativeHook[], mode: Partial<FailureMode> = {}): Recorder {
  const shift = { kind: 'native' as const, rules: { steps: nativeSteps({ strategy: 'BLUE_GREEN' }), bakeMs: 5 * MINUTE, hooks } };
  return simulate(null, { deploymentSpec: deploymentSpecWith({ shift }, mode) });
}
/** When green had all the traffic, when its first task was requested, and how the deployment ended: [second, state, cause]. */
function story(recorder: Recorder) {
  const [shifted] = recorder.of(Fact.trafficShifted);
  const asked = recorder.of(Fact.taskRequested).find(({ atMs }) => atMs >= 10 * MINUTE);
  const end = recorder.of(Fact.deploymentChanged).find(({ args }) => args[1] === 1 && args[2] !== IN_PROGRESS);
  return {
    asked: asked === undefined ? null : asked.atMs / SECOND,
    shifted: shifted === undefined ? null : shifted.atMs / SECOND,
    end: end === undefined ? null : [end.atMs / SECOND, end.args[2], end.args[3]],
  };
}

describe('lifecycle hooks of a deployment that ECS shifts itself', () => {
  it('[A.NW-4] change nothing when they answer at once', () => {
    const plain = story(deployed([]));
    expect(plain).toEqual({ asked: 600, shifted: 640, end: [940, COMPLETED, DeploymentCause.steady] });
    const all = ['PRE_SCALE_UP', 'POST_SCALE_UP', 'TEST_TRAFFIC_SHIFT', 'PRODUCTION_TRAFFIC_SHIFT'] as const;
    expect(story(deployed(all.map((stage) => hook(stage))))).toEqual(plain);
  });

  it('[A.NW-4] hold up the stage that they are before, one after the other', () => {
    const before = hook('PRE_SCALE_UP', { answersAfterMs: 3 * MINUTE });
    expect(story(deployed([before]))).toEqual({ asked: 780, shifted: 820, end: [1_120, COMPLETED, DeploymentCause.steady] });
    const after = hook('POST_TEST_TRAFFIC_SHIFT', { answersAfterMs: 2 * MINUTE });
    expect(story(deployed([before, after]))).toEqual({ asked: 780, shifted: 940, end: [1_240, COMPLETED, DeploymentCause.steady] });
  });

  it('[A.NW-4] roll back when they fail: before green is started, or when it is there', () => {
    const failed = (at: NativeHook['stage'], minutes: number) =>
      story(deployed([hook(at, { answersAfterMs: minutes * MINUTE })], { failedHooks: [at] }));
    expect(failed('PRE_SCALE_UP', 1)).toEqual({ asked: null, shifted: null, end: [660, FAILED, DeploymentCause.hook] });
    expect(failed('POST_SCALE_UP', 1)).toEqual({ asked: 600, shifted: null, end: [700, FAILED, DeploymentCause.hook] });
    const late = deployed([hook('POST_PRODUCTION_TRAFFIC_SHIFT', { answersAfterMs: 0 })], {
      failedHooks: ['POST_PRODUCTION_TRAFFIC_SHIFT'],
    });
    expect(story(late).end).toEqual([640, FAILED, DeploymentCause.hook]);
    expect(late.of(Fact.taskStopping).length).toBe(4); // Green, which never had traffic that was seen.
  });

  it('[A.NW-4] continue or roll back when no answer comes in time', () => {
    const silent = { answersAfterMs: null, timeoutMs: 10 * MINUTE };
    expect(story(deployed([hook('POST_SCALE_UP', silent)])).end).toEqual([1_240, FAILED, DeploymentCause.hook]);
    expect(story(deployed([hook('POST_SCALE_UP', { ...silent, onTimeout: 'CONTINUE' })]))).toEqual({
      ...{ asked: 600, shifted: 1_240, end: [1_540, COMPLETED, DeploymentCause.steady] },
    });
  });
});
