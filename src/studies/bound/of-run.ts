import type { Ms } from '../../kernel/event-loop.js';
import { FITS } from '../../placement/fit.js';
import { ANY_PROVIDER, GPU_MILLI, type TaskRequest } from '../../placement/view.js';
import type { EquivalenceClass } from '../../sim/cluster/equivalence-class.js';
import type { World } from '../../sim/cluster/world.js';
import { Fact, type FactKind, type Subscriber } from '../../sim/facts.js';
import type { InstanceTypeSpec, Setup } from '../../sim/setup.js';
import type { Lifetimes } from './lifetimes.js';
import { type BoundProblem, type Offer, type Resource, type TaskSize, unplaceable } from './problem.js';

/**
 * Records from facts when tasks hold room: from placement until it is free for others, which may be before STOPPED (N.ROOM-1). A task that
 * needs less from its stop on has a life for each part. Daemons are left out, because they come with the instances.
 */
export class LifetimeRecorder implements Subscriber {
  /**
   * By task ordinal: its class and provider; the time from which it held room, -1 for never; the start of its stop; when its room was free
   * for others, interfaces apart; its end.
   */
  private readonly classOf: number[] = [];
  private readonly providerOf: number[] = [];
  private readonly fromMs: number[] = [];
  private readonly stoppingMs: number[] = [];
  private readonly freedMs: number[] = [];
  private readonly untilMs: number[] = [];

  constructor(private readonly placement: Setup['placement']) {}

  onFact(kind: FactKind, atMs: Ms, a: number, b: number, c: number): void {
    if (kind === Fact.taskRequested) {
      this.classOf[a] = b;
      this.providerOf[a] = c;
      this.fromMs[a] = -1;
      this.stoppingMs[a] = Number.POSITIVE_INFINITY;
      this.freedMs[a] = Number.POSITIVE_INFINITY;
      this.untilMs[a] = Number.POSITIVE_INFINITY;
    } else if (kind === Fact.taskPlaced) this.fromMs[a] = atMs;
    else if (kind === Fact.taskStopping) this.onStopping(a, atMs);
    else if (kind === Fact.roomFreed) this.freedMs[a] = atMs;
    else if (kind === Fact.taskStopped) this.untilMs[a] = atMs;
  }

  private onStopping(task: number, atMs: Ms): void {
    const { stoppingRoom, stoppingRoomFrom } = this.placement;
    this.stoppingMs[task] = atMs;
    if (stoppingRoom === 'free' && stoppingRoomFrom === 'desired') this.freedMs[task] = atMs;
  }

  /** Returns the lives of the placed tasks, and the number of tasks never placed. */
  livesOf(world: World): { readonly lives: Lifetimes; readonly neverPlaced: number } {
    const equivalenceList = this.classOf.map((taskClass, task) =>
      world.equivalences.of(world.equivalences.classes[taskClass], this.providerOf[task]),
    );
    const isCounted = (task: number) => this.fromMs[task] >= 0 && !equivalenceList[task].isDaemon;
    const tasks = [...equivalenceList.keys()].filter(isCounted);
    const { problem, sizeOf } = boundProblemOf(world, [...new Set(tasks.map((task) => equivalenceList[task]))]);
    const size: number[] = [];
    const fromMs: number[] = [];
    const untilMs: number[] = [];
    for (const task of tasks) {
      const until = this.untilMs[task];
      const ends = [this.stoppingMs[task], this.freedMs[task], until].map((end) => Math.min(end, until));
      const { running, stopping, freed } = sizeOf.get(equivalenceList[task]) as SizesOfClass;
      let from = this.fromMs[task];
      for (const [part, what] of [running, stopping, freed].entries()) {
        if (what === null || ends[part] <= from) continue;
        size.push(what);
        fromMs.push(from);
        untilMs.push(ends[part]);
        from = ends[part];
      }
    }
    return {
      lives: { problem, size, fromMs, untilMs, endMs: world.setup.durationMs },
      neverPlaced: equivalenceList.filter((equivalence, task) => this.fromMs[task] < 0 && !equivalence.isDaemon).length,
    };
  }
}

/**
 * Returns the sizes of the tasks of these equivalence classes and the offers on which they may run: every kind of instance that the setup
 * can have, in any number. Static attributes, zones, subnets and providers are kept. Conditions on other tasks (memberOf with task:group
 * and the like) and the room of daemons are left out: both only lower the bound.
 */
export function boundProblemOf(
  world: World,
  equivalenceList: readonly EquivalenceClass[],
): { problem: BoundProblem; sizeOf: ReadonlyMap<EquivalenceClass, SizesOfClass> } {
  const { setup } = world;
  const requests = equivalenceList.map(({ request }) => request);
  const measures = measuresOf(setup, requests);
  const offers = offersOf(world, equivalenceList, measures);
  const sizes: TaskSize[] = [];
  const sizeOf = new Map<EquivalenceClass, SizesOfClass>();
  const known = new Map<string, number>();
  for (const equivalence of equivalenceList) {
    const allowed = [...offers.keys()].filter((offer) => offers[offer].takes.has(equivalence));
    const add = (needs: number[]): number => {
      const key = `${needs};${allowed}`;
      const size = known.get(key) ?? sizes.push({ name: taskText(setup, equivalence), needs, offers: allowed }) - 1;
      known.set(key, size);
      return size;
    };
    const needs = measures.map((measure) => measure.need(equivalence.request));
    const [running, stopping, freed] = PARTS.map((part) => measures.map(({ until }, r) => (until < part ? 0 : needs[r])));
    sizeOf.set(equivalence, {
      running: add(running),
      stopping: add(stopping),
      freed: freed.some((need) => need > 0) ? add(freed) : null,
    });
  }
  return { problem: { resources: measures.map(({ resource }) => resource), offers, sizes }, sizeOf };
}

