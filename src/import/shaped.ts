import { z } from 'zod';
import { type Findings, type Place, under } from './findings.js';
import { type Block, blockOf, isBlock, listOf, nameText, shortText } from './plain.js';
import { isUnresolved, tellUnresolved, type Unresolved } from './unresolved.js';

/**
 * Values of AWS in the words of the scenario. Templates write `DesiredCount: '2'`, plans `desired_count: 2` and blocks in lists of one, the
 * API `desiredCount: 2`: the scenario's schema says what is meant, so that each is told by its letters and converted to its type.
 */

/** Keys that are plural, singular or longer elsewhere, by their letters. */
const ALSO_CALLED: Readonly<Record<string, string>> = {
  clustersettings: 'settings',
  deploymentcontrollertype: 'type',
  orderedplacementstrategy: 'placementStrategy',
  proxyconfigurationproperties: 'properties',
};

/** Of no weight in a simulation, whatever they hang on; what is in them may be secret. */
const WITHOUT_WEIGHT = new Set(
  'command dockerlabels entrypoint environment environmentfiles executionrolearn hookdetails logconfiguration repositorycredentials secretoptions secrets securitygroups tags taskrolearn user workingdirectory'.split(
    ' ',
  ),
);

/** Of names any will do, as long as those who refer to them have the same. */
const NAMES = new Set(['name', 'containername', 'sourcevolume', 'sourcecontainer']);

export interface Shaping {
  readonly place: Place;
  readonly findings: Findings;
  /** Collects the keys that the scenario has no use for. */
  readonly unread: string[];
}

/** The letters of a key, by which it is told. */
export function letters(key: string): string {
  return key.replace(/[_-]/g, '').toLowerCase();
}

/** The value of a key, however it is spelt; the first name that is there. */
export function field(block: unknown, ...names: readonly string[]): unknown {
  if (!isBlock(block)) return undefined;
  for (const name of names) {
    const key = Object.keys(block).find((candidate) => letters(candidate) === letters(name));
    const value = key === undefined ? undefined : block[key];
    if (value !== undefined && value !== null) return value;
  }
  return undefined;
}

/** A block, also where a plan has it as a list of one. */
export function blockIn(value: unknown): Block | undefined {
  const [first] = listOf(value);
  return isBlock(first) ? first : undefined;
}

/** The value as the schema has it, without what the schema does not know; undefined when nothing of it is left. */
export function shaped(schema: z.core.$ZodType, value: unknown, shaping: Shaping): unknown {
  const inner = unwrapped(schema);
  if (value === undefined || value === null) return undefined;
  if (isUnresolved(value)) return shapedUnresolved(inner, value, shaping);
  if (inner instanceof z.ZodObject) return shapedObject(inner, value, shaping);
  if (inner instanceof z.ZodArray) return shapedArray(inner, value, shaping);
  if (inner instanceof z.ZodRecord) return shapedRecord(inner, value, shaping);
  if (inner instanceof z.ZodUnion) return shapedUnion(inner, value, shaping);
  return shapedLeaf(inner, value, shaping);
}

function unwrapped(schema: z.core.$ZodType): z.core.$ZodType {
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodNullable
  )
    return unwrapped(schema._zod.def.innerType);
  return schema;
}

function shapedUnresolved(schema: z.core.$ZodType, value: Unresolved, { place, findings }: Shaping): unknown {
  const text = NAMES.has(letters(place.field.split('.').at(-1)!)) ? nameText(value.text) : value.text;
  if (schema instanceof z.ZodString && schema.safeParse(text).success) return text;
  if (!isWithoutWeight(place)) tellUnresolved(value, place, findings);
  return undefined;
}

function isWithoutWeight({ field: path }: Place): boolean {
  return path.split('.').some((step) => WITHOUT_WEIGHT.has(letters(step)));
}

function shapedObject(schema: z.ZodObject, value: unknown, shaping: Shaping): unknown {
  const block = blockIn(value);
  if (block === undefined)
    return Array.isArray(value) && value.length === 0 ? undefined : left(shaping, `is ${shortText(value)}; a block of keys is right`);
  const known = new Map(Object.keys(schema.shape).map((key) => [letters(key), key]));
  const found = new Map<string, unknown>();
  for (const [key, inner] of Object.entries(block)) {
    if (inner === null || inner === undefined) continue;
    const meant = knownKey(key, known);
    const at = { ...shaping, place: under(shaping.place, key) };
    if (meant === undefined) {
      // Plans of Terraform list every block that could be there.
      if (!Array.isArray(inner) || inner.length > 0) shaping.unread.push(at.place.field);
    } else {
      const result = shapedField(schema.shape[meant]!, inner, at);
      if (result !== undefined && !found.has(meant)) found.set(meant, result);
    }
  }
  // In the schema's order, which is one for reading.
  return blockOf([...known.values()].flatMap((key) => (found.has(key) ? [[key, found.get(key)] as const] : [])));
}

