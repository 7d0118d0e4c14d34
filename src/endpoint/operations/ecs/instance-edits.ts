import { durationMs } from '../../../scenario/units.js';
import type { Draft } from '../../cluster/draft.js';
import type { Edit } from '../../cluster/live-cluster.js';
import type { Context } from '../operation.js';

/** An edit of the state of instances, and their numbers. */
interface StateEdit {
  readonly drained: readonly number[];
  readonly edit: Edit;
}

/** Each instance gets a drain of its own, which can end by itself. */
export function drain(instances: readonly number[]): StateEdit {
  const ahead = ({ faults }: Draft, atMs: number) => {
    for (const one of instances) faults.push({ type: 'drain', at: `${atMs}ms`, containerInstances: [one] } as never);
  };
  return { drained: instances, edit: { ahead } };
}

/** Ends the drains of calls. Instances that drain for another reason go on. */
export function activate({ cluster, tell }: Context, instances: readonly number[]): StateEdit {
  const drained = instances.filter((one) => drainOf(cluster.draft, one) !== undefined);
  for (const one of instances) if (!drained.includes(one)) tell(`container instance ${one} does not drain by a call: it stays as it is`);
  const ahead = (draft: Draft, atMs: number) => {
    for (const one of drained) {
      const fault = drainOf(draft, one)!;
      fault.for = `${atMs - durationMs(fault.at)}ms`;
    }
  };
  return { drained, edit: { ahead } };
}

type Drain = Extract<Draft['faults'][number], { type: 'drain' }>;

function drainOf({ faults }: Draft, instance: number): Drain | undefined {
  return faults.findLast(
    (fault): fault is Drain => fault.type === 'drain' && fault.for === undefined && fault.containerInstances?.[0] === instance,
  );
}
