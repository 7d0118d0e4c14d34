import { GROUP_SCALING_REASON_NAMES } from '../autoscaling/policies/group-reasons.js';
import type { ScalingReason } from '../autoscaling/reasons.js';
import { scalingReasonName, scalingText } from '../autoscaling/reasons.js';
import type { Ms } from '../kernel/event-loop.js';
import { plural } from '../kernel/quantity-text.js';
import { SERVICE_SCALING_REASON_NAMES, ServiceScalingReason } from '../services/scaling/decision.js';
import { DeploymentCause, Fact, type FactKind } from '../sim/facts.js';
import type { RunAccounts } from './ledger/run-accounts.js';
import { REFRESH_STATUS_NAMES, type RefreshLog } from './refreshes.js';
import type { RolloutLog } from './rollouts/rollout-log.js';
import { launchReasonName } from './tables/names.js';
import { groupScalingText, launchFailureText, rolloutActivity, serviceScalingText } from './tables/scaling-activities.js';

/** The kind of an activity: it decides how charts mark it. */
export type ActivityKind = 'out' | 'in' | 'held' | 'trouble' | 'spot' | 'deployment';

/** An action, or a refusal to act, of a scaler, a group or the scheduler, with its reason in words. Plain data. */
export interface Activity {
  readonly kind: ActivityKind;
  /** Name of the capacity provider or service, and which of the two it is. */
  readonly of: string;
  readonly isService: boolean;
  readonly reason: string;
  readonly atMs: Ms;
  /** Time of the last of several equal activities in a row, and their number. */
  untilMs: Ms;
  times: number;
  what: string;
  explanation: string;
}

/** Most activities that are listed one by one: a page has to stay small. scaling-activities.csv has all of them. */
const ACTIVITIES_MAX = 1200;

/**
 * Collects the rows of scaling-activities.csv and the Spot interruptions, with reasons. A repetition of the previous activity only raises
 * its count.
 */
export class ActivityLog {
  activities: Activity[] = [];
  leftOut = 0;
  /** The last of each provider and service. */
  private readonly latest = new Map<string, Activity>();

  constructor(
    private readonly accounts: RunAccounts,
    private readonly logs: { readonly rollouts: RolloutLog; readonly refreshes: RefreshLog },
  ) {}

  receives(kind: FactKind): boolean {
    return kind === Fact.scalingDecided || kind === Fact.launchFailed || kind === Fact.instanceNoticed || this.isRare(kind);
  }

  /** Must be called after the accounts have processed the fact. */
  onFact(kind: FactKind, atMs: Ms, args: readonly number[]): void {
    if (kind === Fact.scalingDecided) this.decided(atMs, args);
    else if (kind === Fact.groupScaled) this.groupScaled(atMs, args);
    else if (kind === Fact.launchFailed) this.failed(atMs, args);
    else if (kind === Fact.instanceNoticed) this.noticed(atMs, args[0]);
    else if (kind === Fact.serviceScaled) this.scaled(atMs, args);
    else if (kind === Fact.refreshMoved) this.refreshed(atMs, args);
    else if (this.logs.rollouts.isActivity(kind, args)) this.rolledOut(kind, atMs, args);
  }

  private isRare(kind: FactKind): boolean {
    return kind === Fact.serviceScaled || kind === Fact.groupScaled || kind === Fact.refreshMoved || this.logs.rollouts.receives(kind);
  }

  private decided(atMs: Ms, [provider, fromDesired, toDesired, code, needed, running]: readonly number[]): void {
    const { setup, groups } = this.accounts;
    const { name, managedScaling } = setup.capacityProviders[provider];
    const reason = code as ScalingReason;
    const numbers = { needed, running, fromDesired, toDesired, lowPoints: groups[provider].lowPoints };
    const report = () => scalingText(reason, numbers, { managed: managedScaling, settings: setup.scaler });
    const subject = { of: name, isService: false, reason: scalingReasonName(reason) };
    this.add(
      { kind: kindOf(fromDesired, toDesired), ...subject, what: changeText('DesiredCapacity', fromDesired, toDesired) },
      atMs,
      report,
    );
  }

  private groupScaled(atMs: Ms, args: readonly number[]): void {
    const [provider, from, to, reason] = args;
    const { setup } = this.accounts;
    const subject = { of: setup.capacityProviders[provider].name, isService: false, reason: GROUP_SCALING_REASON_NAMES[reason] };
    this.add({ kind: kindOf(from, to), ...subject, what: changeText('DesiredCapacity', from, to) }, atMs, () =>
      groupScalingText(setup, args),
    );
  }

