import type { EventLoop, Ms } from '../../../kernel/event-loop.js';
import { type Comparison, isBreaching } from '../../../metrics/alarm-terms.js';
import { evaluationFrom } from '../../../metrics/alarm-times.js';
import { type MetricReadings, PERIOD_MS, type Statistic } from '../../../metrics/statistics.js';
import type { ServiceScaler } from '../../../services/scaling/service-scaler.js';
import { EventKind } from '../../events.js';

const { standard: MINUTE_MS } = PERIOD_MS;
/** Latest points that are kept of a service. */
const KEPT_MOST = 32;

/** Cells of a service: the metric and statistic of its alarms, the delay of its points, the end of the newest, and how many are kept. */
const METRIC = 0;
const STATISTIC = 1;
const DELAY = 2;
const LAST = 3;
const KEPT = 4;
const OF_SERVICE = 5;
/**
 * Cells of each of its alarms. LEFT: breaching points in a row until the alarm may change anything. LEFT_AGAIN: the same after a point
 * within the threshold; 0: LEFT does not start again.
 */
const THRESHOLD = 0;
const COMPARISON = 1;
const LEFT = 2;
const LEFT_AGAIN = 3;
const OF_ALARM = 4;
/** Cells of each point: its value, and the place of its first alarm's evaluation in the order. Those of the other alarms follow. */
const OF_POINT = 2;

/**
 * Finds quiet alarms of scaling policies: no evaluation of the points so far changes anything. Most are quiet, and an evaluation that is
 * left out reads none of the service's data.
 * A service rests while all its alarms are quiet. Its next points are kept here, side by side, until one is missing, enough of them breach,
 * or another part of the simulation reads the alarms. Meanwhile its evaluations are not events: they keep their places in the order, and
 * count as handled once their time is over.
 * The state is derived from the alarms; after a load none is quiet.
 */
export class QuietAlarms {
  /** The most alarms that a service has. */
  private readonly perService: number;
  private readonly isQuiet: Uint8Array;
  private readonly hasScaler: Uint8Array;
  /** By service: whether it may rest, whether it does, and whether its alarms need no point that is older than those kept here. */
  private readonly mayRest: Uint8Array;
  private readonly isResting: Uint8Array;
  private readonly mayForget: Uint8Array;
  private readonly step: number;
  private readonly cells: Float64Array;

  constructor(
    private readonly scalers: readonly (ServiceScaler | null)[],
    private readonly loop: EventLoop,
  ) {
    const services = scalers.length;
    this.perService = scalers.reduce((most, scaler) => Math.max(most, scaler?.watches.count ?? 0), 0);
    this.isQuiet = new Uint8Array(services * this.perService);
    this.hasScaler = Uint8Array.from(scalers, (scaler) => Number(scaler !== null));
    this.mayRest = Uint8Array.from(scalers, (scaler) => Number(scaler !== null && isRegular(scaler)));
    this.isResting = new Uint8Array(services);
    this.mayForget = new Uint8Array(services);
    this.step = OF_SERVICE + OF_ALARM * this.perService + OF_POINT * KEPT_MOST;
    this.cells = new Float64Array(this.mayRest.includes(1) ? this.step * services : 0);
    for (const [service, scaler] of scalers.entries()) if (this.mayRest[service] === 1) this.remember(service, scaler!);
    loop.reserving = this;
  }

  private remember(service: number, { watches }: ServiceScaler): void {
    const { cells } = this;
    const { terms, times } = watches.alarm(0);
    const at = service * this.step;
    cells[at + METRIC] = terms.metric;
    cells[at + STATISTIC] = terms.statistic;
    cells[at + DELAY] = times.alwaysMs!;
    const late = Math.ceil(times.alwaysMs! / MINUTE_MS);
    this.mayForget[service] = Number(watches.list.every(({ alarm }) => alarm.memory + late <= KEPT_MOST));
    for (let nth = 0; nth < this.perService; nth++) {
      const cell = at + OF_SERVICE + OF_ALARM * nth;
      // A service with fewer alarms than others has cells by which nothing breaches.
      cells[cell + THRESHOLD] = nth < watches.count ? watches.alarm(nth).terms.threshold : Number.NaN;
      cells[cell + COMPARISON] = nth < watches.count ? watches.alarm(nth).terms.comparison : 0;
      cells[cell + LEFT_AGAIN] = nth < watches.count && watches.alarm(nth).mustBreachInARow ? watches.breachesMost(nth) : 0;
    }
  }

  /** Must be called after each data point of the service's alarms. `mayRest`: nothing but these alarms needs its next data point. */
  onPoint(service: number, scaler: ServiceScaler, atMs: Ms, mayRest: boolean): void {
    const { watches } = scaler;
    let areQuiet = true;
    for (let nth = 0; nth < watches.count; nth++) {
      const left = watches.alarm(nth).breachesLeft(atMs, watches.breachesMost(nth));
      this.isQuiet[service * this.perService + nth] = Number(left > 0);
      areQuiet = areQuiet && left > 0;
      if (this.mayRest[service] === 1) this.cells[service * this.step + OF_SERVICE + OF_ALARM * nth + LEFT] = left;
    }
    if (mayRest && areQuiet && this.mayRest[service] === 1 && scaler.restsWhileQuiet) this.rest(service, scaler, atMs);
  }

