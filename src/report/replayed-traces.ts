import { numberText } from '../kernel/quantity-text.js';

/** The tasks in the file of a workload, counted. */
export interface ReplayedTrace {
  readonly workload: string;
  readonly file: string;
  readonly tasks: number;
  /** Tasks whose arrival is an empty cell: they come at the start. */
  readonly withoutArrival: number;
  /** Tasks whose end or duration is an empty cell: they stay. */
  readonly withoutEnd: number;
  /** Tasks that come when the run is over. */
  readonly afterTheEnd: number;
  /** Tasks that need a share of one GPU: ECS reserves whole ones. */
  readonly gpuShares: number;
  /** Tasks that go only to instances with a GPU of a model that they name, and those of them whose models no instance type here has. */
  readonly gpuModels: number;
  readonly gpuModelsMissing: number;
}

/** Explains how empty cells of the traces were read, and how many tasks came too late. */
export function traceSentences(traces: readonly ReplayedTrace[]): string[] {
  return traces.flatMap(({ workload, file, tasks, withoutArrival, withoutEnd, afterTheEnd, gpuShares, gpuModels, gpuModelsMissing }) => {
    const parts = [
      ...(withoutArrival > 0 ? [`${have(withoutArrival)} no arrival and came at the start`] : []),
      ...(withoutEnd > 0 ? [`${have(withoutEnd)} no end and stayed`] : []),
      ...(afterTheEnd > 0 ? [`${numberText(afterTheEnd, 0)} would have come after the end of the run`] : []),
      ...(gpuShares > 0 ? [`${numberText(gpuShares, 0)} ${gpuShares === 1 ? 'shares' : 'share'} a GPU, which ECS cannot`] : []),
      ...(gpuModels > 0 ? [modelsText(gpuModels, gpuModelsMissing)] : []),
    ];
    return parts.length === 0 ? [] : [`${workload} replayed ${file}: of its ${numberText(tasks, 0)} tasks ${parts.join('; ')}.`];
  });
}

function modelsText(named: number, missing: number): string {
  const text = `${numberText(named, 0)} ${named === 1 ? 'names' : 'name'} GPU models`;
  if (missing === 0) return text;
  const tasks = missing === named && named > 1 ? 'these' : numberText(missing, 0);
  return `${text}; ${tasks} ${missing === 1 ? 'is' : 'are'} never placed, because no instance type here has such a GPU`;
}

function have(count: number): string {
  return `${numberText(count, 0)} ${count === 1 ? 'has' : 'have'}`;
}
