import type { AlarmWatches, Later } from '../../../autoscaling/policies/alarm-watches.js';
import { evaluationFrom } from '../../../metrics/alarm.js';
import { type Comparison, isBreaching } from '../../../metrics/alarm-terms.js';
import { type MetricReadings, PERIOD_MS, type Statistic } from '../../../metrics/statistics.js';
import type { ServiceScaler } from '../../../services/scaling/service-scaler.js';

/** Points of a service that are kept here: the latest. */
const KEPT_MOST = 32;

/** The cells of a service: what its alarms ask for, the delay of its points (NaN: drawn), when the newest is available, and when it ended. */
const METRIC = 0;
const STATISTIC = 1;
const DELAY = 2;
const AVAILABLE = 3;
const LAST = 4;
const OF_SERVICE = 5;
/** Then those of each of its alarms: its terms, its times, and the last evaluation that has been scheduled. */
const THRESHOLD = 0;
const COMPARISON = 1;
const PHASE = 2;
const INTERVAL = 3;
const EXPECTED = 4;
const OF_ALARM = 5;
/** Then the points: when each is available, and its value. */
const OF_POINT = 2;

/**
 * Which alarms of scaling policies are quiet: by the points that have ended so far, no evaluation of theirs changes anything. Most are, and an
 * evaluation that is left out reads none of the service's data. A service rests while all its alarms are quiet: its next points are kept
 * here, side by side, until one of them breaches or is missing, or somebody wants to know the alarms. All is derived from the alarms: none
 * is quiet after a load.
 */
export class QuietAlarms {
  /** The most alarms that a service has. */
  private readonly perService: number;
  private readonly isQuiet: Uint8Array;
  private readonly hasScaler: Uint8Array;
  /** By service: whether it may rest, whether it does, and how many points have come since. */
  private readonly mayRest: Uint8Array;
  private readonly isResting: Uint8Array;
  private readonly kept: Uint32Array;
  /** By service: whether its alarms need no point that is older than those kept here. */
  private readonly mayForget: Uint8Array;
  private readonly step: number;
  private readonly cells: Float64Array;

  constructor(private readonly scalers: readonly (ServiceScaler | null)[]) {
    const services = scalers.length;
    this.perService = scalers.reduce((most, scaler) => Math.max(most, scaler?.watches.count ?? 0), 0);
    this.isQuiet = new Uint8Array(services * this.perService);
    this.hasScaler = Uint8Array.from(scalers, (scaler) => Number(scaler !== null));
    this.mayRest = Uint8Array.from(scalers, (scaler) => Number(scaler !== null && areAlike(scaler)));
    this.isResting = new Uint8Array(services);
    this.kept = new Uint32Array(services);
    this.mayForget = new Uint8Array(services);
    this.step = OF_SERVICE + OF_ALARM * this.perService + OF_POINT * KEPT_MOST;
    this.cells = new Float64Array(this.mayRest.includes(1) ? this.step * services : 0);
    for (const [service, scaler] of scalers.entries()) if (this.mayRest[service] === 1) this.remember(service, scaler!);
  }

  private remember(service: number, { watches }: ServiceScaler): void {
    const { cells } = this;
    const { terms, times } = watches.alarm(0);
    const at = service * this.step;
    cells[at + METRIC] = terms.metric;
    cells[at + STATISTIC] = terms.statistic;
    cells[at + DELAY] = times.alwaysMs ?? Number.NaN;
    this.mayForget[service] = Number(doesFit(watches, times.alwaysMs));
    for (let nth = 0; nth < watches.count; nth++) {
      const { terms: own, times: when } = watches.alarm(nth);
      const cell = this.cellOf(service, nth);
      cells[cell + THRESHOLD] = own.threshold;
      cells[cell + COMPARISON] = own.comparison;
      cells[cell + PHASE] = when.phaseMs;
      cells[cell + INTERVAL] = when.intervalMs;
    }
  }

  private cellOf(service: number, alarm: number): number {
    return service * this.step + OF_SERVICE + OF_ALARM * alarm;
  }

  /** Must be called after each data point that the alarms of the service get. `mayRest`: whether nobody else waits for its next one. */
  onPoint(service: number, scaler: ServiceScaler, atMs: number, mayRest: boolean): void {
    const { watches } = scaler;
    let areQuiet = true;
    for (let nth = 0; nth < watches.count; nth++) {
      const isQuiet = watches.alarm(nth).isQuiet(atMs);
      this.isQuiet[service * this.perService + nth] = Number(isQuiet);
      areQuiet = areQuiet && isQuiet;
    }
    if (mayRest && areQuiet && this.mayRest[service] === 1 && scaler.restsWhileQuiet) this.rest(service, scaler);
  }

