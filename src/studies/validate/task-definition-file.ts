import { UserError } from '../../run/failure.js';
import { requiredText } from '../../run/scenario-file.js';
import type { TaskDefinition } from '../../scenario/task-definition/definition.js';
import { readTaskDefinition } from '../../scenario/task-definition/read.js';
import { noDefinition } from '../../scenario/text/other-kind.js';
import { formatProblem, type LocatedProblem, Sources } from '../../scenario/text/sources.js';

/** The task definition in a file; undefined with errors. */
export interface ReadDefinition {
  readonly definition: TaskDefinition | undefined;
  readonly errors: readonly LocatedProblem[];
  readonly warnings: readonly LocatedProblem[];
}

export function definitionIn(sources: Sources): ReadDefinition {
  if (sources.hasErrors) return { definition: undefined, errors: sources.errors(), warnings: sources.warnings() };
  const other = noDefinition(sources.root);
  const { value, problems } = other === undefined ? readTaskDefinition(sources.root) : { value: undefined, problems: [other] };
  sources.addAll(problems);
  return { definition: value, errors: sources.errors(), warnings: sources.warnings() };
}

/** Reads the task definition of a JSON or YAML file. Throws a UserError with one line for each mistake; writes warnings to stderr. */
export function readDefinitionFile(path: string): TaskDefinition {
  const { definition, errors, warnings } = definitionIn(new Sources(path, requiredText(path)));
  for (const warning of warnings) console.error(`warning: ${formatProblem(warning)}`);
  if (definition === undefined) throw new UserError(errors.map(formatProblem));
  return definition;
}
