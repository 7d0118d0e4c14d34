import { accountSettings, describeClusters } from '../../answers/cluster.js';
import { describeAutoScalingGroups, describeCapacityProviders, describeLaunchTemplates } from '../../answers/groups.js';
import { History } from '../../answers/history.js';
import { describeContainerInstances, describeInstances } from '../../answers/instances.js';
import type { Moment } from '../../answers/moment.js';
import { presentText } from '../../answers/present-text.js';
import { describeScalableTargets, describeScalingPolicies, metricData } from '../../answers/scaling.js';
import { describeServices, describeTaskDefinitions } from '../../answers/services.js';
import { describeTargetGroupAttributes, describeTargetGroups, targetGroupArn } from '../../answers/targets.js';
import { describeTasks, taskProtection } from '../../answers/tasks.js';
import type { Ms } from '../../kernel/event-loop.js';
import { EcsEvents } from '../../record/ecs-events/ecs-events.js';
import { EcsNames } from '../../record/ecs-events/names.js';
import { engineVersion } from '../../run/engine-version.js';
import { UserError } from '../../run/failure.js';
import { FollowingDigest } from '../../run/following-digest.js';
import type { ScenarioFile } from '../../run/scenario-file.js';
import { Traces } from '../../run/traces.js';
import { formatDuration } from '../../scenario/units.js';
import { Simulation } from '../../sim/simulation.js';

const NOWHERE = { write: () => true };

/** The content of an export's own record. */
export interface Exported {
  readonly files: ReadonlyMap<string, object>;
  readonly atMs: Ms;
  /** The same moment as a date. */
  readonly at: string;
  readonly containerInstances: number;
  readonly tasks: number;
  /** Digest of the rest of the run after that moment; null if the run did not continue. */
  readonly whatFollows: string | null;
}

/**
 * Returns the scenario's cluster after all events up to and including the time, as files of AWS's answers; with `runsOn` also the digest of
 * the rest of the run.
 */
export async function exportAt(scenario: ScenarioFile, atMs: Ms, { runsOn = false } = {}): Promise<Exported> {
  const { setup } = scenario;
  if (atMs > setup.durationMs)
    throw new UserError([`--at ${formatDuration(atMs)}: the scenario ends at ${formatDuration(setup.durationMs)}`]);
  const events = new EcsEvents(setup, { events: NOWHERE, messages: NOWHERE });
  const history = new History(setup);
  const follows = new FollowingDigest(setup, atMs);
  const traces = await Traces.read(setup, scenario);
  const simulation = new Simulation(setup, {
    sources: traces.sourcesOf(setup),
    subscribers: [events, history, ...(runsOn ? [follows] : [])],
  });
  simulation.advance(atMs);
  const { world } = simulation;
  const names = new EcsNames(setup);
  const files = filesOf({ scenario: scenario.scenario, world, events, history, names });
  const [containerInstances, tasks, at] = [world.fleet.count, world.tasks.alive, names.time(atMs)];
  if (runsOn) simulation.advance(setup.durationMs);
  return { files, atMs, at, containerInstances, tasks, whatFollows: runsOn ? follows.text : null };
}

/** The content of export.json. */
export function exportRecord({ setup }: ScenarioFile, { atMs, at, containerInstances, tasks, whatFollows }: Exported): object {
  return {
    engine_version: engineVersion(),
    name: setup.name,
    seed: setup.seed,
    at_ms: atMs,
    at,
    container_instances: containerInstances,
    tasks,
    ...(whatFollows === null ? {} : { digest_of_what_follows: whatFollows }),
  };
}

/** Returns the cluster at a moment as files in the form of `aws ... --output json`, and as the `present` section of a scenario. */
export function filesOf(moment: Moment): Map<string, object> {
  const { data, queries } = metricData(moment);
  const answers: [string, object][] = [
    ['describe-clusters.json', describeClusters(moment)],
    ['list-account-settings.json', accountSettings(moment)],
    ['describe-capacity-providers.json', describeCapacityProviders(moment)],
    ['describe-services.json', describeServices(moment)],
    ...describeTaskDefinitions(moment),
    ['describe-container-instances.json', describeContainerInstances(moment)],
    ['describe-tasks.json', describeTasks(moment)],
    ['get-task-protection.json', taskProtection(moment)],
    ['describe-auto-scaling-groups.json', describeAutoScalingGroups(moment)],
    ['describe-launch-template-versions.json', describeLaunchTemplates(moment)],
    ['describe-instances.json', describeInstances(moment)],
    ['describe-target-groups.json', describeTargetGroups(moment)],
    ...moment.scenario.targetGroups.map(({ name }, i): [string, object] => [
      `describe-target-group-attributes-${i + 1}.json`,
      describeTargetGroupAttributes(moment, targetGroupArn(moment, name)),
    ]),
    ['describe-scalable-targets.json', describeScalableTargets(moment)],
    ['describe-scaling-policies.json', describeScalingPolicies(moment)],
    ['get-metric-data.json', data],
    ['get-metric-data.queries.json', queries],
  ];
  return new Map([...answers.map(([file, answer]) => [file, withTimes(answer) as object] as const), ['present.json', presentText(moment)]]);
}

const MOMENT = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3})Z$/;

/** Writes times in the form of the AWS CLI. */
function withTimes(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(MOMENT, '$1000+00:00');
  if (Array.isArray(value)) return value.map(withTimes);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withTimes(inner)]));
}
