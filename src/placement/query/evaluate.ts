import { compareVersions, countOf, dateSecondsOf, versionOf, wholeOf } from './literals.js';
import { attributeOf, type Comparison, type Operator, type Query } from './query.js';
import { compileRegex } from './regex.js';

/** The common properties of the instances of one class. */
export interface ClassSubjects {
  /** undefined: the instance lacks the attribute; null: it has it without a value. */
  attribute(name: string): string | null | undefined;
  readonly agentVersion: string;
}

/** All properties of a container instance that a query can use. */
export interface InstanceSubjects extends ClassSubjects {
  hasTaskOf(group: string): boolean;
  readonly runningTasksCount: number;
  readonly agentConnected: boolean;
  /** Milliseconds since 1970 UTC. */
  readonly registeredAtMs: number;
  readonly ec2InstanceId: string;
}

type Test<Subjects> = (subjects: Subjects) => boolean;

/** Compiles a query to a closure: literals and patterns are parsed here, once. */
export function compileQuery(query: Query): Test<InstanceSubjects> {
  switch (query.kind) {
    case 'comparison':
      return classTest(query) ?? instanceTest(query);
    case 'not':
      return negated(compileQuery(query.part));
    case 'and':
      return allOf(query.parts.map(compileQuery));
    case 'or':
      return anyOf(query.parts.map(compileQuery));
  }
}

// Plain loops for speed: they run whenever an instance changes.
function allOf<S>(tests: readonly Test<S>[]): Test<S> {
  return (subjects) => {
    for (let i = 0; i < tests.length; i++) if (!tests[i](subjects)) return false;
    return true;
  };
}

function anyOf<S>(tests: readonly Test<S>[]): Test<S> {
  return (subjects) => {
    for (let i = 0; i < tests.length; i++) if (tests[i](subjects)) return true;
    return false;
  };
}

/** Returns the test of a comparison that has the same answer for all instances of a class; undefined for any other. */
export function classTest(comparison: Comparison): Test<ClassSubjects> | undefined {
  const name = attributeOf(comparison);
  if (name !== undefined) return positively(comparison, (positive) => attributeTest(name, positive));
  return comparison.subject === 'agentVersion' ? positively(comparison, versionTest) : undefined;
}

function instanceTest(comparison: Comparison): Test<InstanceSubjects> {
  return positively(comparison, (positive) => INSTANCE_TESTS[comparison.subject as keyof typeof INSTANCE_TESTS](positive));
}

const INSTANCE_TESTS = {
  agentConnected: (comparison: Comparison): Test<InstanceSubjects> => {
    const test = textTest(comparison);
    return ({ agentConnected }) => test(agentConnected ? 'true' : 'false');
  },
  ec2InstanceId: (comparison: Comparison): Test<InstanceSubjects> => {
    const test = textTest(comparison);
    return ({ ec2InstanceId }) => test(ec2InstanceId);
  },
  registeredAt: ({ operator, values }: Comparison): Test<InstanceSubjects> => {
    const test = orderTest(operator);
    const seconds = dateSecondsOf(values[0])!;
    return ({ registeredAtMs }) => test(Math.floor(registeredAtMs / 1000) - seconds);
  },
  runningTasksCount: ({ operator, values }: Comparison): Test<InstanceSubjects> => {
    const test = orderTest(operator);
    const count = countOf(values[0])!;
    return ({ runningTasksCount }) => test(runningTasksCount - count);
  },
  // True for an instance with a task of the group (S.CQL-5).
  'task:group': ({ values }: Comparison): Test<InstanceSubjects> => anyOf(values.map((group) => (subjects) => subjects.hasTaskOf(group))),
};

const POSITIVE_OF: Partial<Record<Operator, Operator>> = { '!=': '==', not_in: 'in', '!~': '=~', not_exists: 'exists' };

/** `!=`, `not_in`, `!~` and `not_exists` negate their opposites, so they hold if the subject is absent; all other operators then fail. */
function positively<S>(comparison: Comparison, testOf: (positive: Comparison) => Test<S>): Test<S> {
  const operator = POSITIVE_OF[comparison.operator];
  return operator === undefined ? testOf(comparison) : negated(testOf({ ...comparison, operator }));
}

function negated<S>(test: Test<S>): Test<S> {
  return (subjects) => !test(subjects);
}

function attributeTest(name: string, comparison: Comparison): Test<ClassSubjects> {
  if (comparison.operator === 'exists') return (subjects) => subjects.attribute(name) !== undefined;
  const test = textTest(comparison);
  return (subjects) => {
    const value = subjects.attribute(name);
    return typeof value === 'string' && test(value);
  };
}

function versionTest({ operator, values }: Comparison): Test<ClassSubjects> {
  const test = orderTest(operator);
  const version = versionOf(values[0])!;
  const isMeant = (agentVersion: string) => {
    const actual = versionOf(agentVersion);
    return actual !== undefined && test(compareVersions(actual, version));
  };
  // Instances of a class have the same version, so it is parsed once.
  let last = { agentVersion: '', answer: isMeant('') };
  return ({ agentVersion }) => {
    if (agentVersion !== last.agentVersion) last = { agentVersion, answer: isMeant(agentVersion) };
    return last.answer;
  };
}

function textTest({ operator, values }: Comparison): (text: string) => boolean {
  switch (operator) {
    case '==':
    case 'in':
      return (text) => values.includes(text);
    case '=~':
      return compileRegex(values[0]).matches!;
    default: {
      const test = orderTest(operator);
      const order = orderTo(values[0]);
      return (text) => test(order(text));
    }
  }
}

/** Order of attributes: two whole numbers as numbers, otherwise by character code. */
function orderTo(value: string): (text: string) => number {
  const whole = wholeOf(value);
  return (text) => {
    const actual = whole === undefined ? undefined : wholeOf(text);
    const [a, b] = actual === undefined ? [text, value] : [actual, whole!];
    return a < b ? -1 : a > b ? 1 : 0;
  };
}

/** Returns whether a difference (subject minus literal) satisfies the operator; `>` is strict. */
function orderTest(operator: Operator): (difference: number) => boolean {
  switch (operator) {
    case '>':
      return (difference) => difference > 0;
    case '>=':
      return (difference) => difference >= 0;
    case '<':
      return (difference) => difference < 0;
    case '<=':
      return (difference) => difference <= 0;
    default:
      return (difference) => difference === 0;
  }
}
