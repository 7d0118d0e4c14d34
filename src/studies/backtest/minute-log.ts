import { usdOf } from '../../billing/money.js';
import { MINUTE_MS } from '../../kernel/durations.js';
import type { Ms } from '../../kernel/event-loop.js';
import { TaskStage } from '../../record/ledger/owner.js';
import { RunAccounts } from '../../record/ledger/run-accounts.js';
import { reservationPercent } from '../../record/tables/capacity-providers.js';
import { Fact, type FactKind, type Subscriber } from '../../sim/facts.js';
import type { Setup } from '../../sim/setup.js';

/** The values of a capacity provider at the end of each minute. */
interface ProviderMinutes {
  readonly name: string;
  readonly reservationPercent: (number | null)[];
  /** Registered: ACTIVE and DRAINING. */
  readonly instances: number[];
  readonly desired: number[];
}

interface ServiceMinutes {
  readonly name: string;
  readonly desired: number[];
  readonly pending: number[];
  readonly running: number[];
  /** Requests or messages that arrived in the minute; null where the service has no load. */
  readonly arrived: (number | null)[];
  /** Percent of the CPU that its tasks reserve; null without tasks. */
  readonly cpuPercent: (number | null)[];
  readonly memoryPercent: (number | null)[];
  /** RUNNING tasks on average, the divisor of requests per task. */
  readonly serving: (number | null)[];
}

/** The load of a minute, in the units of facts. */
interface Loaded {
  readonly arrivedMilli: number;
  readonly servingMilli: number;
  cpuMilliPercent: number;
  memoryMilliPercent: number;
}

/** A run as CloudWatch would record it: the values at the end of each minute. */
export interface RunMinutes {
  readonly providers: readonly ProviderMinutes[];
  readonly services: readonly ServiceMinutes[];
  /** Registered instances of the whole cluster. */
  readonly instances: number[];
  /** Billed since the start; empty unless the log records costs. */
  readonly costUsd: number[];
}

/** Records from facts, minute by minute, the values that a backtest compares. */
export class MinuteLog implements Subscriber {
  readonly minutes: RunMinutes;
  private readonly accounts: RunAccounts;
  private readonly loaded: (Loaded | null)[];
  private nextMs: Ms = MINUTE_MS;

  constructor(
    setup: Setup,
    private readonly hasCost: boolean,
  ) {
    this.accounts = new RunAccounts(setup);
    this.loaded = setup.services.map(() => null);
    this.minutes = {
      providers: setup.capacityProviders.map(({ name }) => ({ name, reservationPercent: [], instances: [], desired: [] })),
      services: setup.services.map(({ name }) => ({
        ...{ name, desired: [], pending: [], running: [] },
        ...{ arrived: [], cpuPercent: [], memoryPercent: [], serving: [] },
      })),
      instances: [],
      costUsd: [],
    };
  }

  onFact(kind: FactKind, atMs: Ms, a: number, b: number, c: number, d: number, e: number, f: number): void {
    while (atMs > this.nextMs) this.endMinute();
    this.accounts.onFact(kind, atMs, a, b, c, d, e, f);
    if (kind === Fact.serviceLoaded) this.loaded[a] = { arrivedMilli: b, servingMilli: f, cpuMilliPercent: -1, memoryMilliPercent: -1 };
    else if (kind === Fact.serviceMeasured) Object.assign(this.loaded[a]!, { cpuMilliPercent: b, memoryMilliPercent: c });
  }

  /** Ends the log; leaves out a last minute that is not whole. */
  finish(endMs: Ms): RunMinutes {
    while (this.nextMs <= endMs) this.endMinute();
    return this.minutes;
  }

  private endMinute(): void {
    const { providers, services, instances, costUsd } = this.minutes;
    const { groups, owners } = this.accounts;
    providers.forEach((provider, i) => {
      const group = groups[i];
      provider.reservationPercent.push(reservationPercent(group));
      provider.instances.push(group.active + group.draining);
      provider.desired.push(group.desired);
    });
    services.forEach((service, i) => {
      const owner = owners[i];
      service.desired.push(owner.desired);
      service.pending.push(owner.inStage[TaskStage.pending]);
      service.running.push(owner.inStage[TaskStage.running]);
      const now = this.loaded[i];
      this.loaded[i] = null;
      const thousandth = (milli: number | undefined) => (milli === undefined || milli < 0 ? null : milli / 1_000);
      service.arrived.push(thousandth(now?.arrivedMilli));
      service.serving.push(thousandth(now?.servingMilli));
      service.cpuPercent.push(thousandth(now?.cpuMilliPercent));
      service.memoryPercent.push(thousandth(now?.memoryMilliPercent));
    });
    instances.push(groups.reduce((sum, group) => sum + group.active + group.draining, 0));
    if (this.hasCost) costUsd.push(usdOf(this.accounts.costsAt(this.nextMs).list));
    this.nextMs += MINUTE_MS;
  }
}
