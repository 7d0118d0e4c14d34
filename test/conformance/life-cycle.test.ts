import { describe, expect, it } from 'vitest';
import { admit, whenNoRoom } from '../../src/services/admission.js';
import { ClusterState, concernsCapacityProviders, takesWork } from '../../src/services/cluster-states.js';
import {
  countsInReservation,
  DEREGISTERED_TASKS_DEFAULT,
  DESCRIBABLE_MS,
  INSTANCE_STATE_NAMES,
  type InstanceContext,
  type InstanceEvent,
  type InstanceStanding,
  InstanceState,
  isBilled,
  isReplacedByGroup,
  newInstance,
  onInstanceEvent,
  takesTasks,
} from '../../src/services/instance-states.js';
import { onForcedEnd, onScaleIn } from '../../src/services/managed-instances.js';
import { isTaskOver, stopOf, stopTimeoutSeconds } from '../../src/services/task-end.js';
import {
  DesiredStatus,
  firstTaskState,
  nextTaskState,
  TASK_STATE_NAMES,
  TaskState,
  type TaskSteps,
} from '../../src/services/task-states.js';

const PLAIN: TaskSteps = { hasCapacity: true, hasAttachment: false, isRegistered: false, hasExited: false };
const FULL: TaskSteps = { ...PLAIN, hasAttachment: true, isRegistered: true };

/** The names of the states from the first to RUNNING, and from there, once it is to stop, to STOPPED. */
function lifeOf(steps: TaskSteps, upTo: TaskState = TaskState.STOPPED): string[] {
  const passed: TaskState[] = [firstTaskState(steps)];
  while (passed.at(-1)! < upTo) {
    const desired = passed.at(-1)! < TaskState.RUNNING ? DesiredStatus.RUNNING : DesiredStatus.STOPPED;
    passed.push(nextTaskState(passed.at(-1)!, desired, steps));
  }
  return passed.map((state) => TASK_STATE_NAMES[state]);
}

