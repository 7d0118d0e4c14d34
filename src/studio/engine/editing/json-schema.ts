import { scenarioJsonSchema } from '../../../scenario/schema.js';
import type { Path } from '../../../scenario/text/problem.js';

/** The part of a JSON Schema that the editor reads. */
export interface SchemaNode {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly examples?: readonly unknown[];
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: SchemaNode | boolean;
  readonly items?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
  readonly oneOf?: readonly SchemaNode[];
  readonly allOf?: readonly SchemaNode[];
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, SchemaNode>>;
}

let root: SchemaNode | undefined;

/** The schema of scenarios: made when it is first needed, which takes as long as a small run. */
function schema(): SchemaNode {
  root ??= scenarioJsonSchema() as SchemaNode;
  return root;
}

/** Every schema that may describe the value at a path: more than one where a scenario may write it in several ways. */
export function schemasAt(path: Path): SchemaNode[] {
  return path.reduce<SchemaNode[]>((reached, step) => reached.flatMap((node) => below(node, step)), forms(schema()));
}

function below(node: SchemaNode, step: string | number): SchemaNode[] {
  if (typeof step === 'number') return node.items === undefined ? [] : forms(node.items);
  const own = node.properties !== undefined && Object.hasOwn(node.properties, step) ? node.properties[step] : undefined;
  if (own !== undefined) return forms(own);
  return typeof node.additionalProperties === 'object' ? forms(node.additionalProperties) : [];
}

/** A schema without references, each alternative by itself; keywords beside the alternatives hold for each. */
function forms(node: SchemaNode): SchemaNode[] {
  const { $ref, anyOf, oneOf, allOf, ...rest } = node;
  if ($ref !== undefined) {
    const target = $ref
      .split('/')
      .slice(1)
      .reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], schema()) as SchemaNode;
    return forms({ ...target, ...rest });
  }
  const choices = anyOf ?? oneOf ?? allOf;
  return choices === undefined ? [node] : choices.flatMap(forms).map((form) => ({ ...rest, ...form }));
}
