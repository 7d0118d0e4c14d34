import type { CommittedHour } from '../billing/commitments.js';
import { usdOf } from '../billing/money.js';
import { MINUTE_MS } from '../kernel/durations.js';
import type { Ms } from '../kernel/event-loop.js';
import type { Setup } from '../sim/setup.js';
import { percent, rounded } from './digits.js';
import { addFargate, type FargateSeries, fargateSeries } from './fargate-series.js';
import { changeBy } from './ledger/committed.js';
import type { Costs } from './ledger/costs.js';
import { CPU, ENI, type GroupAccount, MEMORY, RESOURCES } from './ledger/group.js';
import { type OwnerAccount, STAGES } from './ledger/owner.js';
import { CPU_UNITS_PER_VCPU } from './ledger/platforms/platform-use.js';
import type { RunAccounts } from './ledger/run-accounts.js';
import { addLoad, type LoadSeries, loadSeries } from './load-series.js';
import { reservationPercent } from './tables/capacity-providers.js';
import type { TrafficLog } from './traffic/traffic-log.js';

/** Minutes of a week: most rows per entity in files and charts. */
const ROWS_MAX = 10_080;

/** One minute up to a week, beyond that the whole minutes that give at most 10,080 rows. */
export function intervalMs(durationMs: Ms): Ms {
  return MINUTE_MS * Math.max(1, Math.ceil(durationMs / (ROWS_MAX * MINUTE_MS)));
}

/** The data of charts for one capacity provider, one value per interval; null where there was nothing to measure. */
export interface ProviderSeries {
  readonly name: string;
  readonly targetPercent: number | null;
  readonly needed: number[];
  readonly running: number[];
  readonly desired: number[];
  readonly reservationPercent: (number | null)[];
  /** Decisions within the interval that raised and that lowered DesiredCapacity. */
  readonly scaleOuts: number[];
  readonly scaleIns: number[];
  /** Within the interval: instances with an interruption notice from EC2, and failed launches. */
  readonly noticed: number[];
  readonly launchFailures: number[];
  /** RUNNING tasks that use this provider. */
  readonly runningTasks: number[];
}

/** The data of charts for a run: its state at the end of each interval. */
export interface RunSeries {
  readonly timesMs: number[];
  readonly instances: number[];
  /** Spot Instances among them. */
  readonly spotInstances: number[];
  /** Instances outside AWS among them. */
  readonly externalInstances: number[];
  readonly costUsd: number[];
  /** Fargate vCPUs in use, on both providers. */
  readonly fargateVcpus: number[];
  readonly fargate: readonly FargateSeries[];
  readonly tasks: Readonly<Record<(typeof STAGES)[number], number[]>>;
  readonly reservedPercent: Readonly<Record<(typeof RESOURCES)[number], (number | null)[]>>;
  readonly providers: readonly ProviderSeries[];
  /** One series for each of the busiest services with a load. */
  readonly loads: readonly LoadSeries[];
}

/** The counts per interval of a group. */
const EVENTS = ['scaleOuts', 'scaleIns', 'noticed', 'launchFailures'] as const;
type Counts = Record<(typeof EVENTS)[number], number>;

export class SeriesRecorder {
  series: RunSeries;
  private before: Counts[];

  constructor(
    setup: Setup,
    private readonly traffic: TrafficLog,
  ) {
    const providers = setup.capacityProviders.map(({ name, managedScaling: { isEnabled, targetPercent } }) => ({
      name,
      targetPercent: isEnabled ? targetPercent : null,
      needed: [],
      running: [],
      desired: [],
      reservationPercent: [],
      scaleOuts: [],
      scaleIns: [],
      noticed: [],
      launchFailures: [],
      runningTasks: [],
    }));
    this.before = providers.map(() => ({ scaleOuts: 0, scaleIns: 0, noticed: 0, launchFailures: 0 }));
    this.series = {
      timesMs: [],
      instances: [],
      spotInstances: [],
      externalInstances: [],
      costUsd: [],
      fargateVcpus: [],
      fargate: fargateSeries(setup),
      tasks: { provisioning: [], pending: [], running: [], stopping: [] },
      reservedPercent: { cpu: [], memory: [], eni: [] },
      providers,
      loads: loadSeries(setup),
    };
  }

  intervalEnded(timeMs: Ms, accounts: RunAccounts, costs: Costs): void {
    const { series } = this;
    const { groups, owners } = accounts;
    series.timesMs.push(timeMs);
    series.instances.push(accounts.fleet.now);
    series.spotInstances.push(groups.reduce((sum, group) => sum + group.spot.now, 0));
    series.externalInstances.push(groups.reduce((sum, group) => sum + group.external, 0));
    series.costUsd.push(rounded(usdOf(costs.list), 4));
    const inStage = tasksInStages(owners);
    for (const [stage, name] of STAGES.entries()) series.tasks[name].push(inStage[stage]);
    for (const r of [CPU, MEMORY, ENI]) {
      const sum = (kind: 'reserved' | 'capacity') => groups.reduce((all, group) => all + group[kind].now(r), 0);
      series.reservedPercent[RESOURCES[r]].push(percent(sum('reserved'), sum('capacity')));
    }
    series.providers.forEach((provider, i) => {
      this.addProvider(provider, groups[i], this.before[i]);
    });
    series.fargateVcpus.push(accounts.platformCpuUnits.now / CPU_UNITS_PER_VCPU);
    series.fargate.forEach((fargate) => {
      addFargate(fargate, groups[fargate.provider]);
    });
    for (const load of series.loads) addLoad(load, owners[load.service], this.traffic.ofInterval(load.service));
  }

  /** Adds the effect of commitments on each hour; it is only known at the end of the run. */
  addCommitments(hours: readonly CommittedHour[]): void {
    const { costUsd, timesMs } = this.series;
    if (hours.length === 0) return;
    for (const [i, change] of changeBy(timesMs, hours).entries()) costUsd[i] = rounded(costUsd[i] + usdOf(change), 4);
  }

  save(): unknown {
    const { series, before } = this;
    return structuredClone({ series, before });
  }

  load(saved: unknown): void {
    Object.assign(this, structuredClone(saved));
  }

  private addProvider(provider: ProviderSeries, group: GroupAccount, before: Counts): void {
    provider.needed.push(group.needed);
    provider.running.push(group.running);
    provider.desired.push(group.desired);
    provider.runningTasks.push(group.runningTasks);
    provider.reservationPercent.push(reservationPercent(group));
    for (const event of EVENTS) {
      provider[event].push(group[event] - before[event]);
      before[event] = group[event];
    }
  }
}

/** Living tasks of all owners by stage. */
function tasksInStages(owners: readonly OwnerAccount[]): number[] {
  const tasks = STAGES.map(() => 0);
  for (const { inStage } of owners) for (let stage = 0; stage < tasks.length; stage++) tasks[stage] += inStage[stage];
  return tasks;
}
