import { assert } from '../kernel/assert.js';
import type { EventHandler, Ms } from '../kernel/event-loop.js';
import type { Algorithm } from '../placement/algorithms/algorithm.js';
import type { ArrivalSource } from '../workload/source.js';
import { PLATFORM_ROUND } from './cluster/platforms.js';
import { World } from './cluster/world.js';
import { EventKind } from './events.js';
import type { Subscriber } from './facts.js';
import { GroupViews } from './handlers/capacity/group-views.js';
import { Groups } from './handlers/capacity/groups.js';
import { ABANDONED, InstanceLife } from './handlers/capacity/instance-life.js';
import { Launches } from './handlers/capacity/launches.js';
import { MarketMoves } from './handlers/capacity/market.js';
import { Operations } from './handlers/capacity/operations.js';
import { REFRESH, Refreshes } from './handlers/capacity/refreshes.js';
import { Scaling } from './handlers/capacity/scaling.js';
import { WarmPools } from './handlers/capacity/warm-pools.js';
import { ZoneBalance } from './handlers/capacity/zone-balance.js';
import { Faults } from './handlers/faults.js';
import { Following } from './handlers/following.js';
import { Adoption, differ, passOver, sourceOf } from './handlers/present/adoption.js';
import { Present } from './handlers/present/present.js';
import { PresentInstances } from './handlers/present/present-instances.js';
import { PresentTasks } from './handlers/present/present-tasks.js';
import { HealthChecks, UNHEALTHY } from './handlers/services/health-checks.js';
import { REPLACE, Replacements } from './handlers/services/replacements.js';
import { Rollouts } from './handlers/services/rollouts.js';
import { Services } from './handlers/services/services.js';
import { TaskHealth } from './handlers/services/task-health.js';
import { Arrivals } from './handlers/tasks/arrivals.js';
import { LOOKS_FOR_ROOM } from './handlers/tasks/attempts.js';
import { Placing } from './handlers/tasks/placing.js';
import { RETRY, Retries } from './handlers/tasks/retries.js';
import { StopChoice } from './handlers/tasks/stop-choice.js';
import { TaskLife } from './handlers/tasks/task-life.js';
import { namedPolicy } from './policy.js';
import type { PlatformTasks } from './providers/platform.js';
import type { Setup } from './setup.js';
import type { Tracer } from './tracer.js';

/** How an advance ended: the time was reached, the budget of events was used up, or a source could not yet say what comes next. */
export type Advance = 'reached' | 'sliced' | 'starved';

export interface SimulationParts {
  /** One source a workload, in the setup's order. */
  readonly sources: readonly ArrivalSource[];
  readonly subscribers?: readonly Subscriber[];
  /** A new algorithm of the user's own, under the name that the setup has for it. Without it the name is one of the registry. */
  readonly policy?: Algorithm | undefined;
  readonly tracers?: readonly Tracer[] | undefined;
}

/**
 * One run: wires loop, cluster, policies and subscribers. It knows no clock, no file and no process; the driver advances it in slices
 * and does what is slow between them.
 */
export class Simulation implements EventHandler {
  /** What is true now. For tests and explanations: the simulation alone may change it. */
  readonly world: World;
  private readonly arrivals: Arrivals;
  private readonly placing: Placing;
  private readonly life: TaskLife;
  private readonly health: TaskHealth;
  private readonly platforms: readonly PlatformTasks[];
  private readonly instances: InstanceLife;
  private readonly launches: Launches;
  private readonly groups: Groups;
  private readonly refreshes: Refreshes;
  private readonly replacements: Replacements;
  private readonly healthChecks: HealthChecks;
  private readonly market: MarketMoves;
  private readonly faults: Faults;
  private readonly services: Services;
  private readonly rollouts: Rollouts;
  private readonly scaling: Scaling;
  private readonly following: Following;
  private readonly retries: Retries;
  private readonly present: Present;
  private hasBegun = false;

