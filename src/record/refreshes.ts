import type { Ms } from '../kernel/event-loop.js';
import { durationText, plural } from '../kernel/quantity-text.js';
import { Fact, type FactKind, InstanceCause, RefreshStatus } from '../sim/facts.js';
import type { CapacityProviderSpec, Setup } from '../sim/setup.js';

/** An instance refresh and its result, as in summary.json. */
export interface ReportedRefresh {
  readonly capacity_provider: string;
  readonly begun_ms: Ms;
  /** Null: it is in progress when the run ends. */
  readonly ended_ms: Ms | null;
  readonly status: string;
  readonly replaced_instances: number;
  readonly explanation: string;
}

/** Status names of EC2 Auto Scaling; a refused refresh has none. */
export const REFRESH_STATUS_NAMES: Readonly<Record<number, string>> = {
  [RefreshStatus.inProgress]: 'InProgress',
  [RefreshStatus.successful]: 'Successful',
  [RefreshStatus.failed]: 'Failed',
  [RefreshStatus.refused]: 'refused',
  [RefreshStatus.cancelled]: 'Cancelled',
};

interface Refresh {
  readonly provider: number;
  readonly nth: number;
  readonly begunMs: Ms;
  endedMs: Ms | null;
  status: number;
  replaced: number;
}

/** Collects instance refreshes and the instances that they replace. */
export class RefreshLog {
  /** Whether the run can have refreshes; otherwise no fact is needed. */
  readonly isOn: boolean;
  private refreshes: Refresh[] = [];
  /** Groups of living instances. */
  private providers = new Map<number, number>();

  /** `isForkable`: a fork of this run may have refreshes. */
  constructor(
    private readonly setup: Setup,
    { isForkable }: { readonly isForkable: boolean },
  ) {
    this.isOn = isForkable || setup.capacityProviders.some(({ refreshes }) => refreshes.length > 0);
  }

  onFact(kind: FactKind, atMs: Ms, [a, b, c, d]: readonly number[]): void {
    if (kind === Fact.refreshMoved) this.moved(atMs, { provider: a, nth: b, status: c });
    if (kind === Fact.instanceLaunched) this.providers.set(a, d);
    const isLeaving = kind === Fact.instanceDraining || kind === Fact.instanceLeaving || kind === Fact.instanceTerminated;
    if (isLeaving && b === InstanceCause.instanceRefresh) this.replaced(a);
    if (kind === Fact.instanceTerminated) this.providers.delete(a);
  }

  rows(endMs: Ms): ReportedRefresh[] {
    return this.refreshes.map((refresh) => ({
      capacity_provider: this.setup.capacityProviders[refresh.provider].name,
      begun_ms: refresh.begunMs,
      ended_ms: refresh.endedMs,
      status: REFRESH_STATUS_NAMES[refresh.status],
      replaced_instances: refresh.replaced,
      explanation: this.explanationOf(refresh, endMs),
    }));
  }

  /** The refreshes of a group that have begun, the oldest first, with EC2's names of their states. */
  of(provider: number): (Pick<Refresh, 'nth' | 'begunMs' | 'endedMs' | 'replaced'> & { readonly status: string })[] {
    const ofProvider = this.refreshes.filter((one) => one.provider === provider && one.status !== RefreshStatus.refused);
    return ofProvider.map((one) => ({ ...one, status: REFRESH_STATUS_NAMES[one.status] }));
  }

  /** Returns the status of the latest refresh of a group. */
  latest(provider: number, atMs: Ms): string {
    return this.explanationOf(this.refreshes.findLast((refresh) => refresh.provider === provider)!, atMs);
  }

  private moved(atMs: Ms, { provider, nth, status }: { provider: number; nth: number; status: number }): void {
    const begun = { provider, nth, begunMs: atMs, endedMs: null, status, replaced: 0 };
    if (status === RefreshStatus.inProgress) this.refreshes.push(begun);
    else if (status === RefreshStatus.refused) this.refreshes.push({ ...begun, endedMs: atMs });
    else Object.assign(this.going(provider)!, { endedMs: atMs, status });
  }

  private replaced(instance: number): void {
    const provider = this.providers.get(instance);
    if (provider === undefined) return;
    this.providers.delete(instance);
    const refresh = this.going(provider);
    if (refresh !== undefined) refresh.replaced++;
  }

  private going(provider: number): Refresh | undefined {
    return this.refreshes.find((refresh) => refresh.provider === provider && refresh.status === RefreshStatus.inProgress);
  }

  private explanationOf({ provider, nth, begunMs, endedMs, status, replaced }: Refresh, atMs: Ms): string {
    const { refreshes } = this.setup.capacityProviders[provider];
    const what = `instance refresh${this.aimOf(refreshes[nth])}`;
    const went = `${plural(replaced, 'instance')} replaced`;
    const after = durationText((endedMs ?? atMs) - begunMs);
    if (status === RefreshStatus.refused) return `${what}: refused, because another was in progress`;
    if (status === RefreshStatus.successful) return `${what}: Successful after ${after}, ${went}`;
    if (status === RefreshStatus.cancelled) return `${what}: Cancelled after ${after}, ${went}`;
    if (status === RefreshStatus.inProgress)
      return after === '0 ms' ? `${what}: begins` : `${what}: still InProgress after ${after}, ${went}`;
    return `${what}: Failed after ${after}, ${went}: the others are protected from scale-in, and the protection stayed (scaleInProtectedInstances: Refresh would replace them)`;
  }

  private aimOf({ desired, preferences }: CapacityProviderSpec['refreshes'][number]): string {
    const { instanceTypes } = this.setup;
    const aims = [
      ...(desired === undefined ? ['a new version of the launch template'] : []),
      ...(desired?.template == null ? [] : [`version ${desired.template + 1} of the launch template`]),
      ...(desired?.instanceTypes == null ? [] : [desired.instanceTypes.map((type) => instanceTypes[type].name).join(', ')]),
    ];
    return ` to ${aims.join(' and ')}${preferences.skipsMatching ? ', except those that match' : ''}`;
  }

  save(): unknown {
    const { refreshes, providers } = this;
    return structuredClone({ refreshes, providers });
  }

  load(saved: unknown): void {
    Object.assign(this, structuredClone(saved));
  }
}

/** One sentence: when it began, its group and its result. */
export function refreshSentence({ capacity_provider: name, begun_ms: atMs, explanation }: ReportedRefresh): string {
  return `${atMs === 0 ? 'From the start' : `At ${durationText(atMs)}`}, ${name}: ${explanation}.`;
}
