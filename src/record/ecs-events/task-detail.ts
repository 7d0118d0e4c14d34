import type { Ms } from '../../kernel/event-loop.js';
import { DesiredStatus, TASK_STATE_NAMES, TaskState } from '../../services/task-states.js';
import type { Setup } from '../../sim/setup.js';
import type { EcsNames } from './names.js';
import type { StopTexts } from './stop-texts.js';
import type { KnownClass, TaskClasses } from './task-classes.js';

/** A time that has not come, or an instance that the task does not have. */
export const NONE = -1;

/** A task that ECS has, or will have soon: plain data. */
export interface KnownTask {
  readonly task: number;
  readonly taskClass: number;
  readonly provider: number;
  /** Events so far. */
  version: number;
  lastStatus: TaskState;
  desiredStatus: DesiredStatus;
  /** The quota holds its request back before PROVISIONING: ECS has no such task yet. */
  isHeld: boolean;
  instance: number;
  zone: string | null;
  /** It has capacity: an instance, or Fargate. */
  isPlaced: boolean;
  createdMs: Ms;
  pendingMs: Ms;
  pullMs: Ms;
  startedMs: Ms;
  stoppingMs: Ms;
  exitedMs: Ms;
  stoppedMs: Ms;
  /** Its room on the instance is free already, although it is not STOPPED. */
  isRoomFreed: boolean;
  /** Health of its containers; null before they start, or without health checks. */
  health: 'UNKNOWN' | 'HEALTHY' | 'UNHEALTHY' | null;
  /** It is RUNNING, but its service does not count it as healthy (yet). */
  isUnwell: boolean;
  /** Its load balancer sends it nothing any more. */
  isDeregistered: boolean;
  /** Exit code of its essential container; null before the exit. */
  exitCode: number | null;
  words: StopTexts | null;
}

export function newTask(atMs: Ms, task: number, what: { readonly taskClass: number; readonly provider: number }): KnownTask {
  return {
    task,
    taskClass: what.taskClass,
    provider: what.provider,
    version: 0,
    lastStatus: TaskState.PROVISIONING,
    desiredStatus: DesiredStatus.RUNNING,
    isHeld: false,
    instance: NONE,
    zone: null,
    isPlaced: false,
    health: null,
    isUnwell: false,
    isDeregistered: false,
    exitCode: null,
    words: null,
    createdMs: atMs,
    pendingMs: NONE,
    pullMs: 0,
    startedMs: NONE,
    stoppingMs: NONE,
    exitedMs: NONE,
    stoppedMs: NONE,
    isRoomFreed: false,
  };
}

/** `detail` of an ECS Task State Change, as DescribeTasks shows the task (T.EVT-2). Fields without a value yet are left out. */
export function taskDetail(
  task: KnownTask,
  atMs: Ms,
  { names, classes, deployment }: { readonly names: EcsNames; readonly classes: TaskClasses; readonly deployment: string | null },
): object {
  const known = classes.of(task.taskClass);
  const provider = names.provider(task.provider);
  const { launchType, platform } = names.kindOf(task.provider);
  return {
    attachments: attachmentsOf(task, known, names),
    ...(task.zone === null ? {} : { availabilityZone: task.zone }),
    ...(provider === null ? {} : { capacityProviderName: provider }),
    clusterArn: names.cluster,
    ...(task.pendingMs === NONE ? {} : { connectivity: 'CONNECTED', connectivityAt: names.time(task.pendingMs) }),
    ...(task.instance === NONE ? {} : { containerInstanceArn: names.instance(task.instance) }),
    containers: containersOf(task, known, names),
    cpu: String(known.cpuUnits),
    createdAt: names.time(task.createdMs),
    desiredStatus: TASK_STATE_NAMES[task.desiredStatus],
    group: classes.groupOf(known),
    ...(task.health === null ? {} : { healthStatus: task.health }),
    lastStatus: TASK_STATE_NAMES[task.lastStatus],
    launchType,
    memory: String(known.memoryMib),
    overrides: { containerOverrides: [] },
    ...(platform?.hasVersions ? { platformVersion: names.platformVersion(known) } : {}),
    ...timesOf(task, atMs, names),
    ...(deployment === null ? {} : { startedBy: deployment }),
    ...(task.words ?? {}),
    taskArn: names.task(task.task),
    taskDefinitionArn: names.taskDefinition(known.definition),
    updatedAt: names.time(atMs),
    version: task.version,
  };
}

