import type { Ms } from '../../../src/kernel/event-loop.js';
import { errorShareOf } from '../../../src/load/dependencies.js';
import { PERIOD_MS } from '../../../src/metrics/statistics.js';
import type { World } from '../../../src/sim/cluster/world.js';
import { Fact, type FactKind } from '../../../src/sim/facts.js';

/** Sums of the facts about the load of a service, in thousandths of a request or message. */
interface Traffic {
  minutes: number;
  arrived: number;
  served: number;
  shed: number;
  lost: number;
  failed: number;
}

/** Of three rounded amounts, and of one whole minute's sums. */
const ROUNDING_MILLI = 4;

/** A minute of a service with a load, in thousandths of a request. */
interface Minute {
  readonly service: number;
  readonly endMs: number;
  readonly arrived: number;
  readonly served: number;
  failed: number;
}

/** Counts the facts of a run by themselves. What they come to must be the state of the engine. */
export class CountedFacts {
  /** Task or instance by ordinal: living ones as the facts say. */
  readonly tasks = new Set<number>();
  readonly instances = new Set<number>();
  /** By living task, the instance that it is on. */
  readonly instanceOf = new Map<number, number>();
  readonly traffic = new Map<number, Traffic>();
  /** Since the last look. */
  minutes: Minute[] = [];
  /** Targets that were deregistered without a registration. */
  readonly neverRegistered: number[] = [];
  /** Targets that were deregistered again. */
  readonly twiceDeregistered: number[] = [];
  /** Targets that were deregistered when their task neither stopped nor exited, with the time. */
  readonly stillWanted = new Map<number, Ms>();
  private readonly registered = new Set<number>();
  private readonly deregistered = new Set<number>();
  private readonly stopping = new Set<number>();

  onFact(kind: FactKind, atMs: number, a: number, b: number, c: number, d: number): void {
    if (kind === Fact.taskStopping || kind === Fact.taskStopped) this.stop(a, atMs);
    if (kind === Fact.taskRequested) this.tasks.add(a);
    else if (kind === Fact.taskPlaced) this.instanceOf.set(a, b);
    else if (kind === Fact.taskRefused || kind === Fact.taskStopped) this.end(a);
    // A task that runs before the run begins was registered then.
    else if (kind === Fact.targetRegistered || kind === Fact.taskPresent) this.registered.add(a);
    else if (kind === Fact.targetDeregistered) this.deregister(a, atMs);
    else if (kind === Fact.instanceLaunched) this.instances.add(a);
    else if (kind === Fact.instanceTerminated) this.instances.delete(a);
    else if (kind === Fact.serviceLoaded) {
      this.minutes.push({ service: a, endMs: atMs, arrived: b, served: c, failed: 0 });
      this.add(a, { minutes: 1, arrived: b, served: c, shed: d });
    } else if (kind === Fact.requestsLost) this.add(a, { lost: b });
    else if (kind === Fact.requestsFailed) {
      this.minutes.at(-1)!.failed = b;
      this.add(a, { failed: b });
    }
  }

  /** With the notice of an exit the deregistration comes first (P.6). */
  private stop(task: number, atMs: Ms): void {
    this.stopping.add(task);
    if (this.stillWanted.get(task) === atMs) this.stillWanted.delete(task);
  }

  private deregister(task: number, atMs: Ms): void {
    if (!this.registered.has(task)) this.neverRegistered.push(task);
    if (this.deregistered.has(task)) this.twiceDeregistered.push(task);
    if (!this.stopping.has(task)) this.stillWanted.set(task, atMs);
    this.deregistered.add(task);
  }

  private end(task: number): void {
    this.tasks.delete(task);
    this.instanceOf.delete(task);
  }

  private add(service: number, part: Partial<Traffic>): void {
    const sums = this.traffic.get(service) ?? { minutes: 0, arrived: 0, served: 0, shed: 0, lost: 0, failed: 0 };
    for (const [key, milli] of Object.entries(part)) sums[key as keyof Traffic] += milli;
    this.traffic.set(service, sums);
  }
}

