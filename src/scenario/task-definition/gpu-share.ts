import type { Problem } from '../text/problem.js';
import { type Draft, inContainer, shownContainer } from './draft.js';
import { containerGpus } from './reservation.js';

/** Mistakes in `drydockGpuShare`, a part of one GPU. Whole GPUs use AWS's own fields, and a task has only one of the two. */
export function gpuShareProblems(draft: Draft): Problem[] {
  const sharing = draft.containers.flatMap(({ drydockGpuShare: share }, index) => (share === undefined ? [] : [{ share, index }]));
  const first = sharing[0];
  if (first === undefined) return [];
  const problems: Problem[] = sharing.flatMap(({ share, index }) => {
    const message = shareMistake(share);
    return message === undefined ? [] : [{ path: inContainer(draft, index, 'drydockGpuShare'), message }];
  });
  for (const { index } of sharing.slice(1))
    problems.push({
      path: inContainer(draft, index, 'drydockGpuShare'),
      message: `${shownContainer(draft.containers[first.index]!, first.index)} has a share of a GPU already; only one container of a task may have one`,
    });
  draft.containers.forEach((container, i) => {
    if (containerGpus(container) > 0)
      problems.push({
        path: inContainer(draft, i, 'resourceRequirements'),
        message: `${shownContainer(container, i)} asks for whole GPUs and ${shownContainer(draft.containers[first.index]!, first.index)} for a share of one; a task asks for one or the other`,
      });
  });
  return problems;
}

function shareMistake(share: number): string | undefined {
  if (share === 1) return 'drydockGpuShare is 1, a whole GPU; write resourceRequirements: [{ type: GPU, value: "1" }]';
  // For numbers with at most three decimals the product with 1,000 is an integer, in floating point, too.
  if (share > 0 && share < 1 && Number.isInteger(share * 1000)) return undefined;
  return `drydockGpuShare is ${share}; right is part of one GPU in thousandths, from 0.001 to 0.999`;
}
