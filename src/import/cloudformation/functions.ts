import { type Place, under } from '../findings.js';
import { at, type Block, blockOf, isBlock, listOf } from '../plain-data.js';
import { splitOnce } from '../read/yaml-tree.js';
import { isUnresolved, type PlacedReason, shownText, Unresolved } from '../unresolved.js';

/** Evaluates the intrinsic functions of CloudFormation, as far as that is possible without an account. */

/** An absent value: `AWS::NoValue`. */
export const NO_VALUE = Symbol('AWS::NoValue');

/** Look-ups in the template that contains the functions. */
export interface Scope {
  readonly place: Place;
  readonly region: string;
  readonly template: Template;
}

export interface Template {
  ref(name: string, place: Place): unknown;
  attribute(logicalId: string, attribute: string, place: Place): unknown;
  condition(name: string): boolean | Unresolved;
  mapped(map: string, top: string, second: string): unknown;
  imported(name: string, place: Place): unknown;
  refuse(message: string, place: Place): void;
}

type Evaluate = (argument: unknown, scope: Scope) => unknown;

/** Zones assumed for a region, as in a scenario that lists none. */
const ZONE_LETTERS = ['a', 'b', 'c'];

const FUNCTIONS: Readonly<Record<string, Evaluate>> = {
  Ref: (name, scope) => scope.template.ref(String(name), scope.place),
  Condition: (name, scope) => scope.template.condition(String(name)),
  'Fn::GetAtt': (argument, scope) => {
    const [logicalId = '', ...attribute] = Array.isArray(argument) ? argument : splitOnce(String(argument));
    const path = attribute.map((part) => shownText(evaluate(part, scope))).join('.');
    return scope.template.attribute(String(logicalId), path, scope.place);
  },
  'Fn::Sub': sub,
  'Fn::Join': (argument, scope) => {
    const [delimiter = '', list] = listOf(argument);
    const values = evaluate(list, scope);
    return joined(isUnresolved(values) ? [values] : listOf(values), String(delimiter), scope);
  },
  'Fn::Select': (argument, scope) => {
    const [index, list] = listOf(argument).map((part) => evaluate(part, scope));
    const n = Number(shownText(index));
    if (isUnresolved(index)) return index;
    if (isUnresolved(list)) return new Unresolved(list.text.replace(/\}$/, `.${shownText(index)}}`), list.reasons);
    return listOf(list)[n] ?? unknownValue(scope, `Fn::Select takes item ${shownText(index)} of a list with ${listOf(list).length}`);
  },
  'Fn::Split': (argument, scope) => {
    const [delimiter = ',', text] = listOf(argument).map((part) => evaluate(part, scope));
    const parts = shownText(text).split(String(delimiter));
    return isUnresolved(text) ? parts.map((part) => (part.includes('${') ? new Unresolved(part, text.reasons) : part)) : parts;
  },
  'Fn::FindInMap': findInMap,
  'Fn::If': (argument, scope) => {
    const [name, then, otherwise] = listOf(argument);
    const holds = scope.template.condition(String(name));
    if (isUnresolved(holds)) return new Unresolved(`\${${String(name)}?}`, holds.reasons);
    return evaluate(holds ? then : otherwise, scope);
  },
  'Fn::Equals': (argument, scope) => {
    const [left, right] = listOf(argument).map((part) => evaluate(part, scope));
    const unknown = [left, right].filter(isUnresolved);
    return unknown.length > 0 ? allOf(unknown) : JSON.stringify(comparable(left)) === JSON.stringify(comparable(right));
  },
  'Fn::And': (argument, scope) => logic(listOf(argument), scope, { deciding: false }),
  'Fn::Or': (argument, scope) => logic(listOf(argument), scope, { deciding: true }),
  'Fn::Not': (argument, scope) => {
    const value = evaluate(listOf(argument)[0], scope);
    return isUnresolved(value) ? value : !isTrue(value);
  },
  'Fn::Base64': (argument, scope) => evaluate(argument, scope),
  'Fn::GetAZs': (argument, scope) => {
    const region = evaluate(argument, scope);
    const name = typeof region === 'string' && region !== '' ? region : scope.region;
    return ZONE_LETTERS.map((letter) => `${name}${letter}`);
  },
  'Fn::ImportValue': (argument, scope) => {
    const name = evaluate(argument, scope);
    return scope.template.imported(shownText(name), scope.place);
  },
  'Fn::Length': (argument, scope) => {
    const list = evaluate(argument, scope);
    return isUnresolved(list) ? list : listOf(list).length;
  },
  'Fn::ToJsonString': (argument, scope) => {
    const { text, unknown } = jsonOf(evaluate(argument, scope));
    return unknown.length === 0 ? text : new Unresolved(text, reasonsOf(unknown));
  },
  'Fn::Transform': (argument, scope) =>
    unknownValue(
      scope,
      `Fn::Transform ${shownText(at(argument, 'Name') ?? argument)} is worked out by CloudFormation alone: import the processed template`,
    ),
  'Fn::Cidr': (_, scope) => unknownValue(scope, 'Fn::Cidr is not worked out'),
};

