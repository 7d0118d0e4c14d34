import { RandomStream } from '../../src/kernel/random.js';

/** A time between two, by its coefficient of variation: constant (0), exponential (1), or of two exponential phases with balanced means (above 1). */
function drawOf(random: RandomStream, variation: number): (mean: number) => number {
  if (variation === 0) return (mean) => mean;
  if (variation === 1) return (mean) => random.exponential(mean);
  const square = variation * variation;
  const likely = (1 + Math.sqrt((square - 1) / (square + 1))) / 2;
  return (mean) => (random.chance(likely) ? random.exponential(mean / (2 * likely)) : random.exponential(mean / (2 * (1 - likely))));
}

export interface SimulatedService {
  readonly seed: number;
  readonly servers: number;
  readonly meanMs: number;
  readonly arrivalVariation: number;
  readonly serviceVariation: number;
  /** Requests of each minute. */
  readonly perMinute: readonly number[];
  /** One more is refused when so many wait. */
  readonly room?: number;
  /** Requests that would wait longer do not wait at all. */
  readonly timeoutMs?: number;
}

export interface SimulatedMinute {
  arrived: number;
  shed: number;
  /** Waits of requests that came in this minute and were served. */
  readonly waitsMs: number[];
  /** Requests that wait at its end. */
  backlog: number;
}

const MINUTE = 60_000;

/** Request by request, first come first served by any of the servers. */
export function simulateService(service: SimulatedService): SimulatedMinute[] {
  const { seed, servers, meanMs, perMinute, room = Infinity, timeoutMs = Infinity } = service;
  const gap = drawOf(new RandomStream(seed, 'arrivals'), service.arrivalVariation);
  const serve = drawOf(new RandomStream(seed, 'service'), service.serviceVariation);
  const freeMs = new Float64Array(servers);
  const startsMs: number[] = [];
  let begun = 0;
  let atMs = 0;
  const minutes = perMinute.map((requests, minute): SimulatedMinute => {
    const counted: SimulatedMinute = { arrived: 0, shed: 0, waitsMs: [], backlog: 0 };
    const endMs = (minute + 1) * MINUTE;
    if (requests === 0) atMs = endMs;
    for (; requests > 0 && atMs < endMs; atMs += gap(MINUTE / requests)) {
      counted.arrived++;
      while (begun < startsMs.length && startsMs[begun]! <= atMs) begun++;
      let first = 0;
      for (let server = 1; server < servers; server++) if (freeMs[server]! < freeMs[first]!) first = server;
      const startMs = Math.max(atMs, freeMs[first]!);
      if (startsMs.length - begun >= room && startMs > atMs) counted.shed++;
      else if (startMs - atMs > timeoutMs) counted.shed++;
      else {
        freeMs[first] = startMs + serve(meanMs);
        startsMs.push(startMs);
        counted.waitsMs.push(startMs - atMs);
      }
    }
    return counted;
  });
  let came = 0;
  let gone = 0;
  minutes.forEach((counted, minute) => {
    came += counted.waitsMs.length;
    while (gone < came && startsMs[gone]! <= (minute + 1) * MINUTE) gone++;
    counted.backlog = came - gone;
  });
  return minutes;
}

export const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

export function quantileOf(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
}
