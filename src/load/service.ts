import { assert } from '../kernel/assert.js';
import type { Ms } from '../kernel/event-loop.js';
import { StationaryQueue } from './erlang.js';
import { naturalLog } from './math.js';
import type { ServiceUse } from './resource-use.js';
import { ServiceTerms, termCellsOf } from './service-terms.js';
import { type Servers, Usage } from './usage.js';

/** Waiting requests carried from one interval to the next; plain data. */
export interface WaitingState {
  readonly surplus: number;
  readonly random: number;
}

/** Results of one interval; the next one overwrites them. */
const QUEUE = new StationaryQueue();

/** The mean distance of a random walk from its origin grows with sqrt(2/pi x variance). */
const MEAN_OF_WALK = 2 / Math.PI;

/**
 * A service under load: a number of healthy tasks serves the requests of an interval, as a fluid approximation of G/G/c with the formulas
 * of docs/load.md. Results are stored in the fields until the next `pass`, so an interval allocates nothing. Two amounts wait. The surplus
 * is the arrivals beyond capacity: it changes by the difference. The random queue results from irregular arrivals: it grows at most as fast
 * as a random walk, up to the stationary queue of the present load (Allen and Cunneen).
 */
export class ServiceLoad {
  /** Requests of the interval: arrived, started, and refused or timed out. */
  arrived = 0;
  served = 0;
  shed = 0;
  /** Arrivals divided by capacity; Infinity without tasks, 0 without arrivals. */
  utilization = 0;
  /** Requests of the interval per task; NaN without tasks. */
  requestsPerTarget = Number.NaN;
  /** Means over the interval of requests in service and waiting. */
  inService = 0;
  waiting = 0;
  /** Time from arrival to service over served requests; NaN when none is served. */
  waitMeanMs = Number.NaN;
  readonly usage: Usage;
  /** Requests that wait at the end of the interval: arrivals beyond capacity, and the queue of irregular arrivals. */
  surplus = 0;
  random = 0;
  /** Per interval: capacity in requests, limit of waiting requests, and the stationary random queue of the load. */
  private capacity = 0;
  private room = 0;
  private stationary = 0;
  /** The surplus moves linearly between these values within this share of the interval. */
  private surplusFrom = 0;
  private rampShare = 1;
  private surplusMean = 0;
  private randomMean = 0;
  /** The mean wait of requests that wait at random, and their share. */
  private randomMs = 0;
  private waitingShare = 0;
  /** Mean time between service completions while all servers are busy. */
  private gapMs = 0;

  private readonly terms = new ServiceTerms();
  /** Where the terms come from. */
  private termCells: Float64Array;
  private termsAt = 0;

  constructor(use: ServiceUse) {
    this.termCells = Float64Array.from(termCellsOf(use));
    this.terms.take(this.termCells, 0);
    this.usage = new Usage(this.terms);
  }

  /** Sets the terms of the service from the next interval on. Its terms are in cells that do not change. */
  setTerms(cells: Float64Array, at: number): void {
    if (cells === this.termCells && at === this.termsAt) return;
    this.termCells = cells;
    this.termsAt = at;
    this.terms.take(cells, at);
  }

  get servers(): Servers {
    return this.terms.servers;
  }

  get waitP95Ms(): number {
    return this.waitOf(0.05);
  }

  /** Requests waiting at the end of the last interval. */
  get backlog(): number {
    return this.surplus + this.random;
  }

  /**
   * Advances an interval of `ms` > 0 with evenly arriving requests and a number of healthy tasks, beside `idle` ones that serve nothing.
   */
  pass(ms: Ms, requests: number, tasks: number, idle = 0): void {
    assert(ms > 0 && requests >= 0 && Number.isSafeInteger(tasks) && tasks >= 0, 'an interval has a length, requests and whole tasks');
    const before = this.backlog;
    this.offer(ms, requests, tasks);
    const overflow = this.overflow();
    this.hold(requests > this.capacity);
    const held = this.backlog;
    this.moveSurplus(requests);
    this.moveRandom(requests);

    const more = Math.max(0, this.backlog - held);
    const refused = Math.max(0, requests * QUEUE.refusedShare - more);
    this.arrived = requests;
    // Requests that left the backlog were served, up to the capacity, or were refused.
    const left = Math.max(0, before + requests - this.backlog);
    this.served = Math.min(this.capacity, Math.max(0, left - overflow - refused));
    this.shed = left - this.served;
    this.utilization = requests === 0 ? 0 : requests / this.capacity;
    this.requestsPerTarget = tasks === 0 ? Number.NaN : requests / tasks;
    this.inService = (this.served * this.servers.meanMs) / ms;
    this.waiting = this.surplusMean + this.randomMean;
    this.usage.measure(ms, tasks + idle, this.served, this.inService + this.waiting);
    this.measureWaits(ms, requests - refused);
  }

