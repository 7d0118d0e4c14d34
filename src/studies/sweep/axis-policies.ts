import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { isModulePath } from '../../placement/algorithms/registry.js';
import type { JobScenario } from '../../run/jobs/job-scenario.js';
import type { RunJob } from '../../run/jobs/run-job.js';
import { runPolicyOf } from '../../run/policies.js';
import type { Policy } from '../../run/policy-module.js';
import type { Problem } from '../../scenario/text/problem.js';
import type { Assignment } from '../../scenario/text/set-path.js';
import { type PointPlan, valuesOf } from '../../statistics/points.js';

const PATH = 'placement.policy';

/** Modules that are values of the axis `placement.policy`, by the value's JSON text. */
export type AxisModules = ReadonlyMap<string, Policy>;

/** Loads the modules among the policies of a file. Their paths are relative to the file, and no code runs unless `allowsCode`. */
export async function axisModules(
  points: PointPlan | undefined,
  { file, allowsCode }: { readonly file: string; readonly allowsCode: boolean },
  problems: Problem[],
): Promise<AxisModules> {
  const modules = new Map<string, Policy>();
  const report = (message: string) => problems.push({ path: ['axes', PATH], message });
  const values = points === undefined ? [] : valuesOf(points, PATH);
  for (const value of new Set(values)) {
    if (typeof value !== 'string' || !isModulePath(value)) continue;
    if (!allowsCode) {
      report(moduleText(value));
      continue;
    }
    const mistakes: string[] = [];
    const policy = await runPolicyOf(isAbsolute(value) ? value : join(dirname(file), value), mistakes);
    mistakes.forEach(report);
    if (policy !== null) modules.set(JSON.stringify(value), policy);
  }
  return modules;
}

/** Why a module is refused. */
export function moduleText(path: string): string {
  return `${path} is a module, and its code runs with your rights: give --allow-code if you trust it`;
}

/** Separates a module from the other settings of a point: a scenario cannot contain one. */
export function placedBy(modules: AxisModules, set: readonly Assignment[]): { module: Policy | null; set: readonly Assignment[] } {
  const module = modules.get(set.findLast(({ path }) => path === PATH)?.value ?? '');
  return module === undefined ? { module: null, set } : { module, set: set.filter(({ path }) => path !== PATH) };
}

/** The policy and the settings of a point's job; `common` is the policy of all points. */
export function jobPolicy(modules: AxisModules, all: readonly Assignment[], common: RunJob['policy']): Pick<RunJob, 'policy' | 'set'> {
  const { module, set } = placedBy(modules, all);
  return { policy: module === null ? common : named(module), set: [...set] };
}

function named({ name, module }: Policy): RunJob['policy'] {
  return { name, module: module && { file: basename(module.path), sha256: module.sha256 } };
}

/** Adds the paths of the modules to what workers may read. */
export function withModules(carried: JobScenario, modules: AxisModules): JobScenario {
  const paths = [...modules.values()].map(({ module }) => [module!.sha256, resolve(module!.path)]);
  const { materials } = carried;
  return { ...carried, materials: { ...materials, modules: { ...materials.modules, ...Object.fromEntries(paths) } } };
}

/** The mistake of a file whose points choose policies, and which gets `--policy` as well: every row would be of that one. */
export function policyConflict({ name }: Policy, paths: readonly string[]): Problem {
  const path = paths.find((one) => one.endsWith('policy')) ?? paths.find((one) => one.startsWith('placement')) ?? paths[0]!;
  return {
    path: ['axes', path],
    message: `chooses the policy of each point, and --policy ${name} would place the tasks of all of them: leave out one of the two`,
  };
}
