import type { EventLoop, Ms } from '../../../kernel/event-loop.js';
import { evaluationFrom } from '../../../metrics/alarm.js';
import { type Comparison, isBreaching } from '../../../metrics/alarm-terms.js';
import { type MetricReadings, PERIOD_MS, type Statistic } from '../../../metrics/statistics.js';
import type { ServiceScaler } from '../../../services/scaling/service-scaler.js';
import { EventKind } from '../../events.js';

const { standard: MINUTE_MS } = PERIOD_MS;
/** Points of a service that are kept here: the latest. */
const KEPT_MOST = 32;

/** The cells of a service: what its alarms ask for, how late its points come, when the newest ended, and how many have been kept. */
const METRIC = 0;
const STATISTIC = 1;
const DELAY = 2;
const LAST = 3;
const KEPT = 4;
const OF_SERVICE = 5;
/**
 * Then those of each of its alarms: how many points in a row must breach until it may change anything, and the same after a point within its
 * threshold, or 0 if that is not another number.
 */
const THRESHOLD = 0;
const COMPARISON = 1;
const LEFT = 2;
const LEFT_AGAIN = 3;
const OF_ALARM = 4;
/** Then the points: the value, and the place of the evaluation of its first alarm in the order of scheduling. Those of the others follow. */
const OF_POINT = 2;

/**
 * Which alarms of scaling policies are quiet: by the points that have ended so far, no evaluation of theirs changes anything. Most are, and an
 * evaluation that is left out reads none of the service's data. A service rests while all its alarms are quiet: its next points are kept
 * here, side by side, until one is missing, enough of them breach, or another part of the simulation reads the alarms. Until then its
 * evaluations are no events; they keep their places in the order, and count as handled once their time is over. All is derived from the alarms: none is quiet
 * after a load.
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
    loop.beforeRenumbering = () => this.settleAll();
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

  /** Must be called after each data point that the alarms of the service get. `mayRest`: only these alarms need its next data point. */
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

  /** Lets the service rest, unless evaluations are no events, or still held up by those of a run that this one continues. */
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

  /** Keeps the data point that ends now, if the service rests and goes on to. Otherwise its alarms have taken all points before. */
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

  /** The cell of the point that was kept as this one, from 0. */
  private pointAt(service: number, nth: number): number {
    return service * this.step + OF_SERVICE + OF_ALARM * this.perService + OF_POINT * (nth % KEPT_MOST);
  }

  /** Whether there is a value by which no alarm changes anything. Their cells count it. */
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

  /** Gives the alarms of the service the points that were kept for them, and the loop their evaluations to come; it rests no longer. */
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
        alarm.look(cells[at + LAST]);
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

  /** When the point ended that was kept as this one. */
  private endOf(at: number, nth: number): Ms {
    return this.cells[at + LAST] - MINUTE_MS * (this.cells[at + KEPT] - 1 - nth);
  }

  private evaluationOf(service: number, alarm: number, nth: number): Ms {
    const at = service * this.step;
    return evaluationFrom(this.endOf(at, nth) + this.cells[at + DELAY], this.scalers[service]!.watches.alarm(alarm).times);
  }

  /** Evaluations of the alarm since it rests whose time is over. */
  private evaluationsOver(service: number, alarm: number): number {
    let over = this.cells[service * this.step + KEPT];
    while (over > 0 && !this.loop.isPast(this.evaluationOf(service, alarm, over - 1), EventKind.scalingAlarmIsEvaluated)) over--;
    return over;
  }

  /** Evaluations of services at rest that were no events, and whose time is over. */
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

  /** Drops the points that were kept: after a load the alarms have them. */
  forget(): void {
    this.isQuiet.fill(0);
    this.isResting.fill(0);
  }
}

/** Whether all alarms of the service are shown the same value each minute, at the same time after it, and are evaluated once for each. */
function isRegular({ watches }: ServiceScaler): boolean {
  if (watches.count === 0) return false;
  const { metric, statistic } = watches.alarm(0).terms;
  return watches.list.every(({ alarm: { terms, times } }) => {
    const isAlike = terms.metric === metric && terms.statistic === statistic && terms.periodMs === MINUTE_MS;
    return isAlike && times.alwaysMs !== undefined && MINUTE_MS % times.intervalMs === 0;
  });
}