  /** Lets the service rest, unless points are evaluated as they end, or an evaluation of an earlier setup is pending. */
  private rest(service: number, { watches }: ServiceScaler, atMs: Ms): void {
    const at = service * this.step;
    const availableMs = atMs + this.cells[at + DELAY];
    for (let nth = 0; nth < watches.count; nth++) {
      const alarm = watches.alarm(nth);
      const evaluatedMs = evaluationFrom(availableMs, alarm.times);
      if (evaluatedMs === atMs || alarm.availableMs !== availableMs || alarm.expectedMs !== evaluatedMs) return;
    }
    this.cells[at + LAST] = atMs;
    this.cells[at + KEPT] = 0;
    this.isResting[service] = 1;
  }

  /**
   * Keeps the data point that ends now. Returns false if the service does not rest, or rests no longer: its alarms have all earlier points.
   */
  keeps(service: number, atMs: Ms, readings: MetricReadings): boolean {
    if (this.isResting[service] === 0) return false;
    const { cells, perService } = this;
    const at = service * this.step;
    const value = readings.read(cells[at + METRIC], cells[at + STATISTIC] as Statistic);
    const kept = cells[at + KEPT];
    if (!this.staysQuiet(at, value) || (kept === KEPT_MOST && this.mayForget[service] === 0)) {
      this.settle(service);
      return false;
    }
    const place = this.loop.reserve(perService);
    if (this.isResting[service] === 0) return false;
    const point = this.pointAt(service, kept);
    cells[point] = value;
    cells[point + 1] = place;
    cells[at + LAST] = atMs;
    cells[at + KEPT] = kept + 1;
    return true;
  }

  /** Returns the first cell of the nth kept point, from 0. */
  private pointAt(service: number, nth: number): number {
    return service * this.step + OF_SERVICE + OF_ALARM * this.perService + OF_POINT * (nth % KEPT_MOST);
  }

  /** Counts the value in the alarms' cells. Returns false if it is missing or an alarm may change something. */
  private staysQuiet(at: number, value: number): boolean {
    if (Number.isNaN(value)) return false;
    const { cells } = this;
    const end = at + OF_SERVICE + OF_ALARM * this.perService;
    for (let cell = at + OF_SERVICE; cell < end; cell += OF_ALARM)
      if (isBreaching(value, cells[cell + COMPARISON] as Comparison, cells[cell + THRESHOLD])) {
        if (cells[cell + LEFT] <= 1) return false;
        cells[cell + LEFT]--;
      } else if (cells[cell + LEFT_AGAIN] > 0) cells[cell + LEFT] = cells[cell + LEFT_AGAIN];
    return true;
  }

  isScaled(service: number): boolean {
    return this.hasScaler[service] === 1;
  }

  is(service: number, alarm: number): boolean {
    return this.isQuiet[service * this.perService + alarm] === 1;
  }

  /** Ends the rest of a service: its alarms get the kept points, and the loop the evaluations to come. */
  settle(service: number): void {
    if (this.isResting[service] === 0) return;
    this.isResting[service] = 0;
    const { cells, loop } = this;
    const at = service * this.step;
    const { watches } = this.scalers[service]!;
    const kept = cells[at + KEPT];
    if (kept === 0) return;
    for (let nth = 0; nth < watches.count; nth++) {
      const alarm = watches.alarm(nth);
      for (let i = Math.max(0, kept - KEPT_MOST); i < kept; i++) {
        alarm.addLate(this.endOf(at, i) + cells[at + DELAY], cells[this.pointAt(service, i)]);
        alarm.takeAvailable(cells[at + LAST]);
      }
      alarm.expectedMs = this.evaluationOf(service, nth, kept - 1);
      const over = this.evaluationsOver(service, nth);
      loop.passOver(over);
      for (let i = over; i < kept; i++)
        loop.scheduleAt(cells[this.pointAt(service, i) + 1] + nth, this.evaluationOf(service, nth, i), [
          EventKind.scalingAlarmIsEvaluated,
          service,
          nth,
        ]);
    }
  }

  /** Returns when the nth kept point ended. */
  private endOf(at: number, nth: number): Ms {
    return this.cells[at + LAST] - MINUTE_MS * (this.cells[at + KEPT] - 1 - nth);
  }

  private evaluationOf(service: number, alarm: number, nth: number): Ms {
    const at = service * this.step;
    return evaluationFrom(this.endOf(at, nth) + this.cells[at + DELAY], this.scalers[service]!.watches.alarm(alarm).times);
  }

  /** Returns how many evaluations of the alarm, since the service rests, are over. */
  private evaluationsOver(service: number, alarm: number): number {
    let over = this.cells[service * this.step + KEPT];
    while (over > 0 && !this.loop.isPast(this.evaluationOf(service, alarm, over - 1), EventKind.scalingAlarmIsEvaluated)) over--;
    return over;
  }

  /** Evaluations of resting services that were not events and are over. */
  get over(): number {
    let sum = 0;
    for (let service = 0; service < this.scalers.length; service++)
      if (this.isResting[service] === 1)
        for (let nth = 0; nth < this.scalers[service]!.watches.count; nth++) sum += this.evaluationsOver(service, nth);
    return sum;
  }

  settleAll(): void {
    for (let service = 0; service < this.scalers.length; service++) this.settle(service);
  }

  /** Drops the kept points; the alarms have them after a load. */
  forget(): void {
    this.isQuiet.fill(0);
    this.isResting.fill(0);
  }
}

/** Returns whether all alarms see the same value each minute, equally late, and are evaluated once for each. */
function isRegular({ watches }: ServiceScaler): boolean {
  if (watches.count === 0) return false;
  const { metric, statistic } = watches.alarm(0).terms;
  return watches.list.every(({ alarm: { terms, times } }) => {
    const isAlike = terms.metric === metric && terms.statistic === statistic && terms.periodMs === MINUTE_MS;
    return isAlike && times.alwaysMs !== undefined && MINUTE_MS % times.intervalMs === 0;
  });
}
