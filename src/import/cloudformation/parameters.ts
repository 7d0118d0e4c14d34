import { type Findings, type Place, under } from '../findings.js';
import { at, type Block, isBlock, shortText } from '../plain-data.js';
import { Unresolved } from '../unresolved.js';

/** Values of parameters, and the remedy for missing ones. */
export interface Parameters {
  readonly values: ReadonlyMap<string, unknown>;
  /** Returns how the user gives a value, such as `--parameter NAME=VALUE`. */
  remedy(name: string): string;
}

const LIST = /^(CommaDelimitedList|List<.*>|AWS::SSM::Parameter::Value<(List<.*>|CommaDelimitedList)>)$/;
const FROM_STORE = /^AWS::SSM::Parameter::Value</;

/** Properties shared by all stacks of an import. */
export interface Account {
  readonly region: string;
  readonly id: string;
  readonly findings: Findings;
  /** Returns an exported output of another template of the import. */
  exported(name: string): unknown;
}

/** A template with its parameter values, before evaluation. */
export interface GivenTemplate {
  readonly template: Block;
  readonly given: Parameters;
  readonly account: Account;
}

/** Returns the value of each parameter: the given one, else its default, else an Unresolved. */
export function givenParameters({ template, given, account }: GivenTemplate, place: Place): Map<string, unknown> {
  const found = new Map<string, unknown>();
  const declared = at(template, 'Parameters');
  for (const [name, parameter] of Object.entries(isBlock(declared) ? declared : {})) {
    const stated = given.values.get(name);
    const value = stated ?? at(parameter, 'Default') ?? undefined;
    const type = String(at(parameter, 'Type') ?? 'String');
    const where = under(place, name);
    if (value === undefined) {
      found.set(name, new Unresolved(`\${${name}}`, [{ place: where, message: `has no value: ${given.remedy(name)}`, isParameter: true }]));
      continue;
    }
    if (value instanceof Unresolved) {
      found.set(name, value);
      continue;
    }
    const wrong = wrongValue(value, parameter, type);
    if (wrong !== undefined) account.findings.mistake(where, wrong);
    // The name of a store parameter does not give its value; the user may supply that instead.
    if (FROM_STORE.test(type) && (stated === undefined || String(value).startsWith('/'))) {
      const message = `is read from the parameter store (${String(value)}): ${given.remedy(name)}`;
      found.set(name, new Unresolved(String(value), [{ place: where, message, isParameter: true }]));
    } else found.set(name, LIST.test(type) && !Array.isArray(value) ? listIn(String(value)) : value);
  }
  return found;
}

function listIn(text: string): string[] {
  return text === '' ? [] : text.split(',').map((part) => part.trim());
}

function wrongValue(value: unknown, parameter: unknown, type: string): string | undefined {
  if (type === 'Number' && !Number.isFinite(Number(value))) return `is ${shortText(value)}; its type is Number`;
  const [least, most] = [at(parameter, 'MinValue') ?? '', at(parameter, 'MaxValue') ?? ''];
  if (type === 'Number' && ((least !== '' && Number(value) < Number(least)) || (most !== '' && Number(value) > Number(most))))
    return `is ${shortText(value)}; the template allows ${String(least)} to ${String(most)}`;
  const allowed = at(parameter, 'AllowedValues');
  if (!Array.isArray(allowed) || LIST.test(type)) return undefined;
  const isAllowed = allowed.some((one) => String(one) === String(value));
  return isAllowed ? undefined : `is ${shortText(value)}; the template allows ${allowed.map(String).slice(0, 20).join(', ')}`;
}
