/** States of a container instance (C.CI-01). Whether its agent is connected is a flag of its own. */
export const InstanceState = { REGISTERING: 1, REGISTRATION_FAILED: 2, ACTIVE: 3, DRAINING: 4, DEREGISTERING: 5, INACTIVE: 6 } as const;
export type InstanceState = (typeof InstanceState)[keyof typeof InstanceState];

/** By InstanceState. */
export const INSTANCE_STATE_NAMES: readonly string[] = ['', ...Object.keys(InstanceState)];

/** What is true of an instance for ECS and for EC2. */
export interface InstanceStanding {
  readonly status: InstanceState;
  readonly isAgentConnected: boolean;
  /** ListContainerInstances shows it. */
  readonly isListed: boolean;
  readonly machine: Machine;
}

/** The EC2 instance behind it. */
type Machine = 'running' | 'stopped' | 'terminated';

/** EC2 bills a machine that runs, whatever ECS knows of it (C.CI-07). */
export function isBilled({ machine }: Pick<InstanceStanding, 'machine'>): boolean {
  return machine === 'running';
}

export type InstanceEvent =
  | 'registered'
  | 'registrationFailed'
  | 'drain'
  | 'activate'
  | 'agentLost'
  | 'agentBack'
  | 'ec2Stop'
  | 'ec2Start'
  | 'ec2Terminate'
  | 'deregister'
  | 'forceDeregister'
  | 'trunkReleased';

/** What ECS sees happen to the instance's tasks; an orphan runs on but is no task of the cluster any more. */
type TasksFate = 'keep' | 'stop' | 'orphan';

export interface InstanceOutcome extends InstanceStanding {
  readonly tasks: TasksFate;
}

export interface InstanceContext {
  readonly hasTasks: boolean;
  /** A trunk is made before ACTIVE and released before INACTIVE. */
  readonly hasTrunk: boolean;
  /**
   * What a forced deregistration does to running tasks (T.LIFE-9). Default `orphaned`, as the guide's page on deregistering and the API reference
   * have it: ECS only stops seeing them. The guide's page on state change events says `stopped`.
   */
  readonly deregisteredTasks: 'orphaned' | 'stopped';
}
export const DEREGISTERED_TASKS_DEFAULT: InstanceContext['deregisteredTasks'] = 'orphaned';

/** An instance as it first appears: only one with a trunk is seen REGISTERING (T.LIFE-5). */
export function newInstance(hasTrunk: boolean): InstanceStanding {
  return {
    status: hasTrunk ? InstanceState.REGISTERING : InstanceState.ACTIVE,
    isAgentConnected: true,
    isListed: true,
    machine: 'running',
  };
}

/** The instance after the event; null when the event cannot happen to it or ECS refuses it. */
export function onInstanceEvent(now: InstanceStanding, event: InstanceEvent, context: InstanceContext): InstanceOutcome | null {
  const { status } = now;
  switch (event) {
    case 'registered':
      return status === InstanceState.REGISTERING ? became(now, InstanceState.ACTIVE) : null;
    case 'registrationFailed':
      return status === InstanceState.REGISTERING ? became(now, InstanceState.REGISTRATION_FAILED) : null;
    case 'drain':
      return status === InstanceState.ACTIVE ? became(now, InstanceState.DRAINING) : null;
    case 'activate':
      return status === InstanceState.DRAINING ? became(now, InstanceState.ACTIVE) : null;
    case 'trunkReleased':
      return status === InstanceState.DEREGISTERING ? became(now, InstanceState.INACTIVE) : null;
    case 'deregister':
    case 'forceDeregister':
      return onDeregister(now, event === 'forceDeregister', context);
    default:
      return onMachineEvent(now, event, context);
  }
}

/** What happens to the machine or its agent; ECS learns of it through the agent. */
function onMachineEvent(now: InstanceStanding, event: InstanceEvent, context: InstanceContext): InstanceOutcome | null {
  const { machine, isAgentConnected, isListed } = now;
  switch (event) {
    case 'agentLost':
      return isAgentConnected ? { ...now, isAgentConnected: false, tasks: 'keep' } : null;
    case 'agentBack':
      return !isAgentConnected && isListed && machine === 'running' ? { ...now, isAgentConnected: true, tasks: 'keep' } : null;
    case 'ec2Stop': // The status stays, the agent is lost within minutes, the containers are gone (C.CI-03).
      return machine === 'running' ? { ...now, isAgentConnected: false, machine: 'stopped', tasks: 'stop' } : null;
    case 'ec2Start': // The agent connects when it is up: agentBack.
      return machine === 'stopped' ? { ...now, machine: 'running', tasks: 'keep' } : null;
    default:
      return machine === 'terminated' ? null : onTerminate(now, context);
  }
}

/** Only a connected agent can report the end; without one a ghost stays listed until somebody deregisters it (C.CI-06). */
function onTerminate(now: InstanceStanding, { hasTrunk }: InstanceContext): InstanceOutcome {
  const machine = 'terminated';
  return now.isAgentConnected ? { ...gone(hasTrunk), machine, tasks: 'stop' } : { ...now, machine, tasks: 'stop' };
}

/** ECS forgets the instance, EC2 does not (C.CI-07). With running tasks that needs force (S.INST-4). */
function onDeregister(now: InstanceStanding, isForced: boolean, context: InstanceContext): InstanceOutcome | null {
  if (!now.isListed || (context.hasTasks && !isForced)) return null;
  const tasks = !context.hasTasks ? 'keep' : context.deregisteredTasks === 'orphaned' ? 'orphan' : 'stop';
  return { ...gone(context.hasTrunk), machine: now.machine, tasks };
}

/** Unlisted at once, and INACTIVE at once unless a trunk has first to be released (C.CI-05, T.LIFE-5). */
function gone(hasTrunk: boolean): Omit<InstanceStanding, 'machine'> {
  return { status: hasTrunk ? InstanceState.DEREGISTERING : InstanceState.INACTIVE, isAgentConnected: false, isListed: false };
}

function became(now: InstanceStanding, status: InstanceState): InstanceOutcome {
  return { ...now, status, tasks: 'keep' };
}

/** Placement considers ACTIVE instances whose agent is connected, and no others (S.INST-1, S.INST-5). */
export function takesTasks({ status, isAgentConnected }: Pick<InstanceStanding, 'status' | 'isAgentConnected'>): boolean {
  return status === InstanceState.ACTIVE && isAgentConnected;
}

/** DRAINING instances are still in the denominator of reservation and utilisation (T.LIFE-7). */
export function countsInReservation(status: InstanceState): boolean {
  return status === InstanceState.ACTIVE || status === InstanceState.DRAINING;
}

/** How long an INACTIVE instance can still be described (C.CI-05). */
export const DESCRIBABLE_MS = 3_600_000;

/**
 * Whether the Auto Scaling group launches another instance in place of one that ended: it does when the machine was terminated
 * behind its back, not when the group was asked to (C.CI-09) and not when ECS alone let it go.
 */
export function isReplacedByGroup(endedBy: 'group' | 'ec2Terminate' | 'deregister'): boolean {
  return endedBy === 'ec2Terminate';
}