  private rest(service: number, { watches }: ServiceScaler): void {
    const { availableMs } = watches.alarm(0);
    for (let nth = 0; nth < watches.count; nth++) {
      if (watches.alarm(nth).availableMs !== availableMs) return;
      this.cells[this.cellOf(service, nth) + EXPECTED] = watches.alarm(nth).expectedMs;
    }
    this.cells[service * this.step + AVAILABLE] = availableMs;
    this.isResting[service] = 1;
  }

  /** Keeps the data point that ends now, if the service rests and goes on to. Otherwise its alarms have taken all points before. */
  keeps(service: number, atMs: number, readings: MetricReadings, later: Later): boolean {
    if (this.isResting[service] === 0) return false;
    const { cells, perService } = this;
    const at = service * this.step;
    const value = readings.read(cells[at + METRIC], cells[at + STATISTIC] as Statistic);
    if (!this.isWithinAll(service, value)) {
      this.settle(service);
      return false;
    }
    if (this.kept[service] === KEPT_MOST && this.mayForget[service] === 0) this.hand(service);
    const delayMs = Number.isNaN(cells[at + DELAY]) ? this.scalers[service]!.watches.alarm(0).times.delayMs(atMs) : cells[at + DELAY];
    const availableMs = Math.max(cells[at + AVAILABLE], atMs + delayMs);
    cells[at + AVAILABLE] = availableMs;
    cells[at + LAST] = atMs;
    const point = this.cellOf(service, perService) + OF_POINT * (this.kept[service]++ % KEPT_MOST);
    cells[point] = availableMs;
    cells[point + 1] = value;
    for (let nth = 0; nth < perService; nth++) this.evaluateLater(service, nth, later);
    return true;
  }

  private evaluateLater(service: number, nth: number, later: Later): void {
    const { cells } = this;
    const cell = this.cellOf(service, nth);
    // A service with fewer alarms than others has cells without one.
    if (cells[cell + INTERVAL] === 0) return;
    const times = { phaseMs: cells[cell + PHASE], intervalMs: cells[cell + INTERVAL] };
    const evaluatedMs = evaluationFrom(cells[service * this.step + AVAILABLE], times);
    if (evaluatedMs <= cells[cell + EXPECTED]) return;
    cells[cell + EXPECTED] = evaluatedMs;
    later.evaluates(evaluatedMs, nth);
  }

  /** Whether there is a value and none of the alarms breaches by it. */
  private isWithinAll(service: number, value: number): boolean {
    if (Number.isNaN(value)) return false;
    const { cells } = this;
    for (let nth = 0; nth < this.perService; nth++) {
      const cell = this.cellOf(service, nth);
      if (cells[cell + INTERVAL] > 0 && isBreaching(value, cells[cell + COMPARISON] as Comparison, cells[cell + THRESHOLD])) return false;
    }
    return true;
  }

  isScaled(service: number): boolean {
    return this.hasScaler[service] === 1;
  }

  is(service: number, alarm: number): boolean {
    return this.isQuiet[service * this.perService + alarm] === 1;
  }

  /** Gives the alarms of the service the points that were kept for them; it rests no longer. */
  settle(service: number): void {
    if (this.isResting[service] === 0) return;
    this.hand(service);
    this.isResting[service] = 0;
  }

  private hand(service: number): void {
    const { cells } = this;
    const { watches } = this.scalers[service]!;
    const points = this.cellOf(service, this.perService);
    const end = this.kept[service];
    for (let nth = 0; nth < watches.count; nth++) {
      const alarm = watches.alarm(nth);
      for (let i = Math.max(0, end - KEPT_MOST); i < end; i++) {
        const point = points + OF_POINT * (i % KEPT_MOST);
        alarm.addLate(cells[point], cells[point + 1]);
      }
      alarm.expectedMs = cells[this.cellOf(service, nth) + EXPECTED];
      if (end > 0) alarm.look(cells[service * this.step + LAST]);
    }
    this.kept[service] = 0;
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

/** Whether, of a minute's points that come late by `delayMs`, so many are there among those kept that each alarm remembers no older one. */
function doesFit(watches: AlarmWatches, delayMs: number | undefined): boolean {
  if (delayMs === undefined) return false;
  const late = Math.ceil(delayMs / PERIOD_MS.standard);
  return watches.list.every(({ alarm }) => alarm.memory + late <= KEPT_MOST);
}

/** Whether all alarms of the service are shown the same value each minute. */
function areAlike({ watches }: ServiceScaler): boolean {
  if (watches.count === 0) return false;
  const { metric, statistic } = watches.alarm(0).terms;
  for (let nth = 0; nth < watches.count; nth++) {
    const { terms } = watches.alarm(nth);
    if (terms.metric !== metric || terms.statistic !== statistic || terms.periodMs !== PERIOD_MS.standard) return false;
  }
  return true;
}
