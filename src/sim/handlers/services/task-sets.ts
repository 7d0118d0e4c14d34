import { type CodeDeployState, startCodeDeploy, stepCodeDeploy } from '../../../services/deployments/code-deploy.js';
import { complete, primaryOf, returnTo, settle } from '../../../services/deployments/deployments.js';
import { type NativeState, startNative, stepNative } from '../../../services/deployments/native.js';
import { taskSetCount } from '../../../services/deployments/task-sets.js';
import { RolloutState } from '../../../services/service-states.js';
import type { ShiftRecord } from '../../cluster/services/shift-record.js';
import type { World } from '../../cluster/world.js';
import type { DeploymentSpec } from '../../deployment-spec.js';
import { DeploymentCause, Fact } from '../../facts.js';

/** Tasks to keep, by revision; none of other revisions. */
export type CountsByRevision = ReadonlyMap<number, number>;

interface TaskSetCounts {
  /** Green is healthy at the desired count. */
  readonly isGreenSteady: boolean;
  /** As in NativeObservation. */
  readonly isBlueGone: boolean;
  readonly changesMs: number | null;
  readonly isInAlarm: boolean;
}

interface Ending {
  readonly isGood: boolean;
  /** Traffic and tasks have returned to blue. */
  readonly isBack: boolean;
  readonly cause: number;
  readonly isInAlarm: boolean;
}

/**
 * Deployments that shift traffic from one task set to another, blue to green, by CodeDeploy or by ECS; and task sets that an external
 * controller scales.
 */
export class TaskSets {
  constructor(private readonly world: World) {}

  /**
   * Prepares for another deployment. Returns the revision that is blue for it, which has the traffic. A green revision that already has all
   * traffic is COMPLETED, although its blue one has not been removed; one that has FAILED stays so (S.SM-2).
   */
  supersede(service: number): number {
    const { deploymentState } = this.world.records.services[service];
    const { revision, rollout } = primaryOf(deploymentState.deployments);
    if (deploymentState.shift === null) return revision;
    if (deploymentState.shift.greenPercent < 100) return deploymentState.shift.blue;
    if (rollout === RolloutState.IN_PROGRESS) {
      deploymentState.deployments = complete(deploymentState.deployments);
      this.world.emit(Fact.deploymentChanged, service, revision, RolloutState.COMPLETED, DeploymentCause.steady);
    }
    return deploymentState.shift.green;
  }

  /** Begins the shift once green has become PRIMARY. */
  begin(service: number, blue: number, green: number): void {
    const { deploymentState } = this.world.records.services[service];
    const { shift } = this.world.setup.services[service].deploymentSpec!;
    const { nowMs } = this.world.loop;
    if (shift === null) return;
    const isReconciled = deploymentState.shift !== null;
    const state = shift.kind === 'codeDeploy' ? startCodeDeploy(nowMs) : startNative(shift.rules, nowMs, isReconciled);
    deploymentState.shift = { blue, green, state, keeps: 'both', greenPercent: 0, dueMs: -1 };
  }

  /** Advances a shift in progress by one step. */
  advance(service: number, seen: TaskSetCounts): void {
    const { records, loop, setup, turns } = this.world;
    const { shift } = records.services[service].deploymentState;
    const { shift: spec, revisions } = setup.services[service].deploymentSpec!;
    if (shift === null || spec === null || endOf(shift.state) !== null) return;
    const { cause, isAborted } = this.haltOf(service, shift, seen.isInAlarm);
    const isTripped = cause !== null;
    const now = {
      atMs: loop.nowMs,
      isGreenSteady: seen.isGreenSteady,
      isBlueGone: seen.isBlueGone,
      changesMs: seen.changesMs,
      isTripped,
      isAborted,
      failedHooks: revisions[shift.green].mode.failedHooks,
      backMs: turns.after(service, loop.nowMs),
    };
    const step =
      spec.kind === 'codeDeploy'
        ? stepCodeDeploy(shift.state as CodeDeployState, isAborted ? { ...spec.rules, isAutoRollback: false } : spec.rules, now)
        : stepNative(shift.state as NativeState, spec.rules, now);
    const greenPercent = 'greenPercent' in step ? step.greenPercent : step.state.greenPercent;
    if (greenPercent !== shift.greenPercent) this.world.emit(Fact.trafficShifted, service, shift.green, Math.round(greenPercent * 10));
    const next: ShiftRecord = { ...shift, state: step.state, keeps: step.keeps, greenPercent };
    records.services[service].deploymentState.shift = next;
    if (step.againMs !== null && step.againMs !== shift.dueMs) this.stepAt(service, next, step.againMs);
    const end = endOf(step.state);
    if (end === null) return;
    const ofCodeDeploy = isTripped ? 'alarm' : 'isHookFailed' in step && step.isHookFailed ? 'hook' : 'time';
    const failedBy = 'failedBy' in step.state && !isAborted ? step.state.failedBy : ofCodeDeploy;
    const { alarm, hook, timedOut } = DeploymentCause;
    const endCause = { alarm: cause ?? alarm, hook, time: timedOut }[failedBy ?? 'time'];
    this.end(service, next, { isGood: end, isBack: next.keeps === 'blue' && !isAborted, cause: endCause, isInAlarm: seen.isInAlarm });
  }