describe('the life of a task', () => {
  it('[C.TSK-01, T.LIFE-1] passes the nine states in order', () => {
    const all = ['PROVISIONING', 'PENDING', 'ACTIVATING', 'RUNNING', 'DEACTIVATING', 'STOPPING', 'DEPROVISIONING', 'STOPPED', 'DELETED'];
    expect(lifeOf(FULL, TaskState.DELETED)).toEqual(all);
    expect(lifeOf(PLAIN)).toEqual(['PENDING', 'RUNNING', 'STOPPING', 'STOPPED']);
  });

  it('[C.TSK-03] has PROVISIONING for its interface and ACTIVATING for discovery or several target groups, and else skips them', () => {
    expect(lifeOf({ ...PLAIN, hasAttachment: true })).toEqual([
      'PROVISIONING',
      'PENDING',
      'RUNNING',
      'STOPPING',
      'DEPROVISIONING',
      'STOPPED',
    ]);
    expect(lifeOf({ ...PLAIN, isRegistered: true })).toEqual(['PENDING', 'ACTIVATING', 'RUNNING', 'DEACTIVATING', 'STOPPING', 'STOPPED']);
  });

  it('[S.TASK-1, T.LIFE-2, C.TSK-02] has a desired status, which its last status follows', () => {
    // A stop is asked for: the desired status is STOPPED while the last status is still RUNNING.
    expect(nextTaskState(TaskState.RUNNING, DesiredStatus.RUNNING, FULL)).toBe(TaskState.RUNNING);
    expect(nextTaskState(TaskState.RUNNING, DesiredStatus.STOPPED, FULL)).toBe(TaskState.DEACTIVATING);
    expect(nextTaskState(TaskState.PENDING, DesiredStatus.STOPPED, FULL)).toBe(TaskState.DEPROVISIONING); // It need not run first.
  });

  it('[S.TASK-2, C.TSK-04] ends by itself for a batch job; a service task runs until it is stopped', () => {
    expect(lifeOf({ ...PLAIN, hasExited: true })).toEqual(['PENDING', 'RUNNING', 'STOPPED']);
    expect(nextTaskState(TaskState.RUNNING, DesiredStatus.RUNNING, PLAIN)).toBe(TaskState.RUNNING);
  });

  it('[S.TASK-7, T.CTR-1] ends with its first essential container, never with another', () => {
    const running = { hasStopped: false };
    const stopped = { hasStopped: true };
    expect(isTaskOver([running, { essential: true, ...stopped }])).toBe(true);
    expect(isTaskOver([running, stopped])).toBe(true); // Essential unless it says otherwise.
    expect(isTaskOver([running, { essential: false, ...stopped }])).toBe(false);
  });

  it('[S.TASK-8] gets SIGKILL after stopTimeout: its own, the agent’s, or 30 seconds', () => {
    expect(stopTimeoutSeconds(null, null)).toBe(30);
    expect(stopTimeoutSeconds(null, 45)).toBe(45);
    expect(stopTimeoutSeconds(120, 45)).toBe(120);
    expect(stopOf(29_999, 30_000)).toEqual({ tookMs: 29_999, isKilled: false });
    expect(stopOf(30_001, 30_000)).toEqual({ tookMs: 30_000, isKilled: true });
  });

  it('[T.LIFE-3, C.TSK-05] waits in PROVISIONING when its capacity provider has no room', () => {
    const waiting = { ...PLAIN, hasCapacity: false };
    expect(whenNoRoom({ hasStrategy: true, isService: false }).waits).toBe(true);
    expect(firstTaskState(waiting)).toBe(TaskState.PROVISIONING);
    expect(nextTaskState(TaskState.PROVISIONING, DesiredStatus.RUNNING, waiting)).toBe(TaskState.PROVISIONING);
    expect(nextTaskState(TaskState.PROVISIONING, DesiredStatus.RUNNING, PLAIN)).toBe(TaskState.PENDING);
  });

  it('[T.LIFE-4, S.TASK-3] fails at once without a capacity provider, unless a service keeps asking', () => {
    expect(whenNoRoom({ hasStrategy: false, isService: false }).waits).toBe(false);
    expect(whenNoRoom({ hasStrategy: false, isService: true }).waits).toBe(true);
    expect(whenNoRoom({ hasStrategy: true, isService: false }).waits).toBe(true); // Waiting for a constraint to hold is no failure either.
  });

  it('[A.CAS-20, C.SOUT-13, S.TASK-4] shares PROVISIONING with at most 499 others; beyond that it is held or refused', () => {
    const quota = 500;
    const [standalone, service, launchType] = [
      { hasStrategy: true, isService: false },
      { hasStrategy: true, isService: true },
      { hasStrategy: false, isService: false },
    ];
    expect(admit(499, 0, { quota, overflow: 'hold' }, standalone)).toBe('admit');
    expect(admit(500, 0, { quota, overflow: 'hold' }, standalone)).toBe('hold');
    expect(admit(500, 0, { quota, overflow: 'refuse' }, standalone)).toBe('refuse');
    expect(admit(500, 0, { quota, overflow: 'refuse' }, service)).toBe('retry');
    expect(admit(500, 0, { quota, overflow: 'refuse' }, launchType)).toBe('admit'); // Auto Scaling group providers only.
    expect(admit(100, 0, { quota: 100, overflow: 'hold' }, standalone)).toBe('hold');
  });
});

const CONTEXT: InstanceContext = { hasTasks: true, hasTrunk: false, deregisteredTasks: DEREGISTERED_TASKS_DEFAULT };
const ACTIVE = newInstance(false);

function standingAfter(
  events: InstanceEvent[],
  context: Partial<InstanceContext> = {},
  from: InstanceStanding = newInstance(context.hasTrunk ?? false),
) {
  return events.reduce<InstanceStanding | null>((now, event) => now && onInstanceEvent(now, event, { ...CONTEXT, ...context }), from);
}

