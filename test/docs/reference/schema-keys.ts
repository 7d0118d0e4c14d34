import { scenarioJsonSchema } from '../../../src/scenario/schema.js';
import { DURATION_PATTERN, RATE_PATTERN } from '../../../src/scenario/units.js';

/** A node of the JSON Schema of scenarios, as far as the reference reads it. */
export interface Node {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly additionalProperties?: Node | boolean;
  readonly required?: readonly string[];
  readonly items?: Node;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly anyOf?: readonly Node[];
  readonly oneOf?: readonly Node[];
}

/** An object of a scenario with keys of its own. Its path has `[]` where a list is. */
export interface Section {
  readonly path: string;
  /** Of one of several kinds of object: its `type`. */
  readonly variant: string | undefined;
  readonly node: Node;
}

/** Kinds of value that are described once, under these names. */
const DISTRIBUTION = 'distribution';
const PRICE = 'price';

const isDistribution = (node: Node) => node.anyOf?.some((branch) => branch.properties?.lognormal !== undefined) ?? false;
const isPrice = (node: Node) => node.anyOf?.some((branch) => branch.items?.properties?.usd !== undefined) ?? false;

/** Every object of a scenario, in the order of the schema, each path once. */
export function schemaSections(): Section[] {
  const sections = new Map<string, Section>();
  visit('', scenarioJsonSchema() as Node);
  return [...sections.values()];

  function visit(path: string, node: Node, variant?: string): void {
    if (node.properties !== undefined) {
      const key = `${path} ${variant ?? ''}`;
      if (sections.has(key)) return;
      sections.set(key, { path, variant, node });
      for (const [name, child] of Object.entries(node.properties)) visit(path === '' ? name : `${path}.${name}`, child, variant);
    }
    const place = isDistribution(node) ? DISTRIBUTION : isPrice(node) ? PRICE : path;
    for (const branch of node.anyOf ?? []) visit(place, branch, variant);
    for (const branch of node.oneOf ?? []) visit(place, branch, String(branch.properties?.type?.const ?? ''));
    if (node.items !== undefined) visit(`${path}[]`, node.items, variant);
  }
}

/** More choices than a cell of a table holds; the studio and editors propose them all. */
const LISTED_MAX = 24;

/** How a value is written: `0 to 5000`, `list of 1 to 40`, a duration. */
export function takesOf(node: Node): string {
  const word = node.anyOf?.map(({ pattern }) => wordOf(pattern)).find((one) => one !== undefined);
  if (isDistribution(node)) return word === undefined ? 'distribution' : `distribution or \`${word}\``;
  if (isPrice(node)) return 'price';
  const branches = node.anyOf ?? node.oneOf;
  if (branches !== undefined) return [...new Set(branches.map(takesOf))].join(' or ');
  if (node.const !== undefined) return `\`${node.const}\``;
  if (node.enum !== undefined && node.enum.length <= LISTED_MAX) return node.enum.map((value) => `\`${value}\``).join(', ');
  if (node.type === 'array') return listOf(node);
  if (node.type === 'boolean') return 'true or false';
  if (node.type === 'integer' || node.type === 'number') return numberOf(node);
  if (node.type === 'string') return textOf(node);
  if (node.type === 'null') return 'null';
  if (node.properties !== undefined) return 'object';
  if (typeof node.additionalProperties === 'object') return `names, each with ${takesOf(node.additionalProperties)}`;
  return 'any value';
}

function listOf({ items = {}, minItems: least = 0, maxItems: most }: Node): string {
  const count =
    most === undefined
      ? least > 0
        ? `list of at least ${least}`
        : 'list'
      : least > 0
        ? `list of ${least} to ${counted(most)}`
        : `list of at most ${counted(most)}`;
  const item = items.oneOf !== undefined || items.properties !== undefined ? 'object' : takesOf(items);
  return `${count}: ${item}`;
}

function counted(count: number): string {
  return count.toLocaleString('en-US');
}

function numberOf({ type, minimum, maximum, exclusiveMinimum }: Node): string {
  const unbounded = (value: number | undefined) => value === undefined || Math.abs(value) >= Number.MAX_SAFE_INTEGER;
  const kind = type === 'integer' ? 'whole number' : 'number';
  if (exclusiveMinimum !== undefined)
    return unbounded(maximum) ? `above ${exclusiveMinimum}` : `above ${exclusiveMinimum}, at most ${maximum}`;
  if (!unbounded(minimum)) return unbounded(maximum) ? `${kind} from ${minimum}` : `${minimum} to ${maximum}`;
  return unbounded(maximum) ? kind : `${kind} up to ${maximum}`;
}

/** The word that may stand in the place of a duration. */
function wordOf(pattern: string | undefined): string | undefined {
  return pattern?.endsWith(`$|${DURATION_PATTERN}`) ? /^\^(\w+)\$\|/.exec(pattern)?.[1] : undefined;
}

function textOf({ pattern, maxLength }: Node): string {
  const word = wordOf(pattern);
  if (word !== undefined) return `duration or \`${word}\``;
  if (pattern === DURATION_PATTERN) return 'duration';
  if (pattern?.endsWith(DURATION_PATTERN.slice(1))) return 'duration above 0';
  if (pattern === RATE_PATTERN) return 'rate';
  if (pattern?.endsWith('/(s|m|h|d|w)$')) return 'rate, 0 too';
  if (pattern?.startsWith('^\\d{4}-')) return 'date, or date and time';
  if (pattern === '^[A-Za-z0-9_-]{1,255}$') return 'name';
  return maxLength === undefined ? 'text' : `text of at most ${counted(maxLength)} characters`;
}

/** A value as a user would write it, in one line of YAML. */
export function asWritten(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(asWritten).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  const fields = Object.entries(value).map(([key, item]) => `${key}: ${asWritten(item)}`);
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
}
