import type { LoggedEvent } from '../../placement/explain/event-log.js';
import { explainPlacement, type PlacementExplanation } from '../../placement/explain/placement.js';
import { detailOf, type TaskDescription } from '../../placement/explain/task-description.js';
import { closest, type InstanceVerdict, isRegistered, portsInUse } from '../../placement/explain/verdict.js';
import { countRefusals, refusalText } from '../../placement/explain.js';
import { REFUSALS, Refusal } from '../../placement/fit.js';
import { type ApiFailure, eventText, runTaskFailures, type ServiceEvent } from '../../placement/messages.js';
import { BY_LOT, type Criterion, type Score } from '../../placement/strategies.js';
import { NOWHERE, type TaskRequest } from '../../placement/view.js';
import type { ScenarioFile } from '../../run/scenario-file.js';
import { worldAt } from '../../run/world-at.js';
import { waitsForRoom } from '../../services/admission.js';
import type { EquivalenceClass } from '../../sim/cluster/equivalence-class.js';
import { NONE } from '../../sim/cluster/fleet.js';
import type { World } from '../../sim/cluster/world.js';
import { memberOfTask } from '../../sim/task-constraints.js';
import { strategyText } from '../explain/inquiries/placement-record.js';
import { nextTaskOf, type Work, workNamed } from './next-task.js';
import { ServiceEvents } from './service-events.js';

/** The placement of the next task of a service or workload at a time, with its reasons: plain data for text or JSON. */
export interface PlacementAnswer {
  readonly scenario: string;
  readonly atMs: number;
  readonly task: {
    readonly name: string;
    readonly kind: Work['kind'];
    readonly taskDefinition: string;
    readonly cpuUnits: number;
    readonly memoryMib: number;
    readonly eni: number;
    readonly gpus: number;
    readonly gpuMilli: number;
    /** Null: launch type EC2, any instance. */
    readonly capacityProvider: string | null;
    /** Whether that provider runs tasks without instances of the cluster: nothing is placed then. */
    readonly isOnPlatform: boolean;
    readonly waiting: number;
  };
  /** Steps of the strategy, or the policy; the tie rule comes last where it is a random draw. */
  readonly chain: readonly string[];
  /** Living instances of the task's capacity provider, in order of launch; those of other providers are only counted. */
  readonly instances: readonly InstanceAnswer[];
  readonly otherProviders: number;
  readonly pick: number | null;
  readonly decidedBy: PlacementExplanation['decidedBy'];
  readonly aggregate: string;
  readonly closest: number | null;
  /** The event message of a service with a task that fits nowhere. */
  readonly serviceEvent: string | null;
  /**
   * Failures that RunTask answers for a standalone task that fits nowhere, or would answer if the task did not wait for its capacity
   * provider.
   */
  readonly failures: readonly ApiFailure[];
  /** The outcome for a task that fits nowhere. */
  readonly otherwise: 'waits' | 'fails' | 'isEverywhere' | 'needsNone';
  /** The event log of a service, oldest first. */
  readonly events: readonly LoggedEvent[];
}

export type InstanceAnswer = ReturnType<typeof instanceOf>;

/** Runs the scenario up to and including the time, then explains the placement of the next task. */
export async function placementAt(scenario: ScenarioFile, name: string, atMs: number): Promise<PlacementAnswer> {
  const work = workNamed(scenario.setup, name);
  let world: World | undefined;
  const events = new ServiceEvents({
    service: work.kind === 'workload' ? NONE : work.index,
    name,
    explainFailure: () => failureEvent(questionOf(world as World, work)),
  });
  world = await worldAt(scenario, atMs, {
    subscribers: [events],
    begin: (begun) => {
      world = begun;
    },
  });
  return answer(questionOf(world, work), { atMs, events: work.kind === 'workload' ? [] : events.until(atMs) });
}

/** One question with the data that its answer needs. */
type Question = ReturnType<typeof questionOf>;

function questionOf(world: World, work: Work) {
  const next = nextTaskOf(world, work);
  const classRequest = next.equivalence.request;
  // A daemon has one task on each instance.
  const request: TaskRequest = work.kind === 'daemon' ? Object.create(classRequest, { isDistinctInstance: { value: true } }) : classRequest;
  const chain = [...stepsOf(next.equivalence), ...(endsInLot(world) ? [BY_LOT] : [])];
  return { world, work, next, request, explained: explainPlacement(world.fleet, request, chain, next.draw) };
}

/** Returns the criteria of the strategy, or the scores of the policy that replaces it. */
function stepsOf({ policy, criteria }: EquivalenceClass): readonly (Criterion | Score)[] {
  if (policy === undefined) return criteria;
  const rank: Score = (fleet, row, request, draw) => {
    policy.draw = draw;
    return policy.rank(fleet, row, request);
  };
  return [rank];
}

function endsInLot({ setup }: World): boolean {
  return setup.placement.tie === 'hash';
}

function answer(question: Question, then: Pick<PlacementAnswer, 'atMs' | 'events'>): PlacementAnswer {
  const { world, explained } = question;
  const { pick, decidedBy } = explained;
  const candidates = explained.verdicts.filter(({ failed }) => failed[0]?.code !== Refusal.otherProvider);
  const left = explained.steps.map((step) => new Set(step.left));
  const ordinal = (row: number | undefined) => (row === undefined || row === NOWHERE ? null : world.fleet.instance[row]);
  return {
    scenario: world.setup.name,
    atMs: then.atMs,
    task: taskOf(question),
    chain: chainText(question),
    instances: candidates.map((verdict) => instanceOf(question, verdict, left)),
    otherProviders: world.fleet.count - candidates.length,
    pick: ordinal(pick),
    decidedBy,
    aggregate: aggregateOf(question),
    closest: ordinal(closestOf(question)?.row),
    ...refusalOf(question),
    events: then.events,
  };
}