describe('the life of a container instance', () => {
  it('[C.CI-01, T.LIFE-5, S.INST-3] is REGISTERING and DEREGISTERING only while a trunk is made and released', () => {
    const nameAfter = (events: InstanceEvent[], hasTrunk: boolean) =>
      INSTANCE_STATE_NAMES[standingAfter(events, { hasTrunk, hasTasks: false })!.status];
    expect(nameAfter([], true)).toBe('REGISTERING');
    expect(nameAfter(['registered'], true)).toBe('ACTIVE');
    expect(nameAfter(['registrationFailed'], true)).toBe('REGISTRATION_FAILED');
    expect(nameAfter(['registered', 'deregister'], true)).toBe('DEREGISTERING');
    expect(nameAfter(['registered', 'deregister', 'trunkReleased'], true)).toBe('INACTIVE');
    expect(nameAfter([], false)).toBe('ACTIVE');
    expect(nameAfter(['deregister'], false)).toBe('INACTIVE');
    expect(INSTANCE_STATE_NAMES.slice(1)).toEqual([
      'REGISTERING',
      'REGISTRATION_FAILED',
      'ACTIVE',
      'DRAINING',
      'DEREGISTERING',
      'INACTIVE',
    ]);
  });

  it('[C.CI-02, S.INST-1, C.DRN-01] takes tasks while it is ACTIVE and its agent is connected', () => {
    expect(ACTIVE).toMatchObject({ status: InstanceState.ACTIVE, isAgentConnected: true });
    expect(takesTasks(ACTIVE)).toBe(true);
    expect(takesTasks(standingAfter(['agentLost'])!)).toBe(false);
    expect(takesTasks(standingAfter(['drain'])!)).toBe(false);
    const takers = Object.values(InstanceState).filter((status) => takesTasks({ status, isAgentConnected: true }));
    expect(takers).toEqual([InstanceState.ACTIVE]);
  });

  it('[S.INST-2, C.DRN-08] stays DRAINING when its tasks have gone, until it is activated again or removed', () => {
    const draining = standingAfter(['drain'], { hasTasks: false })!;
    expect(draining.status).toBe(InstanceState.DRAINING); // Though it is empty.
    expect(takesTasks(standingAfter(['activate'], {}, draining)!)).toBe(true);
    expect(standingAfter(['deregister'], { hasTasks: false }, draining)).toMatchObject({ status: InstanceState.INACTIVE });
  });

  it('[C.CI-03, T.LIFE-6] a stop of the machine leaves it ACTIVE without agent and tasks; a start brings it back', () => {
    const stopped = onInstanceEvent(ACTIVE, 'ec2Stop', CONTEXT)!;
    expect(stopped).toMatchObject({ status: InstanceState.ACTIVE, isAgentConnected: false, isListed: true, tasks: 'stop' });
    expect(takesTasks(stopped)).toBe(false);
    expect(takesTasks(standingAfter(['ec2Start'], {}, stopped)!)).toBe(false); // Not before its agent is back.
    expect(takesTasks(standingAfter(['ec2Start', 'agentBack'], {}, stopped)!)).toBe(true);
    expect(onInstanceEvent(ACTIVE, 'ec2Terminate', CONTEXT)!.status).toBe(InstanceState.INACTIVE); // Not a stop.
  });

  it('[C.CI-05, T.LIFE-6, S.INST-4] deregistered or terminated it is INACTIVE and unlisted at once, and described for an hour', () => {
    const gone = { status: InstanceState.INACTIVE, isListed: false };
    expect(onInstanceEvent(ACTIVE, 'ec2Terminate', CONTEXT)).toMatchObject({ ...gone, tasks: 'stop' });
    expect(onInstanceEvent(ACTIVE, 'deregister', { ...CONTEXT, hasTasks: false })).toMatchObject({ ...gone, tasks: 'keep' });
    expect(onInstanceEvent(ACTIVE, 'deregister', CONTEXT)).toBeNull(); // With running tasks it needs force.
    expect(onInstanceEvent(ACTIVE, 'forceDeregister', { ...CONTEXT, deregisteredTasks: 'stopped' })).toMatchObject({
      ...gone,
      tasks: 'stop',
    });
    expect(DESCRIBABLE_MS).toBe(60 * 60 * 1000);
  });

  it('[C.CI-06] a machine that is terminated without a connected agent stays listed as a ghost', () => {
    const ghost = { status: InstanceState.ACTIVE, isAgentConnected: false, isListed: true, machine: 'terminated' };
    expect(standingAfter(['ec2Stop', 'ec2Terminate'])).toMatchObject(ghost);
    expect(standingAfter(['agentLost', 'ec2Terminate'])).toMatchObject(ghost);
    expect(standingAfter(['ec2Terminate'])).toMatchObject({ status: InstanceState.INACTIVE, isListed: false });
    const removed = standingAfter(['agentLost', 'ec2Terminate', 'deregister'], { hasTasks: false });
    expect(removed).toMatchObject({ status: InstanceState.INACTIVE, isListed: false }); // Somebody has to tidy up.
  });

  it('[C.CI-07] deregistering does not end the machine: it goes on costing money', () => {
    expect(isBilled(standingAfter(['forceDeregister'])!)).toBe(true);
    expect(isBilled(standingAfter(['forceDeregister', 'ec2Terminate'])!)).toBe(false);
    expect(isBilled(standingAfter(['ec2Stop'])!)).toBe(false);
  });

  it('[C.CI-08, T.LIFE-9] running tasks of a deregistered instance become orphans, or stop by the other reading', () => {
    const fate = (deregisteredTasks: InstanceContext['deregisteredTasks'], hasTasks = true) =>
      onInstanceEvent(ACTIVE, 'forceDeregister', { hasTrunk: false, hasTasks, deregisteredTasks })!.tasks;
    expect(fate(DEREGISTERED_TASKS_DEFAULT)).toBe('orphan');
    expect(fate('stopped')).toBe('stop');
    expect(fate('orphaned', false)).toBe('keep');
  });

  it('[C.CI-09] the group launches a replacement for a machine that was terminated behind its back', () => {
    expect(isReplacedByGroup('ec2Terminate')).toBe(true);
    expect(isReplacedByGroup('group')).toBe(false);
    expect(isReplacedByGroup('deregister')).toBe(false); // The machine still runs.
  });

  it('[T.LIFE-7] DRAINING it takes no tasks but counts in reservation and utilisation', () => {
    expect(takesTasks(standingAfter(['drain'])!)).toBe(false);
    const counted = Object.values(InstanceState).filter(countsInReservation);
    expect(counted).toEqual([InstanceState.ACTIVE, InstanceState.DRAINING]);
  });
});

