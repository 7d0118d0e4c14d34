/** Below TOO_SMALL a term no longer changes a sum of doubles; the reciprocal of a sum above ENOUGH is a negligible probability. */
const TOO_SMALL = 2 ** -54;
const ENOUGH = 1e18;

/**
 * The reciprocal of Erlang's loss formula B(servers, offered): the sum over k of servers! / (servers - k)! / offered^k. Every term is
 * positive, so nothing cancels, and only those near the greatest count: about 8 times the root of the servers. Infinity when nothing is
 * offered.
 */
export function reciprocalLoss(servers: number, offered: number): number {
  const perOffered = 1 / offered;
  let sum = 1;
  let term = 1;
  for (let free = servers; free > 0; free--) {
    term *= free * perOffered;
    sum += term;
    if (sum > ENOUGH || term < sum * TOO_SMALL) break;
  }
  return sum;
}

/**
 * The stationary queue M/M/c/c+room: Poisson arrivals, exponential service, c servers and a waiting room of bounded size; arrivals at a
 * full room are refused. With room Infinity it is M/M/c, with Erlang's C as the probability of waiting; with room 0 it is M/M/c/c with
 * Erlang's B. Results are stored in the fields, so solving allocates nothing.
 */
export class StationaryQueue {
  /** Mean number waiting; Infinity for an overload without bound. */
  waiting = 0;
  /** Share of arrivals that are refused. */
  refusedShare = 0;
  /** Share of admitted arrivals that wait. */
  waitingShare = 0;
  /** 1, r, ..., r^n: the last of them, the sum without the first, and the sum of k r^k. */
  private power = 1;
  private sum = 0;
  private moment = 0;

  /** `servers` and `room` are whole; `offered` is arrivals per mean service time. */
  solve(servers: number, offered: number, room: number): void {
    if (offered === 0) this.answer(0, 0, 0);
    else if (servers === 0) this.answer(room, Number.isFinite(room) ? 1 : 0, 1);
    else if (Number.isFinite(room)) this.solveBounded(servers, offered, room);
    else this.solveUnbounded(servers, offered);
  }

  private solveUnbounded(servers: number, offered: number): void {
    const load = offered / servers;
    if (load >= 1) return this.answer(Number.POSITIVE_INFINITY, 0, 1);
    const behind = load / (1 - load);
    const weight = reciprocalLoss(servers, offered) + behind;
    this.answer(behind / (1 - load) / weight, 0, (1 + behind) / weight);
  }

  /**
   * Weights relative to the state with all servers busy and an empty room: that state has weight 1, the states below it together the
   * reciprocal loss less 1, and the state with k waiting load^k.
   */
  private solveBounded(servers: number, offered: number, room: number): void {
    const load = offered / servers;
    const notQueueing = reciprocalLoss(servers, offered);
    if (load <= 1) {
      this.sumPowers(load, room);
      const weight = notQueueing + this.sum;
      const admitted = weight - this.power;
      this.answer(this.moment / weight, this.power / weight, admitted > 0 ? (1 + this.sum - this.power) / admitted : 0);
      return;
    }
    // Sums from the full room downwards in powers of the reciprocal, because powers of the load would overflow.
    this.sumPowers(1 / load, room);
    const { power, sum, moment } = this;
    const behind = 1 + sum - power;
    const weight = notQueueing * power + behind;
    const admitted = notQueueing * power + sum - power;
    this.answer((room * behind - (moment - room * power)) / weight, 1 / weight, admitted > 0 ? sum / admitted : 0);
  }

  private answer(waiting: number, refusedShare: number, waitingShare: number): void {
    this.waiting = waiting;
    this.refusedShare = refusedShare;
    this.waitingShare = waitingShare;
  }

  /** Doubles n along its binary digits. All sums have positive terms, also where r is almost 1. */
  private sumPowers(r: number, n: number): void {
    let power = 1;
    let sum = 0;
    let moment = 0;
    let done = 0;
    let digit = 1;
    while (digit * 2 <= n) digit *= 2;
    for (let rest = n; digit >= 1; digit /= 2) {
      moment += power * (done * sum + moment);
      sum += power * sum;
      power *= power;
      done *= 2;
      if (rest < digit) continue;
      rest -= digit;
      done++;
      power *= r;
      sum += power;
      moment += done * power;
    }
    this.power = power;
    this.sum = sum;
    this.moment = moment;
  }
}