  constructor(
    readonly setup: Setup,
    private readonly parts: SimulationParts,
  ) {
    assert(parts.sources.length === setup.workloads.length, 'every workload has a source');
    this.world = new World(setup, parts.subscribers ?? [], parts.policy ?? namedPolicy(setup), parts.tracers);
    for (const tracer of this.world.tracers) tracer.begin?.(this.world);
    this.health = new TaskHealth(this.world);
    this.life = new TaskLife(this.world, this.health);
    this.platforms = platformTasks(this.world, this.life);
    this.placing = new Placing(this.world, this.life, this.platforms);
    this.arrivals = new Arrivals(this.world, { placing: this.placing, platforms: this.platforms }, parts.sources);
    this.instances = new InstanceLife(this.world, this.life);
    this.launches = new Launches(this.world, this.instances);
    const pools = new WarmPools(this.world, this.instances, this.life);
    this.instances.onWarmed = (row) => pools.rest(row);
    const groupParts = { instances: this.instances, launches: this.launches, views: new GroupViews(this.world), pools };
    const balance = new ZoneBalance(this.world, groupParts);
    this.refreshes = new Refreshes(this.world, groupParts);
    const { refreshes } = this;
    this.groups = new Groups(this.world, groupParts, { balance, refreshes });
    this.replacements = new Replacements(this.world, groupParts);
    const { replacements, instances, platforms, life } = this;
    this.healthChecks = new HealthChecks(this.world, instances);
    const operations = new Operations(this.world, instances, this.healthChecks);
    this.faults = new Faults(this.world, instances, { platforms, operations });
    this.market = new MarketMoves(this.world, { instances, replacements, balance, platforms, life });
    const stopChoice = new StopChoice(this.world);
    this.rollouts = new Rollouts(this.world, { life, stopChoice });
    const { rollouts } = this;
    this.services = new Services(this.world, { placing: this.placing, life, stopChoice, rollouts });
    this.health.onOutcome = (line, outcome) => rollouts.onOutcome(line, outcome);
    this.scaling = new Scaling(this.world, this.placing);
    this.following = new Following(this.world);
    this.retries = new Retries(this.world);
    this.present = new Present(this.world, {
      instances: new PresentInstances(this.world, { launches: this.launches, instances }),
      tasks: new PresentTasks(this.world, { placing: this.placing, life, health: this.health, platforms, services: this.services }),
    });
    this.instances.onActive = (row) => this.services.onInstanceActive(row);
    this.instances.onInService = (row) => {
      const instance = this.world.fleet.instance[row];
      replacements.onInService(row);
      balance.onInService(instance);
      refreshes.onInService(instance);
    };
    this.instances.onNotice = (row) => replacements.onNotice(row);
    this.instances.onLeave = (instance, provider) => {
      replacements.onLeave(instance, provider);
      balance.onLeave(instance, provider);
    };
    this.scaling.onMinute = (provider) => replacements.replaceAged(provider);
    this.scaling.onMeasured = () => balance.onTrigger('other');
  }

  get nowMs(): Ms {
    return this.world.loop.nowMs;
  }

  get eventsHandled(): number {
    return this.world.loop.handled;
  }

  /** Handles events up to and including `untilMs` (the scenario's end when absent), at most `eventsMax` of them. */
  advance(untilMs: Ms = this.setup.durationMs, eventsMax = Number.POSITIVE_INFINITY): Advance {
    if (!this.hasBegun) this.begin();
    if (!this.arrivals.resume()) return 'starved';
    const { loop } = this.world;
    loop.advance(untilMs, eventsMax, this);
    if (this.arrivals.starved.size > 0) return 'starved';
    return loop.nextMs() <= untilMs ? 'sliced' : 'reached';
  }

