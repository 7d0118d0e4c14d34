import { pointAt } from '../../placement/query/format.js';
import { parseQuery } from '../../placement/query/parse.js';
import type { Path, Problem } from '../text/problem.js';

/** All mistakes in an expression of the cluster query language, each with a caret under its place. */
export function expressionProblems(expression: string, path: Path): Problem[] {
  const { problems = [] } = parseQuery(expression);
  return problems.map((problem) => ({ path, message: `${problem.message}\n${indented(pointAt(expression, problem))}` }));
}

function indented(lines: string): string {
  return lines.replace(/^/gm, '    ');
}
