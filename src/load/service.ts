import { assert } from '../kernel/assert.js';
import type { Ms } from '../kernel/event-loop.js';
import { StationaryQueue } from './erlang.js';
import { naturalLog } from './math.js';
import type { ServiceUse } from './settings.js';
import { type Servers, serversOf, Usage } from './usage.js';

/** What a service carries from one interval into the next: requests that wait, as plain data. */
export interface WaitingState {
  readonly surplus: number;
  readonly random: number;
}

/** Variability below this is none: a queue of requests that come and are served like clockwork. */
const CLOCKWORK = 2 ** -30;
/** The mean distance of a random walk from where it began grows with sqrt(2/pi x variance). */
const MEAN_OF_WALK = 2 / Math.PI;

/**
 * A service under load: how a number of healthy tasks serves the requests of an interval, as a fluid approximation of G/G/c with the formulas
 * of docs/load.md. The results lie in the fields, so an interval allocates nothing; they hold until the next `pass`.
 *
 * Two things wait. The surplus is what came beyond capacity: it grows and shrinks by the difference. The random queue comes from requests
 * that bunch: it grows no faster than a random walk, up to the stationary queue of the present load (Allen and Cunneen).
 */
export class ServiceLoad {
  /** Requests of the interval: those that came, those whose service began, and those that were refused or given up. */
  arrived = 0;
  served = 0;
  shed = 0;
  /** Arrivals by what the tasks could serve; Infinity without tasks, 0 without arrivals. */
  utilization = 0;
  /** Requests of the interval by the tasks; NaN without tasks. */
  requestsPerTarget = Number.NaN;
  /** Requests in service and waiting, as means of the interval. */
  inService = 0;
  waiting = 0;
  /** Time from arrival to service, of those who are served; NaN when nobody is. */
  waitMeanMs = Number.NaN;
  waitP50Ms = Number.NaN;
  waitP95Ms = Number.NaN;
  waitP99Ms = Number.NaN;
  readonly usage: Usage;
  readonly servers: Servers;
  private surplus = 0;
  private random = 0;
  private readonly queue = new StationaryQueue();
  /** (ca^2 + cs^2) / 2. */
  private readonly variability: number;
  /** Of the interval: what can be served, how many may wait, and the random queue that its load would have for ever. */
  private capacity = 0;
  private room = 0;
  private stationary = 0;
  /** The surplus goes evenly from here to where it is in this share of the interval. */
  private surplusFrom = 0;
  private rampShare = 1;
  private surplusMean = 0;
  private randomMean = 0;
  /** Mean time from one end of service to the next when all servers are busy. */
  private gapMs = 0;

  constructor(private readonly use: ServiceUse) {
    const { arrivalVariation, serviceVariation } = use;
    this.usage = new Usage(use);
    this.servers = serversOf(use);
    this.variability = Math.max(CLOCKWORK, (arrivalVariation * arrivalVariation + serviceVariation * serviceVariation) / 2);
  }

  /** Requests that wait at the end of the last interval. */
  get backlog(): number {
    return this.surplus + this.random;
  }

  /** What waits goes elsewhere: returns how many. */
  takeBacklog(): number {
    const { backlog } = this;
    this.surplus = 0;
    this.random = 0;
    return backlog;
  }

  /** So many come to wait, beside those of the next interval. */
  addBacklog(requests: number): void {
    this.surplus += requests;
  }

  /** An interval of `ms` > 0 in which so many requests come evenly to so many healthy tasks. */
  pass(ms: Ms, requests: number, tasks: number): void {
    assert(ms > 0 && requests >= 0 && Number.isSafeInteger(tasks) && tasks >= 0, 'an interval has a length, requests and whole tasks');
    const before = this.backlog;
    this.offer(ms, requests, tasks);
    const overflow = this.overflow();
    this.hold(requests > this.capacity);
    const held = this.backlog;
    this.moveSurplus(requests);
    this.moveRandom(requests);

    const more = Math.max(0, this.backlog - held);
    const refused = Math.max(0, requests * this.queue.refusedShare - more);
    this.arrived = requests;
    // Who left the backlog was served, as far as there was capacity, or was not.
    const left = Math.max(0, before + requests - this.backlog);
    this.served = Math.min(this.capacity, Math.max(0, left - overflow - refused));
    this.shed = left - this.served;
    this.utilization = requests === 0 ? 0 : requests / this.capacity;
    this.requestsPerTarget = tasks === 0 ? Number.NaN : requests / tasks;
    this.inService = (this.served * this.servers.meanMs) / ms;
    this.waiting = this.surplusMean + this.randomMean;
    this.usage.measure(ms, tasks, this.served, this.inService + this.waiting);
    this.tellWaits(ms, requests - refused);
  }

  save(): WaitingState {
    return { surplus: this.surplus, random: this.random };
  }