/** What the facts come to and the engine's state does not, in words. */
export function brokenFacts(world: World, facts: CountedFacts): string[] {
  const { tasks, fleet, traffic } = world;
  const { minutes } = facts;
  facts.minutes = [];
  const living = tasks.living();
  const placed = living.filter((slot) => tasks.instance[slot] >= 0);
  return [
    ...unlike(
      'tasks',
      [...facts.tasks],
      living.map((slot) => tasks.task[slot]),
    ),
    ...unlike('instances', [...facts.instances], Array.from(fleet.instance.subarray(0, fleet.count))),
    ...placed
      .filter((slot) => facts.instanceOf.get(tasks.task[slot]) !== tasks.instance[slot])
      .map((slot) => `task ${tasks.task[slot]} is on instance ${tasks.instance[slot]}, and no fact says so`),
    ...facts.neverRegistered.map((task) => `the target of task ${task} was deregistered, and no fact says that it was registered`),
    ...facts.twiceDeregistered.map((task) => `the target of task ${task} was deregistered twice`),
    ...[...facts.stillWanted.keys()]
      .filter((task) => !stoppedBefore(world, task))
      .map((task) => `the target of task ${task} was deregistered before the task was told to stop`),
    ...minutes.flatMap((minute) => brokenMinute(world, minute)),
    ...traffic.measuredServices.flatMap(({ service, load }) =>
      load === null ? [] : brokenTrafficFacts(service, load, facts.traffic.get(service)),
    ),
  ];
}

/** Whether the task was stopping when the run began. */
export function stoppedBefore({ setup }: World, task: number): boolean {
  return setup.present?.tasks.some(({ ordinal, stopCause }) => ordinal === task && stopCause !== null) ?? false;
}

function unlike(what: string, told: number[], found: number[]): string[] {
  const [a, b] = [told, found].map((list) => `${list.sort((x, y) => x - y)}`);
  return a === b ? [] : [`facts leave the ${what} ${a}, the engine has ${b}`];
}

function brokenTrafficFacts(service: number, { ever, minute }: Load, told: Traffic | undefined): string[] {
  if (told === undefined) return [];
  // Each fact is rounded to a whole thousandth.
  const rounding = told.minutes + 1e-9 * ever.arrived;
  const sums = (['arrived', 'served', 'shed'] as const).flatMap((key) => {
    const sum = told[key] + 1_000 * minute[key];
    return Math.abs(sum - 1_000 * ever[key]) <= rounding + 1e-6 * sum
      ? []
      : [`service ${service}: facts come to ${sum / 1_000} requests ${key}, ${ever[key]} were`];
  });
  // Those lost at tasks that do not answer are lost and not failed. Refused connections are both.
  const lost = told.lost - told.failed;
  if (lost > 1_000 * ever.lost + 2 * rounding)
    sums.push(`service ${service}: facts come to ${lost / 1_000} requests lost at tasks, at most ${ever.lost} were`);
  return sums;
}

/**
 * Requests of a minute that fail at the load balancer or are answered with an error for a dependency lie between those that its zones in the
 * best and in the worst state would come to. Checked in minutes in which the troubles did not change, from one second to the next.
 */
function brokenMinute({ conditions, setup }: World, { service, endMs, arrived, served, failed }: Minute): string[] {
  if (setup.services[service]!.load!.kind === 'queue') return [];
  const beginMs = endMs - PERIOD_MS.standard;
  const { dependencies, connectionErrorShare } = conditions.loadImpairments.of(service, beginMs);
  const shares = dependencies.map((ailing) => errorShareOf(ailing));
  const [least, most] = [Math.min(...shares), Math.max(...shares)].map((share) => connectionErrorShare * arrived + share * served);
  const isWithin = failed >= least! - ROUNDING_MILLI && failed <= most! + ROUNDING_MILLI;
  return isWithin || hasChanged(conditions.loadImpairments, service, beginMs, endMs)
    ? []
    : [`service ${service}: ${failed} thousandths of a request failed in the minute to ${endMs} ms, not ${least} to ${most}`];
}

type Load = NonNullable<World['traffic']['measuredServices'][number]['load']>;

/** Whether the troubles of a service's requests change between two times: faults begin and end at whole seconds. */
function hasChanged(impairments: World['conditions']['loadImpairments'], service: number, beginMs: Ms, endMs: Ms): boolean {
  const before = JSON.stringify(impairments.of(service, beginMs));
  for (let atMs = beginMs + 1_000; atMs < endMs; atMs += 1_000) if (JSON.stringify(impairments.of(service, atMs)) !== before) return true;
  return JSON.stringify(impairments.of(service, endMs - 1)) !== before;
}