/** Evaluates all functions in a part of a template. A function that cannot be evaluated is replaced by an Unresolved. */
export function evaluate(node: unknown, scope: Scope): unknown {
  if (Array.isArray(node)) return node.map((item, i) => evaluate(item, inside(scope, i))).filter((item) => item !== NO_VALUE);
  if (!isBlock(node)) return node;
  const [name, argument] = functionIn(node);
  if (name !== undefined) {
    const call = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name]! : undefined;
    return call === undefined ? unknownValue(scope, `${name} is no function that is worked out here`) : call(argument, scope);
  }
  const entries = Object.entries(node).map(([key, value]) => [key, evaluate(value, inside(scope, key))] as const);
  return blockOf(entries.filter(([, value]) => value !== NO_VALUE));
}

function functionIn(node: Block): [name: string | undefined, argument?: unknown] {
  const keys = Object.keys(node);
  const [key = ''] = keys;
  return keys.length === 1 && (key === 'Ref' || key === 'Condition' || key.startsWith('Fn::')) ? [key, node[key]] : [undefined];
}

function inside(scope: Scope, step: string | number): Scope {
  return { ...scope, place: under(scope.place, step) };
}

export function unknownValue({ place }: Scope, message: string, text = `\${${message.split(' ')[0]}}`): Unresolved {
  return new Unresolved(text, [{ place, message }]);
}

function sub(argument: unknown, scope: Scope): unknown {
  const [text, given] = Array.isArray(argument) ? argument : [argument, {}];
  const parts = shownText(text).split(/(\$\{[^${}]*\})/);
  return joined(
    parts.map((part) => {
      const name = /^\$\{([^!{}][^{}]*)\}$/.exec(part)?.[1]?.trim();
      if (name === undefined) return part.replace(/^\$\{!/, '${');
      if (isBlock(given) && Object.hasOwn(given, name)) return evaluate(given[name], scope);
      const [logicalId, attribute] = splitOnce(name);
      return attribute === undefined ? scope.template.ref(name, scope.place) : scope.template.attribute(logicalId!, attribute, scope.place);
    }),
    '',
    scope,
  );
}

/** Converts to JSON; unresolved values are represented by their placeholder texts. */
function jsonOf(value: unknown): { readonly text: string; readonly unknown: readonly Unresolved[] } {
  const unknown: Unresolved[] = [];
  const text = JSON.stringify(value, (_, part) => {
    if (!isUnresolved(part)) return part;
    unknown.push(part);
    return part.text;
  });
  return { text, unknown };
}

/** Bound on the length of texts; functions that refer to each other could double a text repeatedly. */
const TEXT_LENGTH_MAX = 1_000_000;

function joined(parts: readonly unknown[], delimiter: string, scope: Scope): unknown {
  const present = parts.filter((part) => part !== NO_VALUE).flatMap((part) => (Array.isArray(part) ? part : [part]));
  const written = present.map((part) =>
    isBlock(part) ? jsonOf(part) : { text: shownText(part), unknown: isUnresolved(part) ? [part] : [] },
  );
  const unknown = written.flatMap((part) => part.unknown);
  const texts = written.map(({ text }) => text);
  const length = texts.reduce((sum, text) => sum + text.length + delimiter.length, 0);
  if (length > TEXT_LENGTH_MAX) {
    scope.template.refuse(`grows to more than ${TEXT_LENGTH_MAX} characters`, scope.place);
    return new Unresolved('...', []);
  }
  const text = texts.join(delimiter);
  return unknown.length === 0 ? text : new Unresolved(text, reasonsOf(unknown));
}

function findInMap(argument: unknown, scope: Scope): unknown {
  const [map, top, second, options] = listOf(argument).map((part) => evaluate(part, scope));
  const unknown = [map, top, second].filter(isUnresolved);
  if (unknown.length > 0) return allOf(unknown);
  return (
    scope.template.mapped(String(map), String(top), String(second)) ??
    at(options, 'DefaultValue') ??
    unknownEntry(scope, [map, top, second])
  );
}

function unknownEntry(scope: Scope, keys: readonly unknown[]): Unresolved {
  return unknownValue(scope, `Mappings has no ${keys.map(String).join('.')}`);
}

/** Evaluates And and Or; a deciding operand makes unresolved operands irrelevant. */
function logic(operands: readonly unknown[], scope: Scope, { deciding }: { deciding: boolean }): unknown {
  const values = operands.map((operand) => evaluate(operand, scope));
  if (values.some((value) => !isUnresolved(value) && isTrue(value) === deciding)) return deciding;
  const unknown = values.filter(isUnresolved);
  return unknown.length > 0 ? allOf(unknown) : !deciding;
}

function isTrue(value: unknown): boolean {
  return value === true || value === 'true';
}

function comparable(value: unknown): unknown {
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
}

function allOf(unknown: readonly Unresolved[]): Unresolved {
  return new Unresolved(unknown[0]!.text, reasonsOf(unknown));
}

function reasonsOf(unknown: readonly Unresolved[]): PlacedReason[] {
  const reasons = unknown.flatMap(({ reasons }) => reasons);
  return reasons.filter((reason, i) => reasons.findIndex(({ message }) => message === reason.message) === i).slice(0, 10);
}