function taskOf({ world: { setup }, work, next: { equivalence, waiting }, request }: Question): PlacementAnswer['task'] {
  const { family, revision } = setup.taskDefinitions[equivalence.taskClass.definition];
  const { cpuUnits, memoryMib, eni, gpus, gpuMilli } = request;
  return {
    name: work.spec.name,
    kind: work.kind,
    taskDefinition: `${family}:${revision}`,
    ...{ cpuUnits, memoryMib, eni, gpus, gpuMilli },
    capacityProvider: setup.providers[equivalence.provider]?.name ?? null,
    isOnPlatform: !equivalence.isOnInstances,
    waiting,
  };
}

/** Returns the strategy as written, or the policy; a random draw that breaks ties is a step of its own. */
function chainText({ world, work, next }: Question): string[] {
  const steps =
    next.equivalence.policy === undefined ? work.spec.placementStrategy.map(strategyText) : [world.setup.placement.policy ?? ''];
  return [...steps, ...(endsInLot(world) ? ['lot'] : [])];
}

function instanceOf(question: Question, { row, failed }: InstanceVerdict, left: readonly ReadonlySet<number>[]) {
  const { fleet, setup } = question.world;
  const { steps } = question.explained;
  return {
    instance: fleet.instance[row],
    type: setup.instanceTypes[fleet.type[row]].name,
    zone: setup.zones[fleet.zone[row]],
    cpuUnitsFree: fleet.cpuUnitsFree[row],
    memoryMibFree: fleet.memoryMibFree[row],
    eniFree: fleet.eniFree[row],
    gpuFree: fleet.gpuFree[row],
    /** Every check that the instance fails; empty if the task fits. */
    reasons: failed.map((check) => ({
      reason: REFUSALS[check.code].name,
      detail: detailOf(check, wordsOf(question, row)),
      needed: check.needed,
      free: check.free,
    })),
    /** By step of the chain, lower is better; null where the task does not fit. */
    scores: failed.length > 0 ? null : steps.map(({ scores }) => scores.get(row)!),
    /** Number of steps that kept the instance. */
    stepsPassed: left.filter((rows) => rows.has(row)).length,
  };
}

function wordsOf({ world: { setup, fleet }, work: { spec }, next, request }: Question, row: number): TaskDescription {
  const definition = setup.taskDefinitions[next.equivalence.taskClass.definition];
  const { operatingSystem, architecture, eni } = definition;
  return {
    platform: `${operatingSystem}${architecture === null ? '' : ` on ${architecture}`}${eni > 0 ? ' with ecs.capability.task-eni' : ''}`,
    zones: (spec.zones ?? []).map((zone) => setup.zones[zone]),
    memberOf: memberOfTask(spec, definition),
    portsInUse: portsInUse(fleet, row, request).map((slot) => setup.ports[slot]),
    sharesGpu: request.gpuMilli > 0,
  };
}

function aggregateOf({ world: { fleet }, request, explained }: Question): string {
  const counts = new Int32Array(REFUSALS.length);
  countRefusals(fleet, request, counts);
  return refusalText(counts, explained.verdicts.filter(({ failed }) => failed.length === 0).length);
}

/** Returns the messages of ECS for a task that no instance takes. A daemon that runs on every instance lacks nothing. */
function refusalOf(question: Question): Pick<PlacementAnswer, 'serviceEvent' | 'failures' | 'otherwise'> {
  const { world, work, next, explained } = question;
  const { setup, fleet } = world;
  if (!next.equivalence.isOnInstances) return { serviceEvent: null, failures: [], otherwise: 'needsNone' };
  const isService = work.kind !== 'workload';
  const waits = waitsForRoom(next.equivalence.provider >= 0, isService);
  const otherwise = waits ? 'waits' : 'fails';
  if (explained.pick !== NOWHERE) return { serviceEvent: null, failures: [], otherwise };
  if (isService) {
    const event = failureEvent(question);
    if (event === undefined) return { serviceEvent: null, failures: [], otherwise: 'isEverywhere' };
    return { serviceEvent: eventText(work.spec.name, event), failures: [], otherwise };
  }
  const failures = runTaskFailures(explained.verdicts, {
    arnOf: (row) => `arn:aws:ecs:${setup.region}:000000000000:container-instance/${setup.name}/${fleet.instance[row]}`,
    detailOf: ({ row, failed }) => detailOf(failed[0], wordsOf(question, row)),
  });
  return { serviceEvent: null, failures, otherwise };
}

/** Undefined if the task fits somewhere, or if its daemon runs on every instance. */
function failureEvent(question: Question): ServiceEvent | undefined {
  const { world, work, next, explained } = question;
  if (explained.pick !== NOWHERE) return undefined;
  const near = closestOf(question);
  if (near !== undefined)
    return { kind: 'placementFailed', closest: { instance: `${world.fleet.instance[near.row]}`, code: near.failed[0].code } };
  if (work.kind === 'daemon' && explained.verdicts.some(isRegistered)) return undefined;
  return { kind: 'noInstances', where: next.equivalence.provider < 0 ? 'cluster' : 'capacity provider' };
}

/** An instance that already runs the daemon is no match for another task of it. */
function closestOf({ work, explained }: Question): InstanceVerdict | undefined {
  if (work.kind !== 'daemon' || explained.pick !== NOWHERE) return explained.closest;
  return closest(explained.verdicts.filter(({ failed }) => failed.every(({ code }) => code !== Refusal.distinctInstance)));
}
