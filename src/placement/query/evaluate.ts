import { compareVersions, countOf, dateSecondsOf, versionOf, wholeOf } from './literals.js';
import { attributeOf, type Comparison, type Operator, type Query } from './query.js';
import { compileRegex } from './regex.js';

/** What instances of one class have in common. */
export interface ClassSubjects {
  /** undefined: the instance has no such attribute; null: it has it without a value. */
  attribute(name: string): string | null | undefined;
  readonly agentVersion: string;
}

/** All that a query can ask of a container instance. */
export interface InstanceSubjects extends ClassSubjects {
  hasTaskOf(group: string): boolean;
  readonly runningTasksCount: number;
  readonly agentConnected: boolean;
  /** Milliseconds since 1970 UTC. */
  readonly registeredAtMs: number;
  readonly ec2InstanceId: string;
}

type Test<Subjects> = (subjects: Subjects) => boolean;

/** A query as a closure: literals are read and patterns compiled here, once. */
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

// Plain loops: they run whenever an instance changes.
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

/** The test of a comparison that has the same answer for all instances of a class; undefined for any other. */
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
  // An instance that hosts a task of the group (S.CQL-5).
  'task:group': ({ values }: Comparison): Test<InstanceSubjects> => anyOf(values.map((group) => (subjects) => subjects.hasTaskOf(group))),
};

const POSITIVE_OF: Partial<Record<Operator, Operator>> = { '!=': '==', not_in: 'in', '!~': '=~', not_exists: 'exists' };

/** `!=`, `not_in`, `!~` and `not_exists` are what their opposites are not: so they hold where the subject is absent, and nothing else does. */
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
  // Instances of a class have the same version: it is read once.
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

/** Order of attributes: two whole numbers as numbers, else by character code. */
function orderTo(value: string): (text: string) => number {
  const whole = wholeOf(value);
  return (text) => {
    const actual = whole === undefined ? undefined : wholeOf(text);
    const [a, b] = actual === undefined ? [text, value] : [actual, whole!];
    return a < b ? -1 : a > b ? 1 : 0;
  };
}

/** Whether a difference (subject minus literal) is one the operator means; `>` is strict. */
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
