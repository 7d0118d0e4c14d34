import type { LocatedProblem } from '../scenario/sources.js';
import type { Building, Part } from './build/context.js';
import { placeText } from './build/draft.js';
import { addPlaceholder } from './build/placeholder.js';

/** What the checks of a scenario refuse: such a part is left out with the reason, so that the rest can be used. */

const ROUNDS_MAX = 20;

interface Checking {
  write(): string;
  check(text: string): readonly LocatedProblem[];
}

/** The text of a scenario without refusals. What cannot be left out is a mistake of the input. */
export function dropRefused(building: Building, { write, check }: Checking): string {
  let text = write();
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const problems = check(text);
    if (problems.length === 0) return text;
    const dropped = problems.filter((problem) => drop(building, problem));
    if (dropped.length === 0) {
      tell(building, problems);
      return text;
    }
    addPlaceholder(building);
    text = write();
  }
  tell(building, check(text));
  return text;
}

function drop({ scenario, findings, draft }: Building, { path, message }: LocatedProblem): boolean {
  const [list, name = ''] = path.split('.');
  const parts =
    list === 'services'
      ? scenario.services
      : list === 'workloads'
        ? scenario.workloads
        : list === 'taskDefinitions'
          ? scenario.taskDefinitions
          : undefined;
  if (parts === undefined || (list === 'taskDefinitions' && parts.length <= 1)) return false;
  const index = parts.findIndex((part, i) => nameOf(part) === name || String(i) === name);
  if (index < 0) return false;
  const [part] = parts.splice(index, 1);
  findings.leftOut(
    draft.originOf(part!) ?? { file: '', field: '' },
    `${nameOf(part!)}: ${path.slice(path.indexOf('.', path.indexOf('.') + 1) + 1)}: ${message}`,
  );
  return true;
}

function nameOf(part: Part): string {
  return String(part.serviceName ?? part.name ?? part.family);
}

/** Of the part that it comes from, where that is known. */
function tell({ scenario, findings, draft }: Building, problems: readonly LocatedProblem[]): void {
  for (const { path, message } of problems) {
    const [, , name] = path.split('.');
    const provider = scenario.cluster.capacityProviders.find((part) => typeof part !== 'string' && part.name === name);
    const place = provider === undefined ? undefined : draft.originOf(provider as Part);
    findings.mistake(
      place ?? { file: 'scenario', field: path },
      place === undefined ? message : `${placeText({ file: 'scenario', field: path })}: ${message}`,
    );
  }
}
