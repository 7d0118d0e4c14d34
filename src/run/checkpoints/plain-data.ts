/**
 * Converts a saved state to JSON text and back. JSON silently loses some values (-0, NaN, infinities) and cannot express others, so those
 * become objects with this key. `v8.serialize` supports them too, but its bytes depend on the version of Node, and its reader is not safe
 * for untrusted bytes.
 */
const TAG = '~';

const NUMBERS = new Map([
  ['-0', -0],
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
]);

type ArrayMaker = { from(values: ArrayLike<number>): ArrayLike<number>; readonly name: string };
const MAKERS: readonly ArrayMaker[] = [Int8Array, Uint8Array, Int16Array, Uint16Array, Int32Array, Uint32Array, Float32Array, Float64Array];
const ARRAYS = new Map(MAKERS.map((maker) => [maker.name, maker]));

/** Throws for functions, symbols and instances of classes, which are no plain data. */
export function toText(value: unknown): string {
  return JSON.stringify(tagged(value));
}

/** Returns the value that toText() received. Throws for any other text; runs nothing in it and sets no prototypes. */
export function fromText(text: string): unknown {
  return untagged(JSON.parse(text));
}

/** The value with all tags. Its parts without any are not copied: most of a state is long lists of plain numbers. */
function tagged(value: unknown): unknown {
  switch (typeof value) {
    case 'number':
      return isPlainNumber(value) ? value : { [TAG]: Object.is(value, -0) ? '-0' : String(value) };
    case 'bigint':
      return { [TAG]: 'bigint', of: String(value) };
    case 'undefined':
      return { [TAG]: 'undefined' };
    case 'function':
    case 'symbol':
      throw new TypeError(`a ${typeof value} is no data`);
    default:
      if (typeof value !== 'object' || value === null) return value;
      return Array.isArray(value) ? taggedArray(value) : taggedObject(value);
  }
}

function taggedArray(values: readonly unknown[]): readonly unknown[] {
  let copy: unknown[] | null = null;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (isPlainNumber(value)) continue;
    const part = tagged(value);
    if (part === value) continue;
    copy ??= [...values];
    copy[i] = part;
  }
  return copy ?? values;
}

function isPlainNumber(value: unknown): boolean {
  return typeof value === 'number' && Number.isFinite(value) && !Object.is(value, -0);
}

function taggedObject(value: object): unknown {
  const prototype = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null)
    return Object.hasOwn(value, TAG) ? { [TAG]: 'object', of: taggedArray(Object.entries(value)) } : taggedFields(value);
  if (value instanceof Map) return { [TAG]: 'Map', of: taggedArray([...value]) };
  if (value instanceof Set) return { [TAG]: 'Set', of: taggedArray([...value]) };
  const { name } = prototype.constructor;
  if (ARRAYS.has(name)) return { [TAG]: name, of: taggedArray(Array.from(value as ArrayLike<number>)) };
  throw new TypeError(`an object of the class ${name} is no data`);
}

function taggedFields(value: object): object {
  const fields = value as Readonly<Record<string, unknown>>;
  let copy: Record<string, unknown> | null = null;
  for (const key of Object.keys(fields)) {
    const part = tagged(fields[key]);
    if (part === fields[key]) continue;
    copy ??= { ...fields };
    copy[key] = part;
  }
  return copy ?? value;
}

/** In place, from the leaves up. */
function untagged(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) if (typeof value[i] === 'object') value[i] = untagged(value[i]);
    return value;
  }
  const fields = value as Record<string, unknown>;
  for (const key of Object.keys(fields)) {
    if (key === '__proto__') throw new SyntaxError('a key that no state has');
    if (typeof fields[key] === 'object') fields[key] = untagged(fields[key]);
  }
  return Object.hasOwn(fields, TAG) ? valueOfTag(fields[TAG], fields.of) : fields;
}

function valueOfTag(tag: unknown, content: unknown): unknown {
  if (tag === 'undefined') return undefined;
  if (NUMBERS.has(tag as string)) return NUMBERS.get(tag as string);
  if (tag === 'bigint' && typeof content === 'string') return BigInt(content);
  if (Array.isArray(content)) {
    if (tag === 'Map') return new Map(content);
    if (tag === 'Set') return new Set(content);
    if (tag === 'object' && content.every((entry) => Array.isArray(entry) && entry[0] !== '__proto__')) return Object.fromEntries(content);
    const maker = ARRAYS.get(tag as string);
    if (maker !== undefined && content.every((item) => typeof item === 'number')) return maker.from(content);
  }
  throw new SyntaxError(`${String(tag)} is no kind of value`);
}
