import type { Later } from '../../../autoscaling/policies/alarm-watches.js';
import { type Alarm, type AlarmTimes, evaluationFrom } from '../../../metrics/alarm.js';
import { isBreaching } from '../../../metrics/alarm-terms.js';
import { type MetricReadings, PERIOD_MS } from '../../../metrics/statistics.js';
import type { ServiceScaler } from '../../../services/scaling/service-scaler.js';

/** Points of a service that are kept here before its alarms take them together. */
const KEPT_MOST = 16;

/**
 * Which alarms of scaling policies are quiet: by the points that have ended so far, no evaluation of theirs changes anything. Most are, and an
 * evaluation that is left out reads none of the service's data. A service rests while all its alarms are quiet: its next points are kept
 * here, in columns, until one of them breaches or is missing, or somebody wants to know the alarms. All is derived from the alarms: none is quiet after a load.
 */
export class QuietAlarms {
  /** The most alarms that a service has. */
  private readonly perService: number;
  private readonly isQuiet: Uint8Array;
  /** By alarm. */
  private readonly expectedMs: Float64Array;
  /** By service: whether it rests, the points kept as (available, value), their number, and the time of the last one. */
  private readonly isResting: Uint8Array;
  private readonly points: Float64Array;
  private readonly kept: Uint8Array;
  private readonly lastMs: Float64Array;
  private readonly availableMs: Float64Array;
  /** By service: its alarms, where one value decides for all of them. */
  private readonly alarms: readonly (readonly QuietTerms[] | null)[];

  constructor(private readonly scalers: readonly (ServiceScaler | null)[]) {
    const services = scalers.length;
    this.perService = scalers.reduce((most, scaler) => Math.max(most, scaler?.watches.count ?? 0), 0);
    this.isQuiet = new Uint8Array(services * this.perService);
    this.expectedMs = new Float64Array(services * this.perService);
    this.alarms = scalers.map((scaler) => (scaler === null ? null : alikeTerms(scaler)));
    this.isResting = new Uint8Array(services);
    this.kept = new Uint8Array(services);
    this.lastMs = new Float64Array(services);
    this.availableMs = new Float64Array(services);
    this.points = new Float64Array(this.alarms.some((alarms) => alarms !== null) ? 2 * KEPT_MOST * services : 0);
  }

  /** Must be called after each data point that the alarms of the service get. `mayRest`: whether nothing else needs its next one. */
  onPoint(service: number, scaler: ServiceScaler, atMs: number, mayRest: boolean): void {
    const { watches } = scaler;
    const first = service * this.perService;
    let areQuiet = true;
    for (let nth = 0; nth < watches.count; nth++) {
      const isQuiet = watches.alarm(nth).isQuiet(atMs);
      this.isQuiet[first + nth] = Number(isQuiet);
      areQuiet = areQuiet && isQuiet;
    }
    if (mayRest && areQuiet && this.alarms[service] !== null && scaler.restsWhileQuiet) this.rest(service, scaler);
  }

  private rest(service: number, { watches }: ServiceScaler): void {
    const { availableMs } = watches.alarm(0);
    for (let nth = 0; nth < watches.count; nth++) {
      if (watches.alarm(nth).availableMs !== availableMs) return;
      this.expectedMs[service * this.perService + nth] = watches.alarm(nth).expectedMs;
    }
    this.availableMs[service] = availableMs;
    this.isResting[service] = 1;
  }

  /** Keeps the data point that ends now, if the service rests and goes on to. Otherwise its alarms have taken all points before. */
  keeps(service: number, atMs: number, readings: MetricReadings, later: Later): boolean {
    if (this.isResting[service] === 0) return false;
    const alarms = this.alarms[service]!;
    const { metric, statistic, times } = alarms[0]!;
    const value = readings.read(metric, statistic);
    if (this.kept[service] === KEPT_MOST || !isWithinAll(value, alarms)) {
      this.settle(service);
      return false;
    }
    const availableMs = Math.max(this.availableMs[service], atMs + times.delayMs(atMs));
    const at = 2 * (service * KEPT_MOST + this.kept[service]++);
    this.points[at] = availableMs;
    this.points[at + 1] = value;
    this.availableMs[service] = availableMs;
    this.lastMs[service] = atMs;
    for (let nth = 0; nth < alarms.length; nth++) {
      const evaluatedMs = evaluationFrom(availableMs, alarms[nth]!.times);
      if (evaluatedMs <= this.expectedMs[service * this.perService + nth]) continue;
      this.expectedMs[service * this.perService + nth] = evaluatedMs;
      later.evaluates(evaluatedMs, nth);
    }
    return true;
  }

  is(service: number, alarm: number): boolean {
    return this.isQuiet[service * this.perService + alarm] === 1;
  }

  /** Gives the alarms of the service the points that were kept for them. */
  settle(service: number): void {
    if (this.isResting[service] === 0) return;
    const { watches } = this.scalers[service]!;
    for (let nth = 0; nth < watches.count; nth++) {
      const alarm = watches.alarm(nth);
      for (let i = service * KEPT_MOST; i < service * KEPT_MOST + this.kept[service]; i++)
        alarm.addLate(this.points[2 * i], this.points[2 * i + 1]);
      alarm.expectedMs = this.expectedMs[service * this.perService + nth];
      if (this.kept[service] > 0) alarm.look(this.lastMs[service]);
    }
    this.kept[service] = 0;
    this.isResting[service] = 0;
  }

  settleAll(): void {
    for (let service = 0; service < this.scalers.length; service++) this.settle(service);
  }

  /** Points that were kept are lost: those who loaded have what the alarms have. */
  forget(): void {
    this.isQuiet.fill(0);
    this.isResting.fill(0);
    this.kept.fill(0);
  }
}

/** The terms of a quiet alarm, in one literal. */
interface QuietTerms extends Pick<Alarm['terms'], 'metric' | 'statistic' | 'comparison' | 'threshold'> {
  readonly times: AlarmTimes;
}

/** Returns what the alarms of the service ask for, if they are shown the same value each minute; else null. */
function alikeTerms({ watches }: ServiceScaler): QuietTerms[] | null {
  const alarms = Array.from({ length: watches.count }, (_, nth) => watches.alarm(nth));
  const [first] = alarms;
  const areAlike = alarms.every(
    ({ terms: { metric, statistic, periodMs } }) =>
      metric === first!.terms.metric && statistic === first!.terms.statistic && periodMs === PERIOD_MS.standard,
  );
  if (first === undefined || !areAlike) return null;
  return alarms.map(({ terms: { metric, statistic, comparison, threshold }, times: { phaseMs, intervalMs, delayMs } }) => ({
    metric,
    statistic,
    comparison,
    threshold,
    times: { phaseMs, intervalMs, delayMs },
  }));
}

/** Whether there is a value and none of the alarms breaches by it. */
function isWithinAll(value: number, alarms: readonly QuietTerms[]): boolean {
  if (Number.isNaN(value)) return false;
  for (let nth = 0; nth < alarms.length; nth++) if (isBreaching(value, alarms[nth]!.comparison, alarms[nth]!.threshold)) return false;
  return true;
}