/** Returns the equivalence classes whose tasks fit on no instance that the setup can have, with the resources that they lack. */
export function unplaceableClasses(world: World): string[] {
  const equivalenceList = world.equivalences.all.filter(({ isDaemon }) => !isDaemon);
  return unplaceable(boundProblemOf(world, equivalenceList).problem);
}

/** Sizes of the tasks of an equivalence class: until their stop begins, until their room is free, and until they are STOPPED; null for nothing. */
export interface SizesOfClass {
  readonly running: number;
  readonly stopping: number;
  readonly freed: number | null;
}

/** The parts of a task's life. */
const Part = { running: 0, stopping: 1, freed: 2 } as const;
const PARTS = [Part.running, Part.stopping, Part.freed];

/** One resource: the need of a task and the room of an instance of a class. */
interface Measure {
  readonly resource: Resource;
  /** The last part of its life in which a task needs it. */
  readonly until: (typeof PARTS)[number];
  need(request: TaskRequest): number;
  room(type: Setup['instanceTypes'][number], hasTrunk: boolean): number;
}

function measuresOf(setup: Setup, requests: readonly TaskRequest[]): Measure[] {
  const ports = [...new Set(requests.flatMap((request) => request.ports))];
  const groups = [...new Set(requests.flatMap(({ isDistinctInstance, group }) => (isDistinctInstance ? [group] : [])))];
  const until = Part.stopping;
  const all: Measure[] = [
    { resource: { name: 'CPU', unit: 'units' }, until, need: ({ cpuUnits }) => cpuUnits, room: ({ cpuUnits }) => cpuUnits },
    { resource: { name: 'memory', unit: 'MiB' }, until, need: ({ memoryMib }) => memoryMib, room: ({ memoryMib }) => memoryMib },
    {
      resource: { name: 'network interfaces', unit: '' },
      until: setup.placement.stoppingEni === 'held' ? Part.freed : until,
      need: ({ eni }) => eni,
      room: ({ eniTasks, eniTasksTrunk }, hasTrunk) => (hasTrunk ? eniTasksTrunk : eniTasks),
    },
    {
      resource: { name: 'GPU', unit: 'thousandths', slot: GPU_MILLI },
      until,
      need: ({ gpus, gpuMilli }) => gpus * GPU_MILLI + gpuMilli,
      room: ({ gpus }) => gpus * GPU_MILLI,
    },
    ...ports.map(
      (port): Measure => ({
        resource: { name: `port ${setup.ports[port]}`, unit: '' },
        until,
        need: (request) => Number(request.ports.includes(port)),
        room: ({ reservedPorts }) => Number(!reservedPorts.includes(port)),
      }),
    ),
    // A task under distinctInstance shares its instance with no other of its group: room for one.
    ...groups.map(
      (group): Measure => ({
        resource: { name: 'distinctInstance', unit: '' },
        until: Part.running,
        need: (request) => Number(request.isDistinctInstance && request.group === group),
        room: () => 1,
      }),
    ),
  ];
  return all.filter(({ need }) => requests.some((request) => need(request) > 0));
}

type OfferOfRun = Offer & { readonly takes: ReadonlySet<EquivalenceClass> };

/** Instance classes that do not differ for these equivalence classes are one offer. */
function offersOf({ setup, classes }: World, equivalenceList: readonly EquivalenceClass[], measures: readonly Measure[]): OfferOfRun[] {
  const found = new Map<string, OfferOfRun>();
  for (const [index, { type, provider, hasTrunk }] of classes.all.entries()) {
    if (provider >= 0 && !canBe(hasTrunk, setup.capacityProviders[provider].trunkFromMs)) continue;
    const spec = setup.instanceTypes[type];
    const room = measures.map((measure) => measure.room(spec, hasTrunk));
    const takes = equivalenceList.filter(
      ({ request }) =>
        (request.provider === ANY_PROVIDER || request.provider === provider) &&
        (request.classVerdicts === null || request.classVerdicts[index] === FITS),
    );
    const key = `${spec.name};${room};${takes.map((equivalence) => equivalence.index)}`;
    if (!found.has(key)) found.set(key, { name: spec.name, room, usdPerHour: leastPrice(spec), takes: new Set(takes) });
  }
  return [...found.values()];
}

/** The lowest price on the path, so that the bound holds where the price changes. */
function leastPrice({ usdPerHour, pricePath }: InstanceTypeSpec): number {
  return pricePath === undefined ? usdPerHour : Math.min(...pricePath.usdPerHour);
}

/** Returns whether a group's instances can have (or lack) a trunk at some time of the run. */
function canBe(hasTrunk: boolean, trunkFromMs: Ms | null): boolean {
  return hasTrunk ? trunkFromMs !== null : trunkFromMs !== 0;
}

function taskText({ services, workloads }: Setup, { service, workload, request }: EquivalenceClass): string {
  const owner = service >= 0 ? `service ${services[service].name}` : `workload ${workloads[workload].name}`;
  return `a task of ${owner} (${request.cpuUnits} CPU units, ${request.memoryMib} MiB)`;
}
