import { numberText } from '../../kernel/quantity-text.js';

/** One kind of instance, available in any number. */
export interface Offer {
  readonly name: string;
  /** Resources of an empty one. */
  readonly room: readonly number[];
  readonly usdPerHour: number;
}

/** Equal tasks. */
export interface TaskSize {
  readonly name: string;
  /** The need of one task for each resource. */
  readonly needs: readonly number[];
  /** Indexes of the offers that may take it (provider, architecture), whether or not it fits; absent: all. */
  readonly offers?: readonly number[];
}

/** A limited quantity on an instance. */
export interface Resource {
  /** Its name in messages: `memory`, `port tcp/80`. */
  readonly name: string;
  readonly unit: string;
  /** How many make one unit in messages. If present, messages show the unit without the name of the resource; absent: one. */
  readonly parts?: number;
  /**
   * Size of the slots of the resource, for thousandths of GPUs: a smaller need must lie within one slot. Lower bounds ignore slots, which
   * keeps them valid; packings obey them.
   */
  readonly slot?: number;
}

/**
 * Vector bin packing with bins of several kinds: rent the fewest or cheapest instances that hold all tasks. All numbers are whole. A thing
 * that an instance has at most once (a host port, a task of a group under distinctInstance) is a resource with one unit.
 */
export interface BoundProblem {
  readonly resources: readonly Resource[];
  readonly offers: readonly Offer[];
  readonly sizes: readonly TaskSize[];
}

/** Number of tasks of each size. */
export type Counts = ArrayLike<number>;

/** The quantity to minimise: instances, or dollars per hour. */
export type Objective = 'instances' | 'usdPerHour';

const NANO_USD = 1e9;

/** Returns the cost of one instance of each offer in whole numbers: 1, or billionths of a dollar per hour. */
export function costsOf({ offers }: BoundProblem, objective: Objective): number[] {
  return offers.map(({ usdPerHour }) => (objective === 'instances' ? 1 : Math.round(usdPerHour * NANO_USD)));
}

/** Converts a cost to the unit of the objective. */
export function inUnits(cost: number, objective: Objective): number {
  return objective === 'instances' ? cost : cost / NANO_USD;
}

/** Returns a divisor of every cost of a fleet: a lower bound may be rounded up to its next multiple. */
export function costStep(costs: readonly number[]): number {
  return Math.max(1, costs.reduce(greatestCommonDivisor, 0));
}

export function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

export function mayTake(size: TaskSize, offer: number): boolean {
  return size.offers === undefined || size.offers.includes(offer);
}

/** Returns whether one task of the size fits on an empty instance of the offer. */
export function hasRoomFor({ offers }: BoundProblem, size: TaskSize, offer: number): boolean {
  return mayTake(size, offer) && size.needs.every((need, r) => need <= offers[offer].room[r]);
}

/** Returns the offers that can take a task of the size. */
export function offersFor(problem: BoundProblem, size: TaskSize): number[] {
  return [...problem.offers.keys()].filter((offer) => hasRoomFor(problem, size, offer));
}

/** Returns one line for each size that fits on no offer, with the resources that it lacks. If empty, every problem has a solution. */
export function unplaceable(problem: BoundProblem): string[] {
  return problem.sizes.filter((size) => offersFor(problem, size).length === 0).map((size) => whyUnplaceable(problem, size));
}

function whyUnplaceable({ resources, offers }: BoundProblem, size: TaskSize): string {
  const allowed = offers.filter((_, offer) => mayTake(size, offer));
  if (allowed.length === 0) return `${size.name} may run on no instance type that is offered`;
  const hopeless = [...resources.keys()].filter((r) => allowed.every(({ room }) => size.needs[r] > room[r]));
  if (hopeless.length > 0) {
    const lacks = hopeless.map((r) => {
      const best = allowed.reduce((a, b) => (b.room[r] > a.room[r] ? b : a));
      return `needs ${amountOf(size.needs[r], resources[r])}, ${best.name} has ${numberOf(best.room[r], resources[r])}`;
    });
    return `${size.name} fits on no instance type: ${lacks.join('; ')}`;
  }
  const lacks = allowed.map(({ name, room }) => {
    const r = resources.findIndex((_, index) => size.needs[index] > room[index]);
    return `${amountOf(size.needs[r], resources[r])} are more than the ${numberOf(room[r], resources[r])} of ${name}`;
  });
  return `${size.name} fits on no instance type: ${lacks.join('; ')}`;
}

function amountOf(amount: number, resource: Resource): string {
  const { name, unit, parts } = resource;
  const what = parts !== undefined ? unit : unit === '' ? name : `${unit} of ${name}`;
  return `${numberOf(amount, resource)} ${what}`;
}

function numberOf(amount: number, { parts }: Resource): string {
  return parts === undefined ? String(amount) : numberText(amount / parts, 0, 3);
}