  /** Returns the tasks to keep by revision; null: all of the primary revision, or those of a rolling update. */
  countsByRevision(service: number): CountsByRevision | null {
    const { records, setup, loop } = this.world;
    const { deploymentState, desired } = records.services[service];
    const { shift, taskSets } = setup.services[service].deploymentSpec!;
    if (taskSets !== null)
      return new Map(
        taskSets.map(({ scale }, revision) => {
          const scalePercent = scale.findLast(({ atMs }) => atMs <= loop.nowMs)?.percent ?? 0;
          return [revision, taskSetCount(desired, { scalePercent }, setup.deploymentAndHealth.deployments)];
        }),
      );
    if (shift === null) return null;
    if (deploymentState.shift === null) return new Map([[primaryOf(deploymentState.deployments).revision, desired]]);
    const { blue, green, keeps } = deploymentState.shift;
    return new Map([...(keeps === 'green' ? [] : [[blue, desired] as const]), ...(keeps === 'blue' ? [] : [[green, desired] as const])]);
  }

  /**
   * Routes production traffic to the task sets by their weights, or by the shift. Without a shift the revision that the service keeps gets
   * all of it.
   */
  route(service: number): void {
    const { traffic, setup, loop } = this.world;
    const { taskSets } = setup.services[service].deploymentSpec!;
    const weights = taskSets === null ? this.shares(service) : taskSets.map((set, revision) => [revision, this.weightOf(set)] as const);
    traffic.weigh(service, new Map(weights), loop.nowMs);
  }

  /** Returns why the shift has to stop now, null if it goes on, and whether it stops without a rollback. One that has begun goes on. */
  private haltOf(service: number, { green, state }: ShiftRecord, isInAlarm: boolean): { cause: number | null; isAborted: boolean } {
    const { deployments, stopped } = this.world.records.services[service].deploymentState;
    const { circuitBreaker, alarms } = this.world.setup.services[service].deploymentSpec!.watch;
    const { breaker, ignoresAlarms } = primaryOf(deployments).watch;
    const isBroken = circuitBreaker.enable && breaker.isTripped;
    const isAlarmed = alarms.enable && isInAlarm && !ignoresAlarms;
    const rollsBack = (isBroken && circuitBreaker.rollback) || (isAlarmed && alarms.rollback); // S.ALARM-2
    const isGoingBack = 'failedBy' in state && state.failedBy !== null;
    if (stopped?.revision === green) return { cause: DeploymentCause.stopped, isAborted: !isGoingBack && !stopped.rollsBack };
    if (!isBroken && !isAlarmed) return { cause: null, isAborted: false };
    return { cause: isBroken ? DeploymentCause.circuitBreaker : DeploymentCause.alarm, isAborted: !isGoingBack && !rollsBack };
  }

  private shares(service: number): (readonly [revision: number, percent: number])[] {
    const { deployments, shift } = this.world.records.services[service].deploymentState;
    if (shift === null) return [[primaryOf(deployments).revision, 100]];
    return [
      [shift.blue, 100 - shift.greenPercent],
      [shift.green, shift.greenPercent],
    ];
  }

  private weightOf({ weights = [] }: NonNullable<DeploymentSpec['taskSets']>[number]): number {
    return weights.findLast(({ atMs }) => atMs <= this.world.loop.nowMs)?.weight ?? 0;
  }

  /** Ends the shift. On failure traffic and tasks return to blue, unless rollback is off or a user has excluded it. */
  private end(service: number, shift: ShiftRecord, { isGood, isBack, cause, isInAlarm }: Ending): void {
    const { deploymentState } = this.world.records.services[service];
    const { watch } = primaryOf(deploymentState.deployments);
    const rollout = isGood ? RolloutState.COMPLETED : RolloutState.FAILED;
    const verdict = { watch, rollout, failedBy: null, rollsBack: false, againMs: null };
    this.world.emit(Fact.deploymentChanged, service, shift.green, rollout, isGood ? DeploymentCause.steady : cause);
    const settled = settle(deploymentState.deployments, verdict, isInAlarm);
    deploymentState.deployments = isBack ? returnTo(settled, shift.blue, isInAlarm) : settled;
    // Without a rollback both stay as they are.
    if (isGood || isBack) deploymentState.shift = null;
  }

  private stepAt(service: number, shift: ShiftRecord, atMs: number): void {
    this.world.records.services[service].deploymentState.shift = { ...shift, dueMs: atMs };
    this.world.serviceDueAt(service, atMs);
  }
}

/** Returns true for success, false for failure, null while the shift is in progress. */
function endOf(state: CodeDeployState | NativeState): boolean | null {
  if ('phase' in state) return state.phase === 'SUCCEEDED' ? true : state.phase === 'FAILED' ? false : null;
  return state.end === null ? null : state.end === 'SUCCESSFUL';
}