  private failed(atMs: Ms, [provider, reason, missing, retryAtMs]: readonly number[]): void {
    const subject = { of: this.accounts.groups[provider].name, isService: false, reason: launchReasonName(reason) };
    this.add({ kind: 'trouble', ...subject, what: 'launch failed' }, atMs, () => launchFailureText({ reason, missing, retryAtMs }));
  }

  private noticed(atMs: Ms, instance: number): void {
    const { columns } = this.accounts.instances;
    const row = this.accounts.instances.find(instance);
    const { instanceTypes, zones } = this.accounts.setup;
    const pool = `${instanceTypes[columns.type[row]].name} in ${zones[columns.zone[row]]}`;
    const subject = { of: this.accounts.groups[columns.group[row]].name, isService: false, reason: 'spotInterruption' };
    const last = this.latest.get(keyOf(subject));
    const isSame = last?.kind === 'spot' && last.atMs === atMs && last.explanation.endsWith(pool);
    if (!isSame) return this.begin({ kind: 'spot', ...subject, what: 'Spot interruption' }, atMs, () => takenText(1, pool));
    last.times++;
    last.explanation = takenText(last.times, pool);
  }

  private scaled(atMs: Ms, args: readonly number[]): void {
    const [service, from, to, reason] = args;
    const isHeld = from === to && reason !== ServiceScalingReason.scheduled;
    const subject = { of: this.accounts.setup.services[service].name, isService: true, reason: SERVICE_SCALING_REASON_NAMES[reason] };
    const what = changeText('desired count', from, to);
    this.add({ kind: isHeld ? 'held' : kindOf(from, to), ...subject, what }, atMs, () => serviceScalingText(this.accounts.setup, args));
  }

  private refreshed(atMs: Ms, [provider, , status]: readonly number[]): void {
    const subject = { of: this.accounts.groups[provider].name, isService: false, reason: `instanceRefresh${REFRESH_STATUS_NAMES[status]}` };
    this.add({ kind: 'deployment', ...subject, what: 'instance refresh' }, atMs, () => this.logs.refreshes.latest(provider, atMs));
  }

  private rolledOut(kind: FactKind, atMs: Ms, args: readonly number[]): void {
    const [reason, explanation] = rolloutActivity(this.logs.rollouts, kind, args);
    const isDeployment = kind === Fact.deploymentChanged;
    const isBad = isDeployment ? args[3] !== DeploymentCause.begun && args[3] !== DeploymentCause.steady : reason !== 'unblocked';
    const subject = { of: this.accounts.setup.services[args[0]].name, isService: true, reason };
    this.add(
      { kind: isBad ? 'trouble' : 'deployment', ...subject, what: isDeployment ? 'deployment' : 'scheduler' },
      atMs,
      () => explanation,
    );
  }

  /** Merges a hold or a failure into the previous activity of the same provider or service when it is equal. */
  private add(what: Pick<Activity, 'kind' | 'of' | 'isService' | 'reason' | 'what'>, atMs: Ms, report: () => string): void {
    const last = this.latest.get(keyOf(what));
    const isChange = what.kind === 'out' || what.kind === 'in';
    if (!isChange && last?.kind === what.kind && last.reason === what.reason && last.what === what.what) {
      last.times++;
      last.untilMs = atMs;
      return;
    }
    this.begin(what, atMs, report);
  }

  private begin(what: Pick<Activity, 'kind' | 'of' | 'isService' | 'reason' | 'what'>, atMs: Ms, report: () => string): void {
    if (this.activities.length >= ACTIVITIES_MAX) {
      this.leftOut++;
      return;
    }
    const begun = { ...what, atMs, untilMs: atMs, times: 1, explanation: report() };
    this.activities.push(begun);
    this.latest.set(keyOf(begun), begun);
  }

  save(): unknown {
    return structuredClone({ activities: this.activities, leftOut: this.leftOut });
  }

  load(saved: unknown): void {
    Object.assign(this, structuredClone(saved));
    for (const activity of this.activities) this.latest.set(keyOf(activity), activity);
  }
}

function keyOf({ of, isService }: Pick<Activity, 'of' | 'isService'>): string {
  return `${isService ? 'service' : 'provider'} ${of}`;
}

function kindOf(from: number, to: number): ActivityKind {
  if (from === to) return 'held';
  return to > from ? 'out' : 'in';
}

function changeText(what: string, from: number, to: number): string {
  return from === to ? `${what} stays ${from}` : `${what} ${from} → ${to}`;
}

function takenText(count: number, pool: string): string {
  return `EC2 gives notice to ${plural(count, 'Spot Instance')}: ${pool}`;
}