  handle(kind: number, subject: number, detail: number): void {
    this.world.kind = kind;
    switch (kind) {
      case EventKind.taskExits:
        return this.life.onExit(subject);
      case EventKind.taskArrives:
        return this.arrivals.onArrive(subject);
      case EventKind.taskStops:
        return this.life.onStops(subject);
      case EventKind.taskAdvances:
        return detail === 0 ? this.life.onAdvance(subject) : this.health.onChange(subject, detail);
      case EventKind.instanceRegisters:
        return detail === 0 ? this.instances.onRegister(subject) : this.instances.onHooks(subject, detail === ABANDONED);
      case EventKind.instanceIsReclaimed:
        return this.instances.onReclaim(subject);
      case EventKind.faultMoves:
        return this.faults.onMoment(subject);
      case EventKind.marketMoves:
        return this.market.onMove();
      case EventKind.serviceChanges:
      case EventKind.serviceRepairs:
        return this.services.onChange(subject, detail);
      case EventKind.tasksArePlaced:
      case EventKind.tasksArePlacedAgain:
        if (detail === PLATFORM_ROUND) return this.onPlatformRound(subject);
        if (detail === LOOKS_FOR_ROOM) return this.world.placementDue();
        return detail === RETRY ? this.retries.onRetry() : this.placing.onPlace();
      case EventKind.taskGivesUp:
        return this.placing.onGiveUp(subject);
      case EventKind.capacityIsMeasured:
        return this.scaling.onMeasure();
      case EventKind.servicesAreMeasured:
        return this.following.onMeasure();
      case EventKind.drainTimesOut:
        return this.instances.onDrainTimesOut(subject);
      case EventKind.groupAdjusts:
        if (detail >= REFRESH) return this.refreshes.onStart(subject, detail - REFRESH);
        if (detail === UNHEALTHY) return this.healthChecks.onFound(subject);
        return detail === REPLACE ? this.replacements.onReplace(subject) : this.groups.onAdjust(subject);
      default:
        assert(false, `event kind ${kind} has a handler`);
    }
  }

  /** Plain data from which load() goes on exactly as this run would: clock, cluster, policy, sources and subscribers. */
  save(): unknown {
    const { sources, subscribers = [] } = this.parts;
    return {
      hasBegun: this.hasBegun,
      world: this.world.save(),
      starved: [...this.arrivals.starved],
      sources: sources.map((source) => source.save()),
      subscribers: subscribers.map((subscriber) => subscriber.save?.() ?? null),
    };
  }

  /** Takes the state of a run of the same setup, or of a `parent` that adopt() is then to hear of. The simulation must be new. */
  load(saved: unknown, parent: Setup = this.setup): void {
    assert(!this.hasBegun, 'only a new simulation takes a saved state');
    const from = saved as { hasBegun: boolean; world: unknown; starved: number[]; sources: unknown[]; subscribers: unknown[] };
    this.world.load(from.world);
    this.hasBegun = from.hasBegun;
    for (const workload of from.starved) this.arrivals.starved.add(workload);
    this.parts.sources.forEach((source, i) => {
      const { name, arrivals } = this.setup.workloads[i];
      if (!differ(parent.workloads[i].arrivals, arrivals)) source.load(from.sources[i] as never);
      else passOver(source, { name, nowMs: this.nowMs, was: sourceOf(parent, i, from.sources[i]) });
    });
    (this.parts.subscribers ?? []).forEach((subscriber, i) => {
      if (from.subscribers[i] !== null) subscriber.load?.(from.subscribers[i]);
    });
  }

  /** After load() of a state of `parent`'s run: from now on the own setup holds. */
  adopt(parent: Setup): void {
    const { arrivals, faults, market, refreshes, retries, rollouts, services } = this;
    new Adoption(this.world, parent, { arrivals, faults, market, refreshes, retries, rollouts, services }).run();
  }

  private onPlatformRound(platform: number): void {
    this.world.platforms.roundBegins(platform);
    this.platforms[platform].onRound();
  }

  private begin(): void {
    this.hasBegun = true;
    this.present.start();
    this.launches.start();
    this.groups.populate();
    this.services.start();
    this.groups.start();
    this.scaling.start();
    this.following.start();
    this.refreshes.start();
    this.market.awaitNext();
    this.faults.start();
    this.retries.scheduleNext();
    this.arrivals.start();
  }
}

/** What takes the decisions of each platform. */
function platformTasks(world: World, life: TaskLife): PlatformTasks[] {
  const { kinds, states } = world.platforms;
  return kinds.map(({ makeTasks }, platform) =>
    makeTasks({ world, life, platform, roundDueAt: (atMs) => world.platforms.dueAt(platform, atMs) }, states[platform]),
  );
}
