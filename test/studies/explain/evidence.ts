import { scalingReasonName } from '../../../src/autoscaling/reasons.js';
import { numberText } from '../../../src/kernel/quantity-text.js';
import { SERVICE_METRIC_NAMES } from '../../../src/metrics/names.js';
import { NaiveScaler } from '../../autoscaling/naive-scaler.js';
import type { Demand } from './attempt-log.js';
import { cell, type Row } from './drawn-run.js';
import type { Box } from './history.js';
import type { ScalerEvaluation } from './records.js';
import { ScaleInStates } from './scale-in-states.js';

export type { ScalerEvaluation } from './records.js';

const count = (n: number) => numberText(n, 0, 3);

/** The contents of the files of a run, with the inputs of scalers. */
export class Evidence extends ScaleInStates {
  private readonly reasons = new Map<ScalerEvaluation, string>();

  stepsOf(provider: number): Row[] {
    return this.run.csv['events.csv'].filter((row) => row.fact === 'scalingDecided' && cell(row, 'provider') === provider);
  }

  demandAt({ provider, row }: ScalerEvaluation): Demand {
    return this.demands.get(`${provider} ${row.time_ms}`)!;
  }

  /** The metric that the scaler sees (docs/reference/outputs.md). */
  percentSeen(evaluation: ScalerEvaluation): number {
    const { scaler, capacityProviders } = this.run.setup;
    const { targetPercent } = capacityProviders[evaluation.provider].managedScaling;
    const [needed, running] = ['needed', 'running'].map((column) => cell(evaluation.row, column)!);
    if (this.demandAt(evaluation).isIncompatibleOnly && scaler.incompatibleOnly === 'freeze') return targetPercent;
    if (running > 0) return (100 * needed) / running;
    return needed > 0 ? 200 : scaler.emptyGroup === 'aws2019' ? 100 : targetPercent;
  }

  /** By the rules read out minute by minute. */
  reasonAt(evaluation: ScalerEvaluation): string {
    if (!this.reasons.has(evaluation)) {
      const scaler = new NaiveScaler(this.run.setup.scaler);
      for (const one of this.evaluationsOf(evaluation.provider)) this.reasons.set(one, this.reasonOf(one, scaler));
    }
    return this.reasons.get(evaluation)!;
  }

  private reasonOf(evaluation: ScalerEvaluation, scaler: NaiveScaler): string {
    const { provider, row, rowIndex } = evaluation;
    const { managedScaling: managed, minSize, maxSize } = this.run.setup.capacityProviders[provider];
    if (!managed.isEnabled) return 'notManaged';
    const [atMs, needed, running] = ['time_ms', 'needed', 'running'].map((column) => cell(row, column)!);
    const own = this.history.of(provider, rowIndex).filter(({ standing }) => {
      const { isPooled, isDraining, isLeaving } = standing.at(rowIndex);
      return !isPooled && !isDraining && !isLeaving;
    });
    const joined = own
      .filter(({ launchedMs }) => launchedMs > 0 || this.run.setup.present !== undefined)
      .map((box) => this.cameMs(box, atMs));
    const desired = this.history.desired[provider].at(rowIndex);
    const youngestLaunchMs = joined.length === 0 ? null : Math.max(...joined);
    const { isIncompatibleOnly } = this.demandAt(evaluation);
    const booting = own.filter(({ standing }) => !standing.at(rowIndex).isRegistered).length;
    const seen = {
      atMs,
      managed,
      needed,
      running,
      isIncompatibleOnly,
      desired,
      minSize,
      maxSize,
      youngestLaunchMs,
      booting,
      lastRegisteredMs: null,
    };
    return scalingReasonName(scaler.minute(seen).reason);
  }

  /** By its launch, or out of the warm pool. */
  cameMs({ instance, launchedMs, joinedMs }: Box, atMs: number): number {
    const present = this.run.setup.present?.instances.find(({ ordinal }) => ordinal === instance);
    if (present !== undefined) return present.launchedMs ?? 0;
    return joinedMs <= atMs ? joinedMs : launchedMs;
  }

