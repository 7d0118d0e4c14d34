import jsep from 'jsep';
import { type Argument, FUNCTIONS } from './functions.js';
import { isSeries, joined, MathError, mapped, type Range, type Series, type Value } from './value.js';

/** Precedences beside those of JavaScript. */
jsep.addBinaryOp('OR', 1);
jsep.addBinaryOp('AND', 2);
jsep.addBinaryOp('^', 11, true);

/** Words that FILL takes. */
const FILLERS = ['REPEAT', 'LINEAR'];

type Operator = (a: number, b: number) => number;
const and: Operator = (a, b) => Number(a !== 0 && b !== 0);
const or: Operator = (a, b) => Number(a !== 0 || b !== 0);

const OPERATORS: Readonly<Record<string, Operator>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '^': (a, b) => a ** b,
  '==': (a, b) => Number(a === b),
  '!=': (a, b) => Number(a !== b),
  '<': (a, b) => Number(a < b),
  '<=': (a, b) => Number(a <= b),
  '>': (a, b) => Number(a > b),
  '>=': (a, b) => Number(a >= b),
  '&&': and,
  AND: and,
  '||': or,
  OR: or,
};

/** The names that an expression may use. */
export interface Names {
  /** Returns the value of an id; undefined without one. */
  valueOf(id: string): Value | undefined;
  /** Returns all metrics by their ids. */
  metrics(): ReadonlyMap<string, Series>;
}

/** Evaluates an expression of metric math. Throws a MathError for one that is wrong or not simulated. */
export function evaluate(expression: string, names: Names, range: Range): Value {
  return valueIn(parsed(expression));

  function valueIn(node: jsep.Expression): Value {
    switch (node.type) {
      case 'Literal':
        return numberIn(node as jsep.Literal);
      case 'Identifier':
        return named((node as jsep.Identifier).name);
      case 'UnaryExpression':
        return negated(node as jsep.UnaryExpression);
      case 'BinaryExpression':
        return binary(node as jsep.BinaryExpression);
      case 'ArrayExpression':
        return (node as jsep.ArrayExpression).elements.map((one) => seriesIn(one as jsep.Expression));
      case 'CallExpression':
        return called(node as jsep.CallExpression);
      default:
        throw new MathError(`${expression} is no expression of metric math`);
    }
  }

  function named(id: string): Value {
    const value = names.valueOf(id);
    if (value === undefined) throw new MathError(`no query has the id ${id}`);
    return value;
  }

  function seriesIn(node: jsep.Expression): Series {
    const value = valueIn(node);
    if (!isSeries(value)) throw new MathError('a list takes metrics only');
    return value;
  }

  function negated({ operator, argument }: jsep.UnaryExpression): Value {
    if (operator !== '-' && operator !== '+') throw new MathError(`there is no operator ${operator}`);
    return operator === '+' ? valueIn(argument) : mapped(valueIn(argument), (value) => -value);
  }

  function binary({ operator, left, right }: jsep.BinaryExpression): Value {
    const join = Object.hasOwn(OPERATORS, operator) ? OPERATORS[operator] : undefined;
    if (join === undefined) throw new MathError(`there is no operator ${operator}`);
    return joined(valueIn(left), valueIn(right), join);
  }

  function called({ callee, arguments: args }: jsep.CallExpression): Value {
    const name = callee.type === 'Identifier' ? (callee as jsep.Identifier).name.toUpperCase() : '';
    if (name === 'METRICS') return metricsLike(args[0]);
    const called = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
    if (called === undefined) throw new MathError(`the function ${name || expression} is not simulated`);
    return called(args.map(argument), range);
  }

  function argument(node: jsep.Expression): Argument {
    const word = node.type === 'Identifier' ? (node as jsep.Identifier).name.toUpperCase() : '';
    if (FILLERS.includes(word)) return { value: undefined, word };
    return { value: valueIn(node), word: undefined };
  }

  /** Evaluates METRICS("text"): the metrics with the text in their ids. */
  function metricsLike(node: jsep.Expression | undefined): readonly Series[] {
    const text = node === undefined ? '' : String((node as jsep.Literal).value);
    return [...names.metrics()].flatMap(([id, series]) => (id.includes(text) ? [series] : []));
  }
}

function parsed(expression: string): jsep.Expression {
  try {
    return jsep(expression);
  } catch (error) {
    throw new MathError(`${expression}: ${(error as Error).message}`);
  }
}

function numberIn({ value }: jsep.Literal): number {
  if (typeof value !== 'number') throw new MathError(`${String(value)} is no number`);
  return value;
}
