import type { FleetView, PlacementStrategy, TaskRequest, TypeView } from './view.js';

/**
 * Ranks the instances that fit: lower is better. A pure function without state or randomness, so the order in which instances are examined
 * has no effect.
 */
export type Score = (fleet: FleetView, row: number, request: TaskRequest, draw: number) => number;

/**
 * The criterion of a strategy: a spread attribute, by its index (0 is the zone), or one of the constants below. Synonyms in ECS are one
 * criterion.
 */
export type Criterion = number;
export const BY_CPU: Criterion = -1;
export const BY_MEMORY: Criterion = -2;
export const BY_INSTANCE: Criterion = -3;
export const BY_LOT: Criterion = -4;

/** Attribute 0 of every list of spread attributes. */
export const ZONE_ATTRIBUTE = 'ecs.availability-zone';
export const ZONE: Criterion = 0;

/** A resource that instances have and tasks reserve. */
export interface Resource {
  /** The free amount by row of the fleet. */
  readonly free: (fleet: FleetView) => Int32Array;
  readonly need: (request: TaskRequest) => number;
  /** The amount that an empty instance of the type has. */
  readonly most: (type: TypeView) => number;
}

const CPU: Resource = { free: (fleet) => fleet.cpuUnitsFree, need: (request) => request.cpuUnits, most: (type) => type.cpuUnits };
const MEMORY: Resource = { free: (fleet) => fleet.memoryMibFree, need: (request) => request.memoryMib, most: (type) => type.memoryMib };

/** A criterion with a number of its own for each instance, never below 0; the instance with the least value is best. */
export interface ColumnCriterion {
  readonly criterion: Criterion;
  readonly type: PlacementStrategy['type'];
  /** Names of the field in strategies. */
  readonly fields: readonly string[];
  /** By row of the fleet. */
  readonly column: (fleet: FleetView, request: TaskRequest) => Int32Array;
  /** The resource whose free amounts the column holds, and by which an index sorts; null: the column counts something else. */
  readonly resource: Resource | null;
  /** The resource that scans and the index check together with the column, before all others. */
  readonly beside: Resource;
}

/**
 * THE table of criteria, without lots and attributes: scans, index, explanations, the choice of tasks to stop and the scenario's schema
 * read it. A new criterion is a row here.
 */
const COLUMN_CRITERIA: readonly ColumnCriterion[] = [
  // binpack: the least free amount that still fits, so that other instances can become empty (S.PLACE-4).
  { criterion: BY_CPU, type: 'binpack', fields: ['cpu'], column: CPU.free, resource: CPU, beside: MEMORY },
  { criterion: BY_MEMORY, type: 'binpack', fields: ['memory'], column: MEMORY.free, resource: MEMORY, beside: CPU },
  // spread: the instance with the fewest tasks of the same service or task group (S.PLACE-6, S.PLACE-7).
  {
    criterion: BY_INSTANCE,
    type: 'spread',
    fields: ['instanceId', 'host'],
    column: (fleet, request) => fleet.groupOnInstance(request.group),
    resource: null,
    beside: CPU,
  },
];

const BY_NUMBER: ReadonlyMap<Criterion, ColumnCriterion> = new Map(COLUMN_CRITERIA.map((row) => [row.criterion, row]));

/** The table row of a criterion with a column of its own. Throws for any other criterion. */
export function columnCriterion(criterion: Criterion): ColumnCriterion {
  const found = BY_NUMBER.get(criterion);
  if (found === undefined) throw new Error(`no criterion of placement has the number ${criterion}`);
  return found;
}

/** Returns whether the criterion has a column of its own: false for lots and attributes. */
export function hasColumn(criterion: Criterion): boolean {
  return criterion < ZONE && criterion !== BY_LOT;
}