function timesOf(task: KnownTask, atMs: Ms, names: EcsNames) {
  const { pendingMs, pullMs, startedMs, stoppingMs, exitedMs, stoppedMs } = task;
  const isPulled = pendingMs !== NONE && pendingMs + pullMs <= atMs;
  return {
    ...(pendingMs === NONE ? {} : { pullStartedAt: names.time(pendingMs) }),
    ...(isPulled ? { pullStoppedAt: names.time(pendingMs + pullMs) } : {}),
    ...(startedMs === NONE ? {} : { startedAt: names.time(startedMs) }),
    ...(stoppingMs === NONE ? {} : { stoppingAt: names.time(stoppingMs) }),
    // S.TASK-17: records of 2020 to 2023 have it 12 s after stoppingAt, 43 s where SIGTERM is ignored; V.17 10 s before.
    ...(exitedMs === NONE ? {} : { executionStoppedAt: names.time(exitedMs) }),
    ...(stoppedMs === NONE ? {} : { stoppedAt: names.time(stoppedMs) }),
  };
}

/** The network interface of an awsvpc task; its addresses are not modelled. */
function attachmentsOf(task: KnownTask, { eni }: KnownClass, names: EcsNames) {
  if (eni === 0) return [];
  const details = [{ name: 'networkInterfaceId', value: names.networkInterface(task.task) }];
  return [{ id: names.attachment(task.task), type: 'eni', status: attachmentStatus(task), details: task.isPlaced ? details : [] }];
}

function attachmentStatus({ lastStatus, isPlaced }: KnownTask): string {
  if (!isPlaced) return lastStatus === TaskState.STOPPED ? 'DELETED' : 'PRECREATED';
  if (lastStatus === TaskState.PROVISIONING) return 'ATTACHING';
  if (lastStatus < TaskState.DEPROVISIONING) return 'ATTACHED';
  return lastStatus === TaskState.DEPROVISIONING ? 'DETACHING' : 'DELETED';
}

/** The exit code is that of the first essential container, which ends the task. */
function containersOf(task: KnownTask, { definition, eni }: KnownClass, names: EcsNames) {
  const attachment = task.lastStatus > TaskState.PROVISIONING && task.isPlaced && eni > 0;
  const networkInterfaces = attachment ? [{ attachmentId: names.attachment(task.task) }] : [];
  const containers = containersIn(names.setup, definition);
  const essential = containers.findIndex(({ isEssential }) => isEssential);
  return containers.map(({ name, image, cpuUnits }, nth) => ({
    containerArn: names.container(task.task, nth),
    ...(task.exitCode === null || nth !== essential ? {} : { exitCode: task.exitCode }),
    ...(image === null ? {} : { image }),
    lastStatus: containerStatus(task.lastStatus),
    name,
    networkInterfaces,
    taskArn: names.task(task.task),
    cpu: String(cpuUnits),
  }));
}

/** The containers of a task definition; without that data one for each image, or a single one. */
function containersIn({ taskDefinitions, images: known }: Setup, definition: number) {
  const { family, images, containers } = taskDefinitions[definition];
  if (containers !== undefined) return containers;
  const inOrder = images.length === 0 ? [null] : images.map((image) => known[image].name);
  return inOrder.map((image, nth) => ({ name: nth === 0 ? family : `${family}-${nth + 1}`, image, cpuUnits: 0, isEssential: nth === 0 }));
}

function containerStatus(lastStatus: TaskState): string {
  if (lastStatus < TaskState.RUNNING) return 'PENDING';
  return lastStatus < TaskState.DEPROVISIONING ? 'RUNNING' : 'STOPPED';
}
