import { type EventId, EventLoop, type Ms, NO_EVENT } from '../../kernel/event-loop.js';
import { MarketSource } from '../../market/source.js';
import type { Algorithm } from '../../placement/algorithms/algorithm.js';
import { Guard } from '../../placement/algorithms/guard.js';
import { attributesOf } from '../../placement/strategies.js';
import { gpuNeedOf } from '../../placement/view.js';
import { EVENT_RANKS, EventKind } from '../events.js';
import { FactStream } from '../fact-stream.js';
import { Fact, type FactKind, type Subscriber } from '../facts.js';
import { kindOf } from '../providers/of-setup.js';
import { ON_PLATFORM } from '../providers/platform.js';
import type { Setup } from '../setup.js';
import type { Tracer } from '../tracer.js';
import { changesVolumes } from '../volumes.js';
import { AgentQueues } from './agent-queues.js';
import { Chance, Purpose } from './chance.js';
import type { EquivalenceClass } from './equivalence-class.js';
import { EquivalenceClasses } from './equivalence-classes.js';
import { FaultConditions } from './faults/fault-conditions.js';
import { Draining, type Fleet, NONE } from './fleet.js';
import { countTaskGroups, fleetOf } from './fleet-of.js';
import { GroupPolicies } from './groups/group-policies.js';
import { ImageCache } from './image-cache.js';
import { InstanceClasses } from './instance-classes.js';
import { Memberships } from './memberships.js';
import { PendingTasks } from './pending-tasks.js';
import { Platforms } from './platforms.js';
import { PoolState } from './pool-state.js';
import { QuerySubjects } from './query-subjects.js';
import { DaemonReservations } from './services/daemon-reservations.js';
import { DaemonWatch } from './services/daemon-watch.js';
import { Daemons } from './services/daemons.js';
import { ProtectedTasks } from './services/protected-tasks.js';
import { ServiceAndGroupRecords, sizeOf } from './services/service-and-group-records.js';
import { ServiceTurns } from './services/service-turns.js';
import { Traffic } from './services/traffic.js';
import { ZoneEvenness } from './services/zone-evenness.js';
import { TaskGroups } from './task-groups.js';
import { Tasks } from './tasks.js';
import { Throttles } from './throttles.js';

/**
 * The whole current state, and two ways to act on it: one emits a fact, and the `...Due` methods put on the agenda, once, an action that
 * must follow in this millisecond. Handlers share the world; none holds state of its own.
 */
export class World {
  readonly loop = new EventLoop(EVENT_RANKS);
  readonly fleet: Fleet;
  readonly tasks = new Tasks();
  /** The classes of instances, and the query subjects of each instance. */
  readonly classes: InstanceClasses;
  readonly querySubjects: QuerySubjects;
  readonly memberships: Memberships;
  readonly daemons: Daemons;
  readonly daemonWatch: DaemonWatch;
  readonly daemonReservations = new DaemonReservations(this);
  readonly equivalences: EquivalenceClasses;
  readonly agentQueues = new AgentQueues(this);
  /** Places all tasks but daemons instead of their strategies. */
  readonly policy: Guard | undefined;
  readonly pendingTasks: PendingTasks;
  readonly records: ServiceAndGroupRecords;
  readonly zoneEvenness: ZoneEvenness;
  readonly protectedTasks: ProtectedTasks;
  readonly pools: PoolState;
  readonly platforms: Platforms;
  readonly market: MarketSource;
  readonly conditions: FaultConditions;
  readonly throttles: Throttles;
  /** Undefined without a setting in the scenario: images are then never removed. */
  readonly imageCache: ImageCache | undefined;
  readonly traffic: Traffic;
  /** Undefined where no group has a scaling policy. */
  readonly groupPolicies: GroupPolicies | undefined;
  readonly turns: ServiceTurns;
  readonly chance: Chance;
  /** Chance keys by index. */
  readonly keys: ReturnType<Chance['keysOf']>;
  /** False without subscribers: work that only facts need is then skipped. */
  readonly hasSubscribers: boolean;
  readonly facts: FactStream;
  /** The pending round of placement, or NO_EVENT. */
  private round: EventId = NO_EVENT;

