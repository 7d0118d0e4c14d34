import type { BoundProblem } from './problem.js';
import { mostRoom, type Tariff, tariffOf } from './tariff.js';

/** Thresholds and divisors tried per resource at most. */
const THRESHOLDS_MAX = 64;
const DIVISORS_MAX = 12;

/**
 * Tariffs of one resource in which large tasks pay for the room that they spoil: dual feasible functions (Fekete and Schepers 2001). The first
 * family is Martello and Toth's L2 in this form. Room is that of the largest offer; smaller ones take in what the comments derive.
 */
export function largeTaskTariffs(problem: BoundProblem, costs: readonly number[]): Tariff[] {
  return [...problem.resources.keys()].flatMap((resource) => {
    const room = mostRoom(problem, resource);
    // Of what there is one at most, volume already says everything.
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
  /** Most that an instance with so much room takes in. */
  takings(room: number): number;
}

/**
 * What needs more than `most - least` pays for a whole instance, what needs less than `least` pays nothing, the rest pays what it needs: beside a
 * large one there is only room for free ones. An instance of at most `most - least` holds no large one, so it takes in its room at most.
 */
function thresholdRule(most: number, least: number): Rule {
  return {
    charge: (need) => (need > most - least ? most : need >= least ? need : 0),
    takings: (room) => (room > most - least ? most : room),
  };
}

/**
 * Tasks pay by how many (k + 1)-ths of the room they reach: those just above a (k + 1)-th pay a k-th, since k of them fit and not k + 1. What is an
 * exact multiple pays what it needs. Fekete and Schepers show that a full instance takes in its whole; one that is smaller holds at most
 * floor((k + 1) room / most) such parts, and nobody pays more than most / k for a part.
 */
function divisorRule(most: number, k: number): Rule {
  return {
    charge: (need) => (((k + 1) * need) % most === 0 ? k * need : most * Math.floor(((k + 1) * need) / most)),
    takings: (room) => (room === most ? k * most : most * Math.floor(((k + 1) * room) / most)),
  };
}

/** Needs up to half the room: between two of them nothing changes. */
function thresholds({ sizes }: BoundProblem, resource: number, most: number): number[] {
  const needs = [...new Set(sizes.map(({ needs }) => needs[resource]))]
    .filter((need) => need > 0 && 2 * need <= most)
    .sort((a, b) => a - b);
  // The complement of a large need is a threshold as well: from there on it pays for everything.
  const complements = sizes.map(({ needs }) => most - needs[resource] + 1).filter((least) => 2 * least <= most && least > 0);
  const all = [...new Set([...needs, ...complements])].sort((a, b) => a - b);
  if (all.length <= THRESHOLDS_MAX) return all;
  return Array.from({ length: THRESHOLDS_MAX }, (_, i) => all[Math.floor((i * all.length) / THRESHOLDS_MAX)]);
}

function divisors(most: number): number[] {
  return Array.from({ length: DIVISORS_MAX }, (_, i) => i + 1).filter((k) => k < most);
}
