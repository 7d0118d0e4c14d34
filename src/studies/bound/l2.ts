import type { BoundProblem } from './problem.js';
import { mostRoom, type Tariff, tariffOf } from './tariff.js';

/** The most thresholds and divisors per resource. */
const THRESHOLDS_MAX = 64;
const DIVISORS_MAX = 12;

/**
 * Returns tariffs of one resource in which large tasks pay for the room that they make useless: dual feasible functions (Fekete and
 * Schepers 2001). The first family is the L2 bound of Martello and Toth in this form. Room is that of the largest offer; the comments below
 * derive the takings of smaller ones.
 */
export function largeTaskTariffs(problem: BoundProblem, costs: readonly number[]): Tariff[] {
  return [...problem.resources.keys()].flatMap((resource) => {
    const room = mostRoom(problem, resource);
    // With at most one unit, volume gives the same bound.
    if (room < 2) return [];
    const rules = [
      ...thresholds(problem, resource, room).map((least) => thresholdRule(room, least)),
      ...divisors(room).map((k) => divisorRule(room, k)),
    ];
    return rules.flatMap(({ charge, takings }) => {
      const charges = Float64Array.from(problem.sizes, ({ needs }) => charge(needs[resource]));
      return tariffOf('L2', charges, { takings: problem.offers.map((offer) => takings(offer.room[resource])), costs }) ?? [];
    });
  });
}

interface Rule {
  charge(need: number): number;
  /** The most that an instance with this room takes in. */
  takings(room: number): number;
}

/**
 * A need above `most - least` pays for a whole instance, a need below `least` pays nothing, and any other need pays its amount: beside a
 * large task there is only room for free ones. An instance of at most `most - least` holds no large task, so it takes in its room at most.
 */
function thresholdRule(most: number, least: number): Rule {
  return {
    charge: (need) => (need > most - least ? most : need >= least ? need : 0),
    takings: (room) => (room > most - least ? most : room),
  };
}

/**
 * Tasks pay by the (k + 1)-ths of the room that they reach: a need just above a (k + 1)-th pays a k-th, since k such tasks fit and not k +
 * 1. An exact multiple pays its amount. Fekete and Schepers show that a full instance takes in at most its whole. A smaller one holds at
 * most floor((k + 1) room / most) such parts, and each pays at most most / k.
 */
function divisorRule(most: number, k: number): Rule {
  return {
    charge: (need) => (((k + 1) * need) % most === 0 ? k * need : most * Math.floor(((k + 1) * need) / most)),
    takings: (room) => (room === most ? k * most : most * Math.floor(((k + 1) * room) / most)),
  };
}

/** Needs up to half the room: thresholds between two needs have the same effect. */
function thresholds({ sizes }: BoundProblem, resource: number, most: number): number[] {
  const needs = [...new Set(sizes.map(({ needs }) => needs[resource]))]
    .filter((need) => need > 0 && 2 * need <= most)
    .sort((a, b) => a - b);
  // The complement of a large need is a threshold too: from there on the large need pays for a whole instance.
  const complements = sizes.map(({ needs }) => most - needs[resource] + 1).filter((least) => 2 * least <= most && least > 0);
  const all = [...new Set([...needs, ...complements])].sort((a, b) => a - b);
  if (all.length <= THRESHOLDS_MAX) return all;
  return Array.from({ length: THRESHOLDS_MAX }, (_, i) => all[Math.floor((i * all.length) / THRESHOLDS_MAX)]);
}

function divisors(most: number): number[] {
  return Array.from({ length: DIVISORS_MAX }, (_, i) => i + 1).filter((k) => k < most);
}