  constructor(
    readonly setup: Setup,
    subscribers: readonly Subscriber[],
    algorithm?: Algorithm,
    readonly tracers: readonly Tracer[] = [],
  ) {
    this.facts = new FactStream(subscribers, this.loop);
    this.hasSubscribers = subscribers.length > 0;
    const { services } = setup;
    const attributes = attributesOf([...services, ...setup.workloads].map((work) => work.placementStrategy));
    this.classes = new InstanceClasses(setup);
    const groups = new TaskGroups(setup);
    this.fleet = fleetOf(setup, { classes: this.classes, attributes, groups });
    this.querySubjects = new QuerySubjects({ setup, fleet: this.fleet, tasks: this.tasks, classes: this.classes }, groups);
    this.memberships = new Memberships(this.fleet, this.classes, this.querySubjects, () => this.roomGained());
    this.daemons = new Daemons(this);
    this.fleet.groupListener = this.memberships;
    this.policy = algorithm && new Guard(setup.placement.policy ?? algorithm.name, algorithm, (slot) => this.taskName(slot));
    this.equivalences = new EquivalenceClasses({
      setup,
      fleet: this.fleet,
      classes: this.classes,
      memberships: this.memberships,
      daemons: this.daemons,
      groups,
      policy: this.policy,
      attributes,
      platformOf: (provider) => this.platforms.of(provider),
      bringsCapacity: (provider) => provider >= 0 && kindOf(setup, provider).bringsCapacity(setup, setup.providers[provider].nth),
      onNewClass: (c, eni) => {
        this.emit(Fact.taskClassDefined, c.ordinal, c.service, c.workload, c.cpuUnits, c.memoryMib, eni);
        if (c.service < 0 && c.gpuNeed !== gpuNeedOf(setup.taskDefinitions[c.definition]))
          this.emit(Fact.gpusOfClass, c.ordinal, c.gpuNeed);
        if (c.service >= 0 && changesVolumes(setup.services[c.service])) this.emit(Fact.revisionOfClass, c.ordinal, c.revision);
      },
    });
    this.pendingTasks = new PendingTasks(this.tasks, this.equivalences);
    this.records = new ServiceAndGroupRecords(setup, this.tasks);
    this.zoneEvenness = new ZoneEvenness(this);
    this.protectedTasks = new ProtectedTasks(this.tasks, this.records);
    this.pools = new PoolState(setup, () => this.loop.nowMs);
    this.throttles = new Throttles(this);
    this.imageCache = setup.imageCache === null ? undefined : new ImageCache(this, setup.imageCache);
    this.market = new MarketSource({ ...setup.market, seed: setup.seed });
    this.chance = new Chance(setup.seed);
    this.conditions = new FaultConditions(setup, this.chance);
    this.traffic = new Traffic(setup, this.loop, { chance: this.chance, gaps: this.conditions.metricGaps });
    this.groupPolicies = setup.groupScaling === undefined ? undefined : new GroupPolicies(this, setup.groupScaling);
    const { tasks, equivalences, pools, chance } = this;
    const parts = { setup, tasks, equivalences, pools, chance, keyOf: (equivalence: EquivalenceClass) => this.keyOf(equivalence) };
    this.platforms = new Platforms(this.loop, parts);
    this.daemonWatch = new DaemonWatch(this);
    this.keys = this.chance.keysOf(setup);
    this.turns = new ServiceTurns(setup, this.chance, this.keys.services);
  }

  emit(kind: FactKind, a = 0, b = 0, c = 0, d = 0, e = 0, f = 0): void {
    this.facts.emit(kind, a, b, c, d, e, f);
  }

  /** Schedules a round of placement after room or quota was gained: once, after all else in this millisecond. */
  placementDue(): void {
    if (this.isRoundPending || (this.pendingTasks.total === 0 && this.pendingTasks.held === 0)) return;
    this.round = this.schedule(this.loop.isOver(EventKind.tasksArePlaced) ? EventKind.tasksArePlacedAgain : EventKind.tasksArePlaced, 0);
  }

  /** Schedules placement, and services that are short of tasks, after an instance has gained room or matches more tasks. */
  roomGained(): void {
    if (this.pendingTasks.total + this.pendingTasks.held > 0) this.placementDue();
    if (this.records.short > 0) this.shortServicesDue();
  }

  /** Schedules the services that are short. `uneven`: only those with uneven zones, because another zone may have room. */
  shortServicesDue(which: 'all' | 'uneven' = 'all'): void {
    const { services, short } = this.records;
    if (short === 0) return;
    for (let service = 0; service < services.length; service++)
      if (services[service].isShort && (which === 'all' || this.setup.services[service].isRebalanced)) this.serviceDue(service);
  }

  /** True while a round of placement pends, so that a new task cannot bypass the pending ones. */
  get isRoundPending(): boolean {
    return this.round !== NO_EVENT;
  }

  /** Marks the pending round as begun, at its event or earlier for a task that cannot wait. */
  roundBegins(): void {
    this.loop.cancel(this.round);
    this.round = NO_EVENT;
  }

  /** Returns whether a service must replace the task, which still serves: its instance drains, or it may not stay on its platform. */
  isLeaving(slot: number): boolean {
    const { tasks, fleet } = this;
    const instance = tasks.instance[slot];
    return instance === ON_PLATFORM ? this.platforms.isLeaving(tasks.task[slot]) : fleet.state[fleet.rowOf[instance]] === Draining;
  }

  /** Whether any task must be replaced, so that services read where their tasks are. */
  get isAnyLeaving(): boolean {
    return this.records.isDraining || this.platforms.isAnyLeaving;
  }

  /** Lets a new daemon service, or the new revision of one, decide on which new instances it belongs. */
  daemonsChanged(): void {
    this.daemons.onChange();
    this.equivalences.onDaemonsChanged();
  }

