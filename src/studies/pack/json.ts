import type { TraceConstraint } from '../../workload/formats/constraints.js';
import { type PackPolicy, type PackResult, type Spread, skippedRows } from './result.js';

/**
 * The output of `drydock pack --json`: for each metric of a policy its mean, least and greatest over the seeds and the half width of the
 * mean's interval.
 */
export function packJson(result: PackResult): string {
  const { identity, scale, policies, lead } = result;
  return `${JSON.stringify(
    {
      policies: policies.map(policyJson),
      lead,
      format: identity.format,
      order: identity.order,
      demand: identity.demand,
      lifetimes: identity.hasLifetimes,
      tie: identity.tie,
      ...(identity.constraints.length === 0 ? {} : { constraints: identity.constraints.map(constraintJson) }),
      seeds: identity.seeds,
      nodes: scale.nodes,
      gpus: scale.gpus,
      vcpus: scale.vcpus,
      memoryMib: scale.memoryMib,
      tasks: scale.tasks,
      tasksThatFitNowhere: scale.tasksThatFitNowhere,
      tasksWithoutArrival: scale.tasksWithoutArrival,
      tasksWithoutEnd: scale.tasksWithoutEnd,
      skippedRows: skippedRows(result),
      inputs: identity.inputs,
      hash: identity.hash,
      // This key marks a directory as written by Drydock; its spelling is that of every summary.
      engine_version: identity.engineVersion,
      command: identity.command,
    },
    null,
    2,
  )}\n`;
}

function constraintJson({ type, column, most }: TraceConstraint): Record<string, unknown> {
  return type === 'memberOf' ? { type, column } : { type, column, most };
}

function policyJson({ name, isOffline, module, spreads }: PackPolicy): Record<string, unknown> {
  const metrics: Record<string, number | null> = {};
  for (const [metric, spread] of Object.entries(spreads)) Object.assign(metrics, spreadJson(metric, spread));
  return { policy: name, ...metrics, offline: isOffline, module };
}

/** `allocatedGpuPercent100` becomes `allocatedGpuPercent100Mean` and so on. */
function spreadJson(metric: string, spread: Spread | null): Record<string, number | null> {
  return {
    [`${metric}Mean`]: spread?.mean ?? null,
    [`${metric}Min`]: spread?.min ?? null,
    [`${metric}Max`]: spread?.max ?? null,
    [`${metric}HalfWidth`]: spread?.halfWidth ?? null,
  };
}