describe('managed instances', () => {
  it.each([
    { isProtected: true, isDraining: true, busy: 'kept', idle: 'drained', forced: 'drained' },
    { isProtected: false, isDraining: true, busy: 'drained', idle: 'drained', forced: 'drained' },
    { isProtected: true, isDraining: false, busy: 'kept', idle: 'ended', forced: 'ended' },
    { isProtected: false, isDraining: false, busy: 'ended', idle: 'ended', forced: 'ended' },
  ])('[A.CAS-19, C.MID-05] protection $isProtected and draining $isDraining: scaled in, a busy one is $busy', (row) => {
    const { isProtected, isDraining } = row;
    expect(onScaleIn({ isProtected, isDraining, isBusy: true })).toBe(row.busy);
    expect(onScaleIn({ isProtected, isDraining, isBusy: false })).toBe(row.idle);
    expect(onForcedEnd({ isDraining })).toBe(row.forced);
  });
});

describe('clusters', () => {
  it('[C.CLU-01, T.LIFE-16] have five states, three of them about the resources of capacity providers', () => {
    const { ACTIVE, PROVISIONING, DEPROVISIONING, FAILED } = ClusterState;
    expect(Object.keys(ClusterState)).toEqual(['ACTIVE', 'PROVISIONING', 'DEPROVISIONING', 'FAILED', 'INACTIVE']);
    expect(Object.values(ClusterState).filter(concernsCapacityProviders)).toEqual([PROVISIONING, DEPROVISIONING, FAILED]);
    expect(Object.values(ClusterState).filter(takesWork)).toEqual([ACTIVE]);
  });
});
