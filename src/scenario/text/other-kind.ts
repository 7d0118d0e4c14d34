import type { Problem } from './problem.js';

const has = (root: unknown, key: string) => typeof root === 'object' && root !== null && Object.hasOwn(root, key);

/** One problem for a sweep or an optimisation in place of a scenario, instead of one for each of its keys. */
export function noScenario(root: unknown): Problem | undefined {
  if (has(root, 'cluster')) return undefined;
  for (const [key, what] of AWS_FILES) if (has(root, key)) return { path: [key], message: forImport(what) };
  if (!has(root, 'scenario') || !(has(root, 'axes') || has(root, 'points'))) return undefined;
  const [what, command] = has(root, 'objectives') ? ['an optimisation', 'optimise'] : ['a sweep', 'sweep'];
  return { path: ['scenario'], message: `this is ${what} of a scenario, not one itself: it is for 'drydock ${command}'` };
}

const TEMPLATE = 'a CloudFormation template';
/** Files that describe a cluster for AWS, by a key that no scenario has. */
const AWS_FILES = [
  ['Resources', TEMPLATE],
  ['planned_values', 'a Terraform plan'],
  ['containerDefinitions', 'a task definition'],
] as const;

function forImport(what: string): string {
  return `this is ${what}: 'drydock import' makes a scenario of it`;
}

/** The message for a template whose tags, such as !Ref, are in the way of reading it; undefined for other texts. */
export function templateText(text: string): string | undefined {
  return /^Resources:/m.test(text) ? forImport(TEMPLATE) : undefined;
}

/** One problem for a scenario in place of a sweep or an optimisation. */
export function noSpace(root: unknown): Problem | undefined {
  if (!has(root, 'cluster') || has(root, 'scenario')) return undefined;
  return {
    path: ['cluster'],
    message: 'this is a scenario: the axes to vary stand in a file of their own, which names it (scenario: FILE)',
  };
}

/** One problem for a scenario in place of a task definition. */
export function noDefinition(root: unknown): Problem | undefined {
  if (!has(root, 'cluster') || has(root, 'containerDefinitions')) return undefined;
  return {
    path: ['cluster'],
    message: "this is a scenario, and no task definition: 'drydock validate' says how many copies of each task fit on its instances",
  };
}
