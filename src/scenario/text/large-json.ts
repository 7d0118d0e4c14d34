import type { Path } from './problem.js';

/**
 * Parses JSON written by machines, such as the state of a large cluster. It is fast where YAML would take seconds, but has no line numbers.
 */

export interface TreeLimits {
  readonly depthMax: number;
  readonly valuesMax: number;
}

export interface TreeProblem {
  readonly path: Path;
  readonly message: string;
}

/** Keys that reach an object's prototype in JavaScript; neither scenarios nor AWS use such names. */
export const FORBIDDEN_KEYS: readonly string[] = ['__proto__', 'constructor', 'prototype'];
const PROBLEMS_MAX = 20;
/** Most steps of a path in a message. */
const PATH_MAX = 12;

interface Visit {
  readonly value: unknown;
  readonly depth: number;
  readonly key: string | number;
  readonly parent: Visit | null;
}

/** Finds problems of a tree before any recursion over it: the walk itself does not recurse. */
export function treeProblems(root: unknown, { depthMax, valuesMax }: TreeLimits): TreeProblem[] {
  const found: TreeProblem[] = [];
  const stack: Visit[] = [{ value: root, depth: 0, key: '', parent: null }];
  for (let values = 1; stack.length > 0 && found.length < PROBLEMS_MAX; values++) {
    const visit = stack.pop()!;
    const { value, depth } = visit;
    if (values > valuesMax) return [...found, { path: [], message: `holds more than ${valuesMax} values` }];
    if (typeof value === 'number' && !Number.isFinite(value))
      found.push({ path: pathOf(visit), message: 'is a number beyond what can be used' });
    if (typeof value !== 'object' || value === null) continue;
    if (depth > depthMax) return [...found, { path: pathOf(visit), message: `is nested more than ${depthMax} levels deep` }];
    const isList = Array.isArray(value);
    for (const [name, inner] of Object.entries(value)) {
      const next = { value: inner, depth: depth + 1, key: isList ? Number(name) : name, parent: visit };
      if (!isList && FORBIDDEN_KEYS.includes(name)) found.push({ path: pathOf(next), message: `the key ${name} is not allowed` });
      stack.push(next);
    }
  }
  return found;
}

function pathOf(visit: Visit): Path {
  const path: (string | number)[] = [];
  for (let at: Visit | null = visit; at !== null && at.parent !== null; at = at.parent) path.unshift(at.key);
  return path.slice(0, PATH_MAX);
}