  load({ surplus, random }: WaitingState): void {
    this.surplus = surplus;
    this.random = random;
  }

  private offer(ms: Ms, requests: number, tasks: number): void {
    const { meanMs } = this.servers;
    const { waitingPerTaskMax, timeoutMs } = this.use;
    const servers = tasks * this.servers.perTask;
    const held = waitingPerTaskMax === null ? Number.POSITIVE_INFINITY : waitingPerTaskMax * tasks;
    const inTime = timeoutMs === null ? Number.POSITIVE_INFINITY : (servers * timeoutMs) / meanMs;
    this.gapMs = meanMs / servers;
    this.capacity = (servers * ms) / meanMs;
    this.room = Math.min(held, inTime);
    this.queue.solve(servers, (requests * meanMs) / ms, Math.floor(this.room / this.variability));
    this.stationary = Math.min(this.room, this.variability * this.queue.waiting);
  }

  /** Who waits and finds no room any more, because tasks are gone. */
  private overflow(): number {
    const before = this.backlog;
    this.surplus = Math.min(this.surplus, this.room);
    this.random = Math.min(this.random, this.room - this.surplus);
    return before - this.backlog;
  }

  /** What the present load does not keep in a queue by chance is a surplus to be worked off. */
  private hold(isOverload: boolean): void {
    const kept = isOverload && this.backlog > this.stationary ? 0 : Math.min(this.random, this.stationary);
    this.surplus += this.random - kept;
    this.random = kept;
  }

  /** The fluid: evenly towards nothing, or in an overload towards the queue of a room that is as good as full. */
  private moveSurplus(requests: number): void {
    const from = this.surplus;
    const target = requests > this.capacity ? this.stationary : 0;
    const entering = from > target && target > 0 ? requests * (1 - this.queue.refusedShare) : requests;
    const drift = entering - this.capacity;
    const to = drift > 0 ? Math.min(target, from + drift) : Math.max(Math.min(target, from), from + drift);
    const share = drift === 0 ? 1 : Math.max(0, Math.min(1, (target - from) / drift));
    this.surplusFrom = from;
    this.surplus = to;
    this.rampShare = share;
    this.surplusMean = (share * (from + to)) / 2 + (1 - share) * to;
  }

  /** The random queue: sqrt((random + surplus)^2 + 2/pi variance) - surplus, up to its limit and by no more than who came. */
  private moveRandom(requests: number): void {
    const from = this.random;
    const { surplus, stationary, room } = this;
    const limit = requests > this.capacity ? Math.max(0, stationary - surplus) : Math.min(stationary, room - surplus);
    const spread = MEAN_OF_WALK * 2 * this.variability * requests;
    const level = from + surplus;
    const growth = spread === 0 ? 0 : spread / (Math.sqrt(level * level + spread) + level);
    const came = Math.max(0, requests - (surplus - this.surplusFrom));
    const reach = from + Math.min(growth, came);
    const to = Math.min(limit, reach);
    // A walk that does not reach its limit takes the whole interval; the mean of a root is two thirds of its end.
    const share = to < reach && to > from ? Math.min(1, ((to - from) * (to + from + 2 * surplus)) / spread) : 1;
    this.random = to;
    this.randomMean = (share * (from + 2 * to)) / 3 + (1 - share) * to;
  }

  private tellWaits(ms: Ms, admitted: number): void {
    if (this.served === 0) {
      this.waitMeanMs = Number.NaN;
      this.waitP50Ms = Number.NaN;
      this.waitP95Ms = Number.NaN;
      this.waitP99Ms = Number.NaN;
      return;
    }
    // Little's law; beyond capacity the servers set the pace.
    const rate = Math.min(admitted, this.capacity);
    const randomMs = rate > 0 ? (this.randomMean * ms) / rate : 0;
    this.waitMeanMs = this.surplusMean * this.gapMs + randomMs;
    this.waitP50Ms = this.waitOf(0.5, randomMs);
    this.waitP95Ms = this.waitOf(0.05, randomMs);
    this.waitP99Ms = this.waitOf(0.01, randomMs);
  }

  /** The wait that a share of those served exceeds: the surplus that they find, and an exponential time for those whom chance lets wait. */
  private waitOf(above: number, randomMs: number): number {
    const { waitingShare } = this.queue;
    const random = waitingShare > above ? (randomMs / waitingShare) * naturalLog(waitingShare / above) : 0;
    return Math.min(this.room * this.gapMs, this.surplusThat(above) * this.gapMs + random);
  }

  /** The surplus that is greater for such a share of the interval. */
  private surplusThat(above: number): number {
    const { surplusFrom: from, surplus: to, rampShare } = this;
    if (from >= to) return above < rampShare ? from - ((from - to) * above) / rampShare : to;
    const later = above - (1 - rampShare);
    return later > 0 ? to - ((to - from) * later) / rampShare : to;
  }
}
