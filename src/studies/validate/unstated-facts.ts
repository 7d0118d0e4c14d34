import type { Scenario } from '../../scenario/schema.js';
import { kindFor } from '../../sim/providers/of-setup.js';
import type { Setup } from '../../sim/setup.js';
import type { ChangedSetting } from './changed-settings.js';

/** A fact about the cluster that the scenario leaves out, though the answer may hang on it. */
export interface UnstatedFact {
  readonly path: string;
  /** Images or services without it; empty: the scenario as a whole. */
  readonly of: readonly string[];
  readonly effect: string;
}

/** Returns the facts that no setting of the model can stand for. `--uncertain` draws none of them. */
export function unstatedFacts(setup: Setup, scenario: Scenario, changed: readonly ChangedSetting[]): UnstatedFact[] {
  const isPullStated = changed.some(({ path }) => path.startsWith('timings.imagePull'));
  const onFargate = imagesOnFargate(setup);
  const unsized = setup.images.flatMap(({ name, mib }, image) => (mib === null && (!isPullStated || onFargate.has(image)) ? [name] : []));
  const idle = setup.services.flatMap(({ name, load, schedulingStrategy }) =>
    load === null && schedulingStrategy === 'REPLICA' ? [name] : [],
  );
  const isCalm = scenario.faults.length === 0 && (scenario.incidents ?? []).length === 0;
  return [
    ...(unsized.length > 0 ? [{ path: 'images[].sizeMib', of: unsized, effect: 'a pull takes its usual time, whatever the image' }] : []),
    ...(idle.length > 0
      ? [{ path: 'services[].load', of: idle, effect: 'no figure says whether the tasks are enough for their requests' }]
      : []),
    ...(isCalm ? [{ path: 'faults', of: [], effect: 'none, so the run shows no bad day' }] : []),
  ];
}

/** Returns the images that Fargate pulls: `timings.imagePull` is of instances. */
function imagesOnFargate(setup: Setup): ReadonlySet<number> {
  const ofServices = setup.services.flatMap((service) =>
    [service.taskDefinition, ...(service.deploymentSpec?.revisions ?? []).map((revision) => revision.taskDefinition)].map(
      (taskDefinition) => ({ capacity: service.capacity, taskDefinition }),
    ),
  );
  const works = [...ofServices, ...setup.workloads].filter((work) => kindFor(work, setup).platform !== null);
  return new Set(works.flatMap(({ taskDefinition }) => setup.taskDefinitions[taskDefinition]!.images));
}