  /** Tasks in RUNNING at the evaluation: those that stop for its decision, in the same millisecond, were among them. */
  runningOf(service: number, atMs: number): number {
    const { name } = this.run.setup.services[service];
    const stopped = this.run.csv['tasks.csv'].filter(
      (row) => row.name === name && row.running_ms !== '' && cell(row, 'stopping_ms') === atMs && row.cause === 'serviceScaledIn',
    );
    return this.runningAt(service, atMs)! + stopped.length;
  }

  private runningAt(service: number, atMs: number): number | undefined {
    const { name } = this.run.setup.services[service];
    const row = this.run.csv['services.csv'].find((one) => cell(one, 'time_ms') === atMs && one.service === name);
    return row === undefined ? undefined : cell(row, 'running_tasks')!;
  }

  /** The last data of a metric until a time. */
  metricOf(service: number, { name, nowMs, found }: { readonly name: string; readonly nowMs: number; readonly found: string }): number {
    const own = this.run.csv['events.csv'].filter((row) => cell(row, 'time_ms')! <= nowMs && row.service === `${service}`);
    const values = own.flatMap((row) => {
      const milli = (column: string) => cell(row, column)! / 1_000;
      if (name === SERVICE_METRIC_NAMES[0])
        return row.fact === 'serviceMeasured' && row.cpu_milli_percent !== '-1' ? [milli('cpu_milli_percent')] : [];
      const shared = name === 'RequestCountPerTarget' ? 'arrived_milli' : 'backlog_milli';
      if (row.fact !== 'serviceLoaded') return [];
      return [milli(shared) / Math.max(1, milli('serving_milli'))];
    });
    // Measured each 20 seconds, of which a minute has the mean, and its alarm may take several minutes as one period.
    const within = values.map((value, i) => (i === 0 ? value : value - (value - values[i - 1]) / 3));
    const minutes = this.run.setup.services[service].scaling!.policies.flatMap((policy) =>
      'alarm' in policy ? [policy.alarm.periodMs / 60_000] : [],
    );
    const decided = own.flatMap((row) => (row.fact === 'serviceScaled' ? [cell(row, 'metric_milli')! / 1_000] : []));
    const means = [1, ...minutes].flatMap((n) =>
      within.map((_, i) => within.slice(Math.max(0, i + 1 - n), i + 1).reduce((sum, value) => sum + value, 0) / n),
    );
    const known = [...values, ...decided, ...means].findLast((value) => count(value) === found);
    if (known !== undefined || name !== 'RequestCountPerTarget') return known ?? Number.NaN;
    // Targets that come, go or hang within the minute count otherwise than as serving, and no file has their mean: it is near.
    const value = Number(found.replaceAll(',', ''));
    return values.some((near) => Math.abs(value - near) <= near / 6) ? value : Number.NaN;
  }

  /** What its bounds may be: as registered, and as scheduled actions and forecasts move them. */
  boundsOf(service: number): { readonly least: number[]; readonly most: number[] } {
    const { target, actions } = this.run.setup.services[service].scaling!;
    return {
      least: [target.minCapacity, ...actions.flatMap(({ minCapacity }) => minCapacity ?? [])],
      most: [target.maxCapacity, ...actions.flatMap(({ maxCapacity }) => maxCapacity ?? [])],
    };
  }

  cooldownsOf(service: number, nowMs: number): number[] {
    const { policies } = this.run.setup.services[service].scaling!;
    const times = this.run.csv['events.csv'].filter(
      (row) => row.fact === 'serviceScaled' && row.service === `${service}` && cell(row, 'time_ms')! <= nowMs,
    );
    const lengths = policies.flatMap((policy) =>
      policy.policyType === 'StepScaling'
        ? [policy.cooldownMs]
        : policy.policyType === 'TargetTrackingScaling'
          ? [policy.scaleOutCooldownMs, policy.scaleInCooldownMs]
          : [],
    );
    return times.flatMap((row) => lengths.map((ms) => cell(row, 'time_ms')! + ms));
  }
}
