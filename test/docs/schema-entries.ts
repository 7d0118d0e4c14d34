import { scenarioJsonSchema } from '../../src/scenario/schema.js';

interface Node {
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: string;
  readonly enum?: readonly string[];
  readonly properties?: Readonly<Record<string, Node>>;
  readonly required?: readonly string[];
  readonly items?: Node;
  readonly anyOf?: readonly Node[];
  readonly oneOf?: readonly Node[];
}

type Role = 'setting' | 'ignored' | 'refused';

/** One key of a scenario. Its path has `[]` where a list is, and the type of its arrivals after the path of a variant. */
export interface Entry {
  readonly path: string;
  readonly role: Role;
  /** As a user would write it; undefined: there is none in the schema. */
  readonly default: string | undefined;
  readonly isRequired: boolean;
  readonly choices: readonly string[];
  readonly description: string;
}

/** The common properties of all values of a kind stand once, under these names. */
const DISTRIBUTION = 'distribution';
const PRICE = 'price';

/** Every key in the schema of the scenario, by path. */
export function schemaEntries(): Map<string, Entry> {
  const entries = new Map<string, Entry>();
  addProperties('', '', scenarioJsonSchema() as Node);
  return entries;

  function addProperties(prefix: string, variant: string, node: Node): void {
    for (const [key, child] of Object.entries(node.properties ?? {})) {
      const path = prefix === '' ? key : `${prefix}.${key}`;
      entries.set(`${path}${variant}`, entryOf(`${path}${variant}`, child, node.required?.includes(key) ?? false));
      descend(path, variant, child);
    }
  }

  function descend(path: string, variant: string, node: Node): void {
    const isDistribution = node.anyOf?.some((branch) => branch.properties?.lognormal !== undefined);
    for (const branch of [node, ...(node.anyOf ?? []), ...(node.oneOf ?? [])]) {
      const type = node.oneOf?.includes(branch) ? branch.properties?.type?.const : undefined;
      const place = isDistribution ? DISTRIBUTION : path;
      if (branch.properties !== undefined) addProperties(place, type === undefined ? variant : ` (${type})`, branch);
      const list = node.anyOf?.includes(branch) && branch.items?.properties?.usd !== undefined ? PRICE : path;
      if (branch.items !== undefined && !isDistribution) descend(`${list}[]`, variant, branch.items);
    }
  }
}

function entryOf(path: string, node: Node, isRequired: boolean): Entry {
  return {
    path,
    role: roleOf(node),
    default: node.default === undefined ? undefined : asWritten(node.default),
    isRequired: isRequired && node.default === undefined,
    choices: [node, ...(node.anyOf ?? [])]
      .flatMap((branch) => branch.enum ?? (branch.const === undefined ? [] : [branch.const]))
      .map(String),
    description: node.description ?? '',
  };
}

/** A key without a type takes anything, to ignore it or to refuse it. */
function roleOf(node: Node): Role {
  if (Object.keys(node).some((key) => key !== 'description')) return 'setting';
  return node.description?.startsWith('Accepted as in AWS') ? 'ignored' : 'refused';
}

/** YAML in one line. */
function asWritten(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(asWritten).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  const fields = Object.entries(value).map(([key, item]) => `${key}: ${asWritten(item)}`);
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
}
