/** One kind of instance that may be rented, as many as wanted. */
export interface Offer {
  readonly name: string;
  /** What an empty one has of each resource. */
  readonly room: readonly number[];
  readonly usdPerHour: number;
}

/** Equal tasks. */
export interface TaskSize {
  readonly name: string;
  /** What one task takes of each resource. */
  readonly needs: readonly number[];
  /** Offers that may take it (provider, architecture), by index; absent: all. Room is another matter. */
  readonly offers?: readonly number[];
}

/** Of what there is only so much on an instance. */
export interface Resource {
  /** As a message names it: `memory`, `port tcp/80`. */
  readonly name: string;
  readonly unit: string;
  /**
   * The resource lies in slots of this much, and what is less than a slot must lie within one: thousandths of GPUs. Lower bounds leave
   * this out, which keeps them lower bounds; packings obey it.
   */
  readonly slot?: number;
}

/**
 * Vector bin packing with bins of several kinds: rent instances so that all tasks fit, as few or as cheap as possible. All numbers are
 * whole. What is at most once on an instance (a host port, a task of a group under distinctInstance) is a resource of which there is one.
 */
export interface BoundProblem {
  readonly resources: readonly Resource[];
  readonly offers: readonly Offer[];
  readonly sizes: readonly TaskSize[];
}

/** How many tasks there are of each size. */
export type Counts = ArrayLike<number>;

/** What is counted: instances, or dollars per hour. */
export type Objective = 'instances' | 'usdPerHour';

const NANO_USD = 1e9;

/** What one instance of each offer counts, in whole numbers: 1, or billionths of a dollar per hour. */
export function costsOf({ offers }: BoundProblem, objective: Objective): number[] {
  return offers.map(({ usdPerHour }) => (objective === 'instances' ? 1 : Math.round(usdPerHour * NANO_USD)));
}

/** A cost in the unit of the objective. */
export function inUnits(cost: number, objective: Objective): number {
  return objective === 'instances' ? cost : cost / NANO_USD;
}

/** Every cost of a fleet is a multiple of this: a lower bound may be rounded up to the next one. */
export function costStep(costs: readonly number[]): number {
  return Math.max(1, costs.reduce(greatestCommonDivisor, 0));
}

export function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

export function mayTake(size: TaskSize, offer: number): boolean {
  return size.offers === undefined || size.offers.includes(offer);
}

/** Whether one task of the size finds room on an empty instance of the offer. */
export function hasRoomFor({ offers }: BoundProblem, size: TaskSize, offer: number): boolean {
  return mayTake(size, offer) && size.needs.every((need, r) => need <= offers[offer].room[r]);
}

/** Offers that can take a task of the size. */
export function offersFor(problem: BoundProblem, size: TaskSize): number[] {
  return [...problem.offers.keys()].filter((offer) => hasRoomFor(problem, size, offer));
}

/** One line for each size that no offer can take, with what it lacks there. Without any, every problem has a solution. */
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
      return `needs ${size.needs[r]} ${unitOf(resources[r])}, ${best.name} has ${best.room[r]}`;
    });
    return `${size.name} fits on no instance type: ${lacks.join('; ')}`;
  }
  const lacks = allowed.map(({ name, room }) => {
    const r = resources.findIndex((_, index) => size.needs[index] > room[index]);
    return `${size.needs[r]} ${unitOf(resources[r])} are more than the ${room[r]} of ${name}`;
  });
  return `${size.name} fits on no instance type: ${lacks.join('; ')}`;
}

function unitOf({ name, unit }: Resource): string {
  return unit === '' ? name : `${unit} of ${name}`;
}