  /** Returns whether a task of the service may have to leave once another has started. */
  awaitsStart(service: number): boolean {
    return this.isAnyLeaving || this.zoneEvenness.isOff(service);
  }

  /**
   * Schedules the service, whose count may be off: at its scheduler's next turn or, without turns, once in this millisecond or
   * after its reaction time.
   */
  serviceDue(service: number): void {
    const record = this.records.services[service];
    if (record.isDue) return;
    record.isDue = true;
    const { nowMs } = this.loop;
    const waitMs = this.chance.ms(this.setup.deploymentAndHealth.reaction, this.keys.services[service], Purpose.reaction, record.runs++);
    const atMs = this.turns.after(service, nowMs) + waitMs;
    if (atMs > nowMs) this.loop.schedule(atMs, EventKind.serviceChanges, service);
    else this.schedule(this.loop.isOver(EventKind.serviceChanges) ? EventKind.serviceRepairs : EventKind.serviceChanges, service);
  }

  /** Schedules the service for `atMs`, or the first turn from then on; a millisecond later once services have had their turn. */
  serviceDueAt(service: number, atMs: Ms): void {
    const turnMs = this.turns.from(service, atMs);
    const dueMs = turnMs === this.loop.nowMs ? this.loop.soonestMs(EventKind.serviceIsReconciled) : turnMs;
    if (dueMs < this.setup.durationMs) this.loop.schedule(dueMs, EventKind.serviceIsReconciled, service);
  }

  /**
   * Schedules the group when its instances may differ from DesiredCapacity, its warm pool from its size, or a draining instance may be
   * empty.
   */
  groupDue(provider: number): void {
    const group = this.records.groups[provider];
    const isAtRest =
      group.living === sizeOf(group) &&
      group.leaving === 0 &&
      !group.isUneven &&
      group.refresh === null &&
      group.pooled === this.conditions.groupSizes.pool(provider, group.desired, this.loop.nowMs);
    if (group.isDue || isAtRest) return;
    group.isDue = true;
    this.schedule(EventKind.groupAdjusts, provider);
  }

  keyOf({ service, workload }: EquivalenceClass): number {
    return service !== NONE ? this.keys.services[service] : this.keys.workloads[workload];
  }

  /** For messages: the task by its number in tasks.csv, and its service or workload. */
  private taskName(slot: number): string {
    const { service, workload } = this.equivalences.all[this.tasks.equivalence[slot]];
    const { name } = service !== NONE ? this.setup.services[service] : this.setup.workloads[workload];
    return `${this.tasks.task[slot]} of ${name}`;
  }

  private schedule(kind: number, subject: number): EventId {
    const { loop } = this;
    // An event too late for this millisecond (a service that fails while it is repaired) takes place in the next.
    return loop.schedule(loop.isOver(kind) ? loop.nowMs + 1 : loop.nowMs, kind, subject);
  }

  save(): unknown {
    const { loop, fleet, tasks, equivalences, pendingTasks, records, round } = this;
    return {
      ...{ traffic: this.traffic.save(), loop: loop.save() }, // In this order: services at rest give their evaluations to the loop.
      fleet: fleet.save(),
      tasks: tasks.save(),
      equivalences: equivalences.save(),
      pendingTasks: pendingTasks.save(),
      records: records.save(),
      protectedTasks: this.protectedTasks.save(),
      agentQueues: this.agentQueues.save(),
      daemonReservations: this.daemonReservations.save(),
      ...{ pools: this.pools.save(), platforms: this.platforms.save(), market: this.market.save(), throttles: this.throttles.save() },
      conditions: this.conditions.save(),
      imageCache: this.imageCache?.save() ?? null,
      ...{ groupPolicies: this.groupPolicies?.save() ?? null, round, policy: this.policy?.save() ?? null },
    };
  }

  load(saved: unknown): void {
    const from = saved as Record<string, unknown>;
    this.loop.load(from.loop as never);
    this.tasks.load(from.tasks);
    // A subscriber that loads its own saved state already has the classes made again here, and the time until now.
    this.facts.load(() => {
      this.records.load(from.records); // Classes depend on the daemons' present revisions.
      this.equivalences.load(from.equivalences);
    });
    this.fleet.load(from.fleet);
    countTaskGroups(this.fleet, this.tasks, this.equivalences);
    this.pendingTasks.load(from.pendingTasks);
    this.protectedTasks.load(from.protectedTasks);
    this.agentQueues.load(from.agentQueues);
    this.daemonReservations.load(from.daemonReservations);
    this.pools.load(from.pools);
    this.platforms.load(from.platforms);
    this.market.load(from.market);
    this.throttles.load(from.throttles);
    this.conditions.load(from.conditions);
    this.imageCache?.load(from.imageCache);
    this.traffic.load(from.traffic);
    this.groupPolicies?.load(from.groupPolicies as never);
    this.round = from.round as EventId;
    this.policy?.load(from.policy);
  }
}
