import { FITS, Refusal } from '../../../placement/fit.js';
import type { LabelColumn, NodeColumns, TaskColumns } from '../../../workload/formats/columns.js';
import type { PackProblem } from './problem.js';

/** Kinds of nodes by their model and their attributes of memberOf, whatever their size. */
interface NodeKinds {
  /** By node: its kind. */
  readonly of: Int32Array;
  /** By kind: its model, then its attributes. */
  readonly texts: readonly (readonly string[])[];
}

/** Demands of tasks on the kind of their node: equal demands have one number. */
export interface Requirements {
  /** By task: its requirement. */
  readonly of: Int32Array;
  /** By requirement: a text that sorts it. */
  readonly texts: readonly string[];
  /** By requirement and kind of node: FITS or the refusal. Null: every kind will do. */
  readonly verdicts: readonly (Int8Array | null)[];
  /** By node: its kind. */
  readonly kindOf: Int32Array;
}

type Parts = Pick<PackProblem, 'nodes' | 'tasks' | 'constraints'>;

/** Returns which kinds of nodes each task may use, by its `memberOf` constraints. */
export function requirementsOf({ nodes, tasks, constraints }: Parts): Requirements {
  const isMember = constraints.map(({ type }) => type === 'memberOf');
  const labels = tasks.labels.filter((_, i) => isMember[i]);
  const kinds = kindsOf(nodes);
  const { of, texts } =
    labels.length === 0 ? withoutLabels(tasks) : joined([{ column: '', of: tasks.spec, texts: tasks.specs }, ...labels]);
  return {
    of,
    texts: texts.map((requirement) => requirement.join('\n')),
    verdicts: texts.map((requirement) => verdictsOf(requirement, kinds.texts)),
    kindOf: kinds.of,
  };
}

function withoutLabels({ spec, specs }: TaskColumns): NodeKinds {
  return { of: spec, texts: specs.map((text) => [text]) };
}

function kindsOf({ model, models, labels }: NodeColumns): NodeKinds {
  if (labels.length === 0) return { of: model, texts: models.map((text) => [text]) };
  return joined([{ column: '', of: model, texts: models }, ...labels]);
}

/** Numbers the different rows of several columns. */
function joined(columns: readonly LabelColumn[]): NodeKinds {
  const known = new Map<string, number>();
  const texts: string[][] = [];
  const indexes = columns[0].of.map((_, row) => {
    const key = columns.map((column) => column.of[row]).join();
    let number = known.get(key);
    if (number === undefined) {
      number = texts.push(columns.map((column) => column.texts[column.of[row]])) - 1;
      known.set(key, number);
    }
    return number;
  });
  return { of: indexes, texts };
}

/** A requirement has a text for each part of a kind: what it may be, joined by `|`; the empty text allows anything. */
function verdictsOf(requirement: readonly string[], kinds: NodeKinds['texts']): Int8Array | null {
  if (requirement.every((text) => text === '')) return null;
  const allowed = requirement.map((text) => (text === '' ? null : new Set(text.split('|').map((one) => one.trim()))));
  const isAllowed = (kind: readonly string[], part: number) => allowed[part]?.has(kind[part]) ?? true;
  return Int8Array.from(kinds, (kind) => {
    if (!kind.every((_, part) => part === 0 || isAllowed(kind, part))) return Refusal.memberOf;
    return isAllowed(kind, 0) ? FITS : Refusal.attribute;
  });
}