  save(): WaitingState {
    return { surplus: this.surplus, random: this.random };
  }

  load({ surplus, random }: WaitingState): void {
    this.surplus = surplus;
    this.random = random;
  }

  private offer(ms: Ms, requests: number, tasks: number): void {
    const { waitingPerTaskMax, timeoutMs, variability } = this.terms;
    const { meanMs, perTask } = this.servers;
    const servers = tasks * perTask;
    const held = waitingPerTaskMax === Number.POSITIVE_INFINITY ? Number.POSITIVE_INFINITY : waitingPerTaskMax * tasks;
    const inTime = timeoutMs === Number.POSITIVE_INFINITY ? Number.POSITIVE_INFINITY : (servers * timeoutMs) / meanMs;
    this.gapMs = meanMs / servers;
    this.capacity = (servers * ms) / meanMs;
    this.room = Math.min(held, inTime);
    QUEUE.solve(servers, (requests * meanMs) / ms, Math.floor(this.room / variability));
    this.stationary = Math.min(this.room, variability * QUEUE.waiting);
  }

  /** Waiting requests above the limit after tasks have gone. */
  private overflow(): number {
    const before = this.backlog;
    this.surplus = Math.min(this.surplus, this.room);
    this.random = Math.min(this.random, this.room - this.surplus);
    return before - this.backlog;
  }

  /** Turns random-queue requests above the stationary queue of the present load into surplus. */
  private hold(isOverload: boolean): void {
    const kept = isOverload && this.backlog > this.stationary ? 0 : Math.min(this.random, this.stationary);
    this.surplus += this.random - kept;
    this.random = kept;
  }

  /** Moves the surplus linearly towards zero or, in an overload, towards the queue of an almost full room. */
  private moveSurplus(requests: number): void {
    const from = this.surplus;
    const target = requests > this.capacity ? this.stationary : 0;
    const entering = from > target && target > 0 ? requests * (1 - QUEUE.refusedShare) : requests;
    const drift = entering - this.capacity;
    const to = drift > 0 ? Math.min(target, from + drift) : Math.max(Math.min(target, from), from + drift);
    const share = drift === 0 ? 1 : Math.max(0, Math.min(1, (target - from) / drift));
    this.surplusFrom = from;
    this.surplus = to;
    this.rampShare = share;
    this.surplusMean = (share * (from + to)) / 2 + (1 - share) * to;
  }

  /** Moves the random queue: sqrt((random + surplus)^2 + 2/pi variance) - surplus, at most to its limit and at most by the arrivals. */
  private moveRandom(requests: number): void {
    const from = this.random;
    const { surplus, stationary, room } = this;
    const limit = requests > this.capacity ? Math.max(0, stationary - surplus) : Math.min(stationary, room - surplus);
    const spread = MEAN_OF_WALK * 2 * this.terms.variability * requests;
    const level = from + surplus;
    const growth = spread === 0 ? 0 : spread / (Math.sqrt(level * level + spread) + level);
    const came = Math.max(0, requests - (surplus - this.surplusFrom));
    const reach = from + Math.min(growth, came);
    const to = Math.min(limit, reach);
    // A walk that does not reach its limit takes the whole interval. The mean of a square root is two thirds of its end value.
    const share = to < reach && to > from ? Math.min(1, ((to - from) * (to + from + 2 * surplus)) / spread) : 1;
    this.random = to;
    this.randomMean = (share * (from + 2 * to)) / 3 + (1 - share) * to;
  }

  private measureWaits(ms: Ms, admitted: number): void {
    // Little's law; beyond capacity the servers determine the rate.
    const rate = Math.min(admitted, this.capacity);
    this.randomMs = rate > 0 ? (this.randomMean * ms) / rate : 0;
    this.waitingShare = QUEUE.waitingShare;
    this.waitMeanMs = this.served === 0 ? Number.NaN : this.surplusMean * this.gapMs + this.randomMs;
  }

  /**
   * Returns the wait that a share of served requests exceeds: the surplus on arrival, plus an exponential time for requests that wait at
   * random. NaN when none is served.
   */
  waitOf(above: number): number {
    const { waitingShare, randomMs } = this;
    if (Number.isNaN(this.waitMeanMs)) return Number.NaN;
    const random = waitingShare > above ? (randomMs / waitingShare) * naturalLog(waitingShare / above) : 0;
    return Math.min(this.room * this.gapMs, this.surplusThat(above) * this.gapMs + random);
  }

  /** Returns the surplus that is exceeded during this share of the interval. */
  private surplusThat(above: number): number {
    const { surplusFrom: from, surplus: to, rampShare } = this;
    if (from >= to) return above < rampShare ? from - ((from - to) * above) / rampShare : to;
    const later = above - (1 - rampShare);
    return later > 0 ? to - ((to - from) * later) / rampShare : to;
  }
}