/** The score of each criterion in its simplest form; the compiled chain must agree with it. Throws for an unknown criterion. */
export function scoreOf(criterion: Criterion): Score {
  // spread: the value of the attribute with the fewest tasks of the same service or task group (S.PLACE-6, S.PLACE-7).
  if (criterion >= ZONE)
    return (fleet, row, request) => fleet.groupByValue(request.group, criterion)[fleet.valueOfClass(criterion)[fleet.instanceClass[row]]];
  // random: each instance draws a lot (S.PLACE-5).
  if (criterion === BY_LOT) return (fleet, row, _request, draw) => drawOf(fleet, row, draw);
  const { column } = columnCriterion(criterion);
  return (fleet, row, request) => column(fleet, request)[row];
}

const SPREAD_ZONE: PlacementStrategy = { type: 'spread', field: `attribute:${ZONE_ATTRIBUTE}` };

/** A service without a strategy: the zone with the fewest of its tasks, in it the instance with the fewest (S.PLACE-9, S.PLACE-11). */
export const SERVICE_DEFAULT: readonly PlacementStrategy[] = [SPREAD_ZONE, { type: 'spread', field: 'instanceId' }];

/** RunTask without a strategy: at random over the cluster (S.PLACE-10). */
export const STANDALONE_DEFAULT: readonly PlacementStrategy[] = [{ type: 'random' }];

/** The attributes that these chains spread over; the zone is always first, even if no chain uses it. */
export function attributesOf(chains: readonly (readonly PlacementStrategy[])[]): string[] {
  const names = chains.flat().flatMap(({ type, field }) => (type === 'spread' ? (attributeName(field) ?? []) : []));
  return [...new Set([ZONE_ATTRIBUTE, ...names])];
}

/** The criterion of the strategy. The scenario has been validated, so a field without a column is a bug. */
export function criterionOf({ type, field }: PlacementStrategy, attributes: readonly string[] = [ZONE_ATTRIBUTE]): Criterion {
  if (type === 'random') return BY_LOT;
  const known = COLUMN_CRITERIA.find((row) => row.type === type && row.fields.includes(field ?? ''));
  if (known !== undefined) return known.criterion;
  const attribute = type === 'spread' ? attributes.indexOf(attributeName(field) ?? '') : -1;
  if (attribute < 0) throw new Error(`no column to ${type} by ${field}`);
  return attribute;
}

/** The fields that a type of strategy accepts, without names of attributes. */
export function fieldsOf(type: PlacementStrategy['type']): string[] {
  return COLUMN_CRITERIA.flatMap((row) => (row.type === type ? row.fields : []));
}

function attributeName(field: string | undefined): string | undefined {
  return field?.startsWith('attribute:') ? field.slice('attribute:'.length) : undefined;
}

/** Turns one draw (32 bits) into the seed of all its lots. */
export function lotSeed(draw: number): number {
  return mixed((draw + 0x9e3779b9) | 0);
}

/** The lot of one instance or task in a draw, 32 bits with sign. Different ordinals never draw the same lot: no step loses a bit. */
export function lot(seed: number, ordinal: number): number {
  return mixed(seed ^ ordinal);
}

/** Number of rows that a draw names directly; only if none of them fits do all others draw lots. */
export const NAMED_ROWS = 16;

/**
 * The nth row that a draw names: any of the first 2^k rows, where 2^k is the least power of two not below the size of the fleet, so that
 * one more instance changes few draws. The row may lie past the end.
 */
export function namedRow(seed: number, nth: number, count: number): number {
  return mixed(seed + Math.imul(nth + 1, 0x632be5ab)) & (powerAbove(count) - 1);
}

/** Rank of a row in a draw: named rows first, in the order of naming, then the others by lot. No two rows have the same rank. */
function drawOf(fleet: FleetView, row: number, draw: number): number {
  const seed = lotSeed(draw);
  for (let nth = 0; nth < NAMED_ROWS; nth++) if (namedRow(seed, nth, fleet.count) === row) return nth;
  return NAMED_ROWS + 2 ** 31 + lot(seed, fleet.instance[row]);
}

function powerAbove(count: number): number {
  return count <= 1 ? 1 : 1 << (32 - Math.clz32(count - 1));
}

/** The finalizer of MurmurHash3 (public domain): each bit of the input moves about half of the bits of the result. */
function mixed(bits: number): number {
  let h = bits ^ (bits >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return h ^ (h >>> 16);
}
