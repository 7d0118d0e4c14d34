import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reciprocalLoss, StationaryQueue } from '../../src/load/erlang.js';

/** Erlang's B by the recurrence of the textbooks, from one server on. */
function lossByRecurrence(servers: number, offered: number): number {
  let loss = 1;
  for (let n = 1; n <= servers; n++) loss = (offered * loss) / (n + offered * loss);
  return loss;
}

/** The probabilities of the states of M/M/c/c+room, from their ratios. */
function states(servers: number, offered: number, room: number): number[] {
  const logs = [0];
  for (let n = 1; n <= servers + room; n++) logs.push(logs[n - 1]! + Math.log(offered / Math.min(n, servers)));
  const most = Math.max(...logs);
  const weights = logs.map((log) => Math.exp(log - most));
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight) => weight / sum);
}

function solved(servers: number, offered: number, room: number): StationaryQueue {
  const queue = new StationaryQueue();
  queue.solve(servers, offered, room);
  return queue;
}

const near = (value: number, reference: number, part = 1e-9) =>
  expect(Math.abs(value - reference)).toBeLessThanOrEqual(part * Math.abs(reference) + 1e-15);

describe('loss without room', () => {
  // Offered traffic that loses 1 %: the Erlang B tables of telephony; 15 lines as in the manual of the calculator of erlang.com.
  it.each([
    [10, 4.461],
    [15, 8.108],
    [20, 12.03],
    [50, 37.9],
    [100, 84.06],
  ])('of %i lines that are offered %f erlang is 0.01', (lines, offered) => {
    near(1 / reciprocalLoss(lines, offered), 0.01, 0.004);
    expect(solved(lines, offered, 0)).toMatchObject({ waiting: 0, waitingShare: 0, refusedShare: 1 / reciprocalLoss(lines, offered) });
  });

  it('is that of the recurrence, from one server to thousands', () => {
    for (const servers of [1, 2, 7, 100, 1_000, 10_000]) {
      for (const load of [0.3, 0.9, 0.99, 1, 1.01, 1.5, 20]) {
        const loss = lossByRecurrence(servers, servers * load);
        if (loss > 1e-15) near(1 / reciprocalLoss(servers, servers * load), loss, 1e-11);
        else expect(1 / reciprocalLoss(servers, servers * load)).toBeLessThan(1e-14);
      }
    }
  });

  it('is everything without servers, and nothing without traffic', () => {
    expect(reciprocalLoss(0, 3)).toBe(1);
    expect(reciprocalLoss(3, 0)).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('waiting without bound', () => {
  // The worked example of many call-centre texts: 200 calls an hour of 3 minutes, 10 erlang.
  it.each([
    [11, 0.682],
    [14, 0.174],
  ])('of 10 erlang to %i agents: a share of %f waits', (agents, share) => {
    const queue = solved(agents, 10, Number.POSITIVE_INFINITY);
    expect(queue.waitingShare).toBeCloseTo(share, 3);
    expect(queue.refusedShare).toBe(0);
    // 14 agents answer after 7.8 s on average: waiting = calls a second x mean wait.
    if (agents === 14) expect((queue.waiting * 180) / 10).toBeCloseTo(7.8, 1);
  });

  it('has the closed forms of one and of two servers', () => {
    for (const load of [0.1, 0.5, 0.9, 0.999]) {
      near(solved(1, load, Number.POSITIVE_INFINITY).waiting, load ** 2 / (1 - load));
      near(solved(1, load, Number.POSITIVE_INFINITY).waitingShare, load);
      near(solved(2, 2 * load, Number.POSITIVE_INFINITY).waiting, (2 * load ** 3) / (1 - load ** 2));
      near(solved(2, 2 * load, Number.POSITIVE_INFINITY).waitingShare, (2 * load ** 2) / (1 + load));
    }
  });

  it('never ends at full load, and is the limit of a greater and greater room below it', () => {
    expect(solved(4, 4, Number.POSITIVE_INFINITY)).toMatchObject({ waiting: Number.POSITIVE_INFINITY, waitingShare: 1 });
    const endless = solved(50, 49, Number.POSITIVE_INFINITY);
    const great = solved(50, 49, 10_000);
    near(great.waiting, endless.waiting);
    near(great.waitingShare, endless.waitingShare);
    expect(great.refusedShare).toBeLessThan(1e-80);
  });

  it('is as exact for 20,000 servers as for one', () => {
    const loss = lossByRecurrence(20_000, 19_950);
    const share = loss / (1 - 0.9975 * (1 - loss));
    const queue = solved(20_000, 19_950, Number.POSITIVE_INFINITY);
    near(queue.waitingShare, share, 1e-9);
    near(queue.waiting, (share * 0.9975) / 0.0025, 1e-9);
  });
});

describe('waiting in a room', () => {
  it('has the distribution of a birth-and-death process, below, at and above full load', () => {
    const load = fc.oneof(fc.double({ min: 0.05, max: 3, noNaN: true }), fc.constantFrom(1, 1 - 1e-12, 1 + 1e-12));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), load, fc.integer({ min: 0, max: 200 }), (servers, perServer, room) => {
        const offered = servers * perServer;
        const queue = solved(servers, offered, room);
        const p = states(servers, offered, room);
        const full = p.at(-1)!;
        near(queue.refusedShare, full, 1e-8);
        const waiting = p.reduce((sum, share, n) => sum + share * Math.max(0, n - servers), 0);
        near(queue.waiting, waiting, 1e-8);
        const waits = p.slice(servers, servers + room).reduce((sum, share) => sum + share, 0);
        if (full < 0.999) near(queue.waitingShare, waits / (1 - full), 1e-6);
      }),
    );
  });

  it('is full without servers, and never overflows a double', () => {
    expect(solved(0, 5, 0)).toMatchObject({ waiting: 0, refusedShare: 1 });
    const overload = solved(10, 1e6, 1e12);
    expect(overload.refusedShare).toBeCloseTo(1 - 10 / 1e6, 12);
    expect(overload.waiting).toBeCloseTo(1e12, -2);
  });
});
