import type { Ms } from '../../kernel/event-loop.js';
import type { EquivalenceClass } from '../cluster/equivalence-class.js';
import type { World } from '../cluster/world.js';
import type { PlatformPorts, PlatformTasks } from '../providers/platform.js';
import { GroupScalingMoves } from './capacity/group-scaling.js';
import { GroupViews } from './capacity/group-views.js';
import { Groups } from './capacity/groups.js';
import { HealthChecks } from './capacity/health-checks.js';
import { InstanceLife } from './capacity/instance-life.js';
import { Launches } from './capacity/launches.js';
import { MarketMoves } from './capacity/market.js';
import { Operations } from './capacity/operations.js';
import { PowerLoss } from './capacity/power-loss.js';
import { Refreshes } from './capacity/refreshes.js';
import { Registrations } from './capacity/registrations.js';
import { Replacements } from './capacity/replacements.js';
import { Scaling } from './capacity/scaling.js';
import { WarmPools } from './capacity/warm-pools.js';
import { ZoneBalance } from './capacity/zone-balance.js';
import { Faults } from './faults.js';
import { Present } from './present/present.js';
import { ServiceMeasurement } from './service-measurement.js';
import { Rollouts } from './services/rollouts.js';
import { Services } from './services/services.js';
import { TaskFailures } from './services/task-failures.js';
import { TaskHealth } from './services/task-health.js';
import { Arrivals, type Arriving } from './tasks/arrivals.js';
import { Placing } from './tasks/placing.js';
import { Retries } from './tasks/retries.js';
import { StopChoice } from './tasks/stop-choice.js';
import { TaskLife } from './tasks/task-life.js';

/** All handlers of a run. Each receives the others as its ports, which no constructor may read. */
export class Handlers {
  readonly arrivals: Arrivals;
  readonly placing: Placing;
  readonly life: TaskLife;
  readonly health: TaskHealth;
  readonly stopChoice: StopChoice;
  readonly retries: Retries;
  readonly platforms: readonly PlatformTasks[];
  readonly instances: InstanceLife;
  readonly launches: Launches;
  readonly registrations: Registrations;
  readonly pools: WarmPools;
  readonly views: GroupViews;
  readonly groups: Groups;
  readonly balance: ZoneBalance;
  readonly refreshes: Refreshes;
  readonly replacements: Replacements;
  readonly healthChecks: HealthChecks;
  readonly operations: Operations;
  readonly powerLoss: PowerLoss;
  readonly taskFailures: TaskFailures;
  readonly faults: Faults;
  readonly market: MarketMoves;
  readonly rollouts: Rollouts;
  readonly services: Services;
  readonly scaling: Scaling;
  readonly groupScaling: GroupScalingMoves;
  readonly serviceMeasurement: ServiceMeasurement;
  readonly present: Present;

  constructor(
    private readonly world: World,
    arriving: Arriving,
  ) {
    this.arrivals = new Arrivals(world, this, arriving);
    this.placing = new Placing(world, this);
    this.life = new TaskLife(world, this);
    this.health = new TaskHealth(world, this);
    this.stopChoice = new StopChoice(world);
    this.retries = new Retries(world);
    this.platforms = platformTasks(world, this.life, (slot, equivalence, waitMs) => this.onRefused(slot, equivalence, waitMs));
    this.instances = new InstanceLife(world, this);
    this.launches = new Launches(world, this);
    this.registrations = new Registrations(world, this);
    this.pools = new WarmPools(world, this);
    this.views = new GroupViews(world);
    this.groups = new Groups(world, this);
    this.balance = new ZoneBalance(world, this);
    this.refreshes = new Refreshes(world, this);
    this.replacements = new Replacements(world, this);
    this.healthChecks = new HealthChecks(world, this);
    this.operations = new Operations(world, this);
    this.powerLoss = new PowerLoss(world, this);
    this.taskFailures = new TaskFailures(world, this);
    this.faults = new Faults(world, this);
    this.market = new MarketMoves(world, this);
    this.rollouts = new Rollouts(world, this);
    this.services = new Services(world, this);
    this.scaling = new Scaling(world, this);
    this.groupScaling = new GroupScalingMoves(world);
    this.serviceMeasurement = new ServiceMeasurement(world, this);
    this.present = new Present(world, this);
  }

  /**
   * A platform has refused the task of a service: a failure for the breaker of its deployment. The platform sets the wait, and the scheduler
   * tries again at its next turn after that.
   */
  private onRefused(slot: number, equivalence: EquivalenceClass, waitMs: Ms): Ms {
    const againMs = this.world.turns.from(equivalence.service, this.world.loop.nowMs + waitMs);
    if (equivalence.deploymentSpec !== null) this.rollouts.breakers.noteRefusal(slot, equivalence, againMs);
    return againMs;
  }

  onPlatformRound(platform: number): void {
    this.world.platforms.roundBegins(platform);
    this.platforms[platform].onRound();
  }

  /** Sets up the state before the first event and schedules the first events. */
  begin(): void {
    this.world.equivalences.prepare();
    this.present.start();
    this.launches.start();
    this.groups.populate();
    this.services.start();
    this.groups.start();
    this.scaling.start();
    this.groupScaling.start();
    this.serviceMeasurement.start();
    this.refreshes.start();
    this.market.scheduleNext();
    this.faults.start();
    this.retries.scheduleNext();
    this.arrivals.start();
  }
}

/** Returns the decision makers of the platforms, by platform number. */
function platformTasks(world: World, life: TaskLife, onRefused: PlatformPorts['onRefused']): PlatformTasks[] {
  const { kinds, states } = world.platforms;
  return kinds.map(({ makeTasks }, platform) =>
    makeTasks({ world, life, platform, onRefused, roundDueAt: (atMs) => world.platforms.dueAt(platform, atMs) }, states[platform]),
  );
}