function knownKey(key: string, known: ReadonlyMap<string, string>): string | undefined {
  const name = letters(key);
  const also = Object.hasOwn(ALSO_CALLED, name) ? letters(ALSO_CALLED[name]!) : name;
  const candidates = [name, also, `${name}s`, name.replace(/ies$/, 'y'), name.replace(/s$/, '')];
  return candidates.map((candidate) => known.get(candidate)).find((found) => found !== undefined);
}

/** What AWS has and a simulation has not is kept out, and told where it asks for something. */
function shapedField(schema: z.core.$ZodType, value: unknown, shaping: Shaping): unknown {
  if (!(unwrapped(schema) instanceof z.ZodUnknown)) return shaped(schema, value, shaping);
  const remedy = /^Not simulated yet: (.*)\.$/.exec((schema as z.ZodType).description ?? '')?.[1];
  const asks = (schema as z.ZodType).safeParse(value);
  if (asks.success) shaping.unread.push(shaping.place.field);
  else shaping.findings.leftOut(shaping.place, remedy === undefined ? asks.error.issues[0]!.message : `is not simulated: ${remedy}`);
  return undefined;
}

function shapedArray(schema: z.ZodArray, value: unknown, shaping: Shaping): unknown {
  const found = listOf(value).map((item, i) => shaped(schema.element, item, { ...shaping, place: under(shaping.place, i) }));
  return found.filter((item) => item !== undefined);
}

function shapedRecord(schema: z.ZodRecord, value: unknown, shaping: Shaping): unknown {
  if (!isBlock(value)) return left(shaping, `is ${shortText(value)}; a block of keys is right`);
  const entries = Object.entries(value).map(
    ([key, inner]) => [key, shaped(schema.valueType, inner, { ...shaping, place: under(shaping.place, key) })] as const,
  );
  return blockOf(entries.filter(([, inner]) => inner !== undefined));
}

/** The branch that takes the value as it is, or converted. */
function shapedUnion(schema: z.ZodUnion, value: unknown, shaping: Shaping): unknown {
  for (const option of schema.options) {
    const trial = converted(unwrapped(option), value);
    if ((option as z.ZodType).safeParse(trial).success) return trial;
  }
  const blocks = schema.options.map(unwrapped).find((option) => option instanceof z.ZodObject);
  if (blocks !== undefined && blockIn(value) !== undefined) return shaped(blocks, value, shaping);
  return left(shaping, `is ${shortText(value)}, which is not understood`);
}

function shapedLeaf(schema: z.core.$ZodType, value: unknown, shaping: Shaping): unknown {
  const result = converted(schema, value);
  const outcome = (schema as z.ZodType).safeParse(result);
  return outcome.success ? result : left(shaping, `is ${shortText(value)}: ${outcome.error.issues[0]!.message}`);
}

function converted(schema: z.core.$ZodType, value: unknown): unknown {
  if (schema instanceof z.ZodString && (typeof value === 'number' || typeof value === 'boolean')) return String(value);
  if (schema instanceof z.ZodNumber && typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value.trim())) return Number(value);
  if (schema instanceof z.ZodBoolean && typeof value === 'string')
    return /^true$/i.test(value) ? true : /^false$/i.test(value) ? false : value;
  if (schema instanceof z.ZodEnum && typeof value === 'string')
    return schema.options.find((option) => String(option).toLowerCase() === value.toLowerCase()) ?? value;
  return value;
}

function left({ place, findings }: Shaping, message: string): undefined {
  findings.leftOut(place, message);
  return undefined;
}

/** The value as the schema has it; what the scenario has no use for is told in one line. */
export function shapedTelling(schema: z.core.$ZodType, value: unknown, { place, findings }: { place: Place; findings: Findings }): Block {
  const unread: string[] = [];
  const result = shaped(schema, value, { place, findings, unread });
  tellUnread(unread, place, findings);
  return isBlock(result) ? result : {};
}

/** Read elsewhere, names of what is read elsewhere, and what the API tells beside what it was told. */
const READ_APART = new Set(
  'autoscalinggrouparn alarmname namespace dimensions resourcelabel capacityproviderarn metricaggregationtype servicearn status runningcount pendingcount createdat createdtime creationtime updatedat createdby rolearn'.split(
    ' ',
  ),
);

export function tellUnread(unread: readonly string[], place: Place, findings: Findings): void {
  const told = unread.filter((path) => !READ_APART.has(letters(path.split('.').at(-1)!)));
  if (told.length === 0) return;
  const names = told.map((path) => (path.startsWith(`${place.field}.`) ? path.slice(place.field.length + 1) : path));
  const short = [...new Set(names.map((name) => name.replace(/\.\d+(?=\.|$)/g, '')))];
  findings.leftOut(place, `no part in a scenario: ${short.join(', ')}`);
}

/** A text, a number; undefined when there is none. What it hangs on is told when it is needed. */
export function textAt(block: unknown, ...names: readonly string[]): string | undefined {
  const value = field(block, ...names);
  if (isUnresolved(value)) return value.text;
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}
