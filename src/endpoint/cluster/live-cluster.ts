import { History } from '../../answers/history.js';
import { MetricLog } from '../../answers/metric-log.js';
import type { Moment } from '../../answers/moment.js';
import { MINUTE_MS } from '../../kernel/durations.js';
import type { Ms } from '../../kernel/event-loop.js';
import { EcsEvents } from '../../record/ecs-events/ecs-events.js';
import { EcsNames } from '../../record/ecs-events/names.js';
import { RefreshLog } from '../../record/refreshes.js';
import { refusals as whyNotTaken } from '../../run/checkpoints/compatible.js';
import { UserError } from '../../run/failure.js';
import { InvalidScenario, type ScenarioFile, scenarioOf } from '../../run/scenario-file.js';
import { Traces } from '../../run/traces.js';
import { Digest } from '../../sim/digest.js';
import { ec2IdsOf } from '../../sim/ec2-id.js';
import type { Subscriber } from '../../sim/facts.js';
import type { Setup } from '../../sim/setup.js';
import { Simulation } from '../../sim/simulation.js';
import { Activities, type Activity, type ServiceActivity } from './activities.js';
import { ApiState } from './api-state.js';
import { DeploymentLog } from './deployment-log.js';
import { type Draft, draftOf } from './draft.js';
import { EventLog } from './event-log.js';
import { Refusals } from './refusals.js';
import { ServiceMessages } from './service-messages.js';
import { TargetLog } from './target-log.js';

/** The longest session: the duration of the scenario does not end it. */
const SESSION = '365d';

/** A call that changes the cluster, as a change of the scenario. */
export interface Edit {
  /** Writes what happens from `atMs` on, and has no effect before: the scenario could have had it from the start. */
  readonly ahead?: (draft: Draft, atMs: Ms) => void;
  /** Change settings, which hold from now on, one after the other. */
  readonly fromNow?: readonly ((draft: Draft) => void)[];
}

/** Subscribers of a session continue without a saved record, so no layout has to match. */
const NO_RECORD = () => [];

/** The scenario from a time of the session on. */
interface Epoch {
  readonly fromMs: Ms;
  readonly draft: Draft;
}

/** A run of the epochs up to now. */
interface Run {
  readonly simulation: Simulation;
  readonly file: ScenarioFile;
  readonly traces: Traces;
  readonly events: EcsEvents;
  readonly history: History;
  readonly messages: ServiceMessages;
  readonly log: EventLog;
  readonly refusals: Refusals;
  readonly activities: Activities;
  readonly refreshes: RefreshLog;
  readonly deployments: DeploymentLog;
  readonly metrics: MetricLog;
  readonly targets: TargetLog;
  readonly digest: Digest;
}

/** The scenario would be wrong with the edit, or a run cannot take it over. */
export class RefusedEdit extends UserError {}

/**
 * A simulated cluster that calls change while it runs. A call is an edit of the scenario, one millisecond ahead of the clock. The run takes
 * the edited scenario over as a fork does. If it has no place for a part of it, such as a new service, the run is made anew from the start:
 * an edit ahead of the clock changes nothing of the past, so the past is the same (decision 14).
 */
export class LiveCluster {
  readonly apiState = new ApiState();
  /** When the latest edit took effect. */
  editedMs: Ms = 0;

  private constructor(
    private readonly source: ScenarioFile,
    private epochs: readonly Epoch[],
    private run: Run,
  ) {}

  static async open(source: ScenarioFile): Promise<LiveCluster> {
    const epochs = [{ fromMs: 0, draft: draftOf(source.scenario, SESSION, source.setup) }];
    return new LiveCluster(source, epochs, runOf(source, await Traces.read(source.setup, source), { epochs, untilMs: 0 }));
  }

  get nowMs(): Ms {
    return this.run.simulation.nowMs;
  }

  /** The hash of all facts until now. */
  get digest(): string {
    return this.run.digest.text;
  }

  get setup(): Setup {
    return this.run.simulation.setup;
  }

  /** The scenario as it is now. */
  get draft(): Readonly<Draft> {
    return this.epochs.at(-1)!.draft;
  }

  get moment(): Moment {
    const { simulation, file, events, history } = this.run;
    return { scenario: file.scenario, world: simulation.world, events, history, names: new EcsNames(simulation.setup) };
  }

  get messages(): ServiceMessages {
    return this.run.messages;
  }

  get log(): EventLog {
    return this.run.log;
  }

  /** Tasks that could not be placed, and were not created. */
  get refusals(): Refusals {
    return this.run.refusals;
  }

  /** The scaling activities of groups, the newest first. */
  get activities(): readonly Activity[] {
    return this.run.activities.latest;
  }

  /** The scaling activities of services, the newest first. */
  get serviceActivities(): readonly ServiceActivity[] {
    return this.run.activities.ofServices;
  }

  /** The instance refreshes of groups. */
  get refreshes(): RefreshLog {
    return this.run.refreshes;
  }

  get deployments(): DeploymentLog {
    return this.run.deployments;
  }

  /** Its metrics, minute by minute. */
  get metrics(): MetricLog {
    return this.run.metrics;
  }

  /** The targets of its load balancers. */
  get targets(): TargetLog {
    return this.run.targets;
  }

  /** Returns the number in the run of an instance of EC2; -1 without one. */
  instanceNumber(id: string): number {
    const { fleet, setup } = this.run.simulation.world;
    const idOf = ec2IdsOf(setup);
    for (let row = 0; row < fleet.count; row++) if (idOf(fleet.instance[row]!) === id) return fleet.instance[row]!;
    return -1;
  }

  /** Lets the time pass until `untilMs`. */
  async advance(untilMs: Ms): Promise<void> {
    advance(this.run, Math.min(untilMs, this.setup.durationMs));
  }

  /** Adds a fault of the scenario in the next millisecond, as `edit` does; `at` is its time. */
  addFault(fault: { readonly type: Draft['faults'][number]['type']; readonly [key: string]: unknown }): Promise<void> {
    return this.edit({ ahead: ({ faults }, atMs) => faults.push({ ...fault, at: `${atMs}ms` } as never) });
  }

  /** Makes the edit in the next millisecond, which passes. Throws a RefusedEdit, and changes nothing, if the scenario would be wrong. */
  async edit({ ahead, fromNow = [] }: Edit): Promise<void> {
    const { nowMs } = this;
    const atMs = nowMs + 1;
    // Each by itself: an edit may have put one object into all of them.
    const epochs = this.epochs.map((epoch) => structuredClone(epoch));
    for (const { draft } of epochs) ahead?.(draft, atMs);
    for (const change of fromNow) {
      const draft = structuredClone(epochs.at(-1)!.draft);
      change(draft);
      epochs.push({ fromMs: nowMs, draft });
    }
    const files = epochs.slice(this.epochs.length - 1).map(({ draft }) => fileOf(this.source, draft));
    for (const [i, { setup }] of files.entries()) if (i > 0) mustTake(files[i - 1]!.setup, setup, nowMs);
    const isTaken = whyNotTaken(this.setup, files[0]!.setup, nowMs, NO_RECORD).length === 0;
    const before = this.run;
    this.run = isTaken ? takenOver(before, files) : runOf(this.source, before.traces, { epochs, untilMs: nowMs });
    this.epochs = epochs;
    await this.advance(atMs);
    this.editedMs = atMs;
  }
}

function advance({ simulation, events, metrics }: Run, untilMs: Ms): void {
  const { world } = simulation;
  for (let atMs = minuteAfter(simulation.nowMs); atMs <= untilMs; atMs += MINUTE_MS) {
    simulation.advance(atMs);
    metrics.onMinute(world);
    metrics.recordAlarms(world);
  }
  simulation.advance(untilMs);
  metrics.recordAlarms(world);
  events.flush();
}

function minuteAfter(atMs: Ms): Ms {
  return (Math.floor(atMs / MINUTE_MS) + 1) * MINUTE_MS;
}

/** Runs all epochs until `untilMs`. */
function runOf(source: ScenarioFile, traces: Traces, { epochs, untilMs }: { epochs: readonly Epoch[]; untilMs: Ms }): Run {
  let run: Run | undefined;
  for (const [i, { draft }] of epochs.entries()) {
    const file = fileOf(source, draft);
    const before: Run | undefined = run;
    run = before === undefined ? newRun(file, traces) : takenOver(before, [file]);
    advance(run, epochs[i + 1]?.fromMs ?? untilMs);
  }
  return run!;
}

function fileOf({ path, folder, traces }: ScenarioFile, draft: Draft): ScenarioFile {
  try {
    const file = scenarioOf({ path, folder, text: JSON.stringify(draft), isMade: true, isServed: true }, {});
    return traces === undefined ? file : { ...file, traces };
  } catch (error) {
    if (error instanceof InvalidScenario)
      throw new RefusedEdit(error.problems.map((one) => (one.path === '' ? one.message : `${one.path}: ${one.message}`)));
    if (error instanceof UserError) throw new RefusedEdit(error.lines);
    throw error;
  }
}

function newRun(file: ScenarioFile, traces: Traces): Run {
  const { setup } = file;
  const subscribed = {
    traces,
    history: new History(setup),
    messages: new ServiceMessages(),
    log: new EventLog(),
    refusals: new Refusals(),
    activities: new Activities(setup),
    refreshes: new RefreshLog(setup, { isForkable: true }),
    deployments: new DeploymentLog(),
    metrics: new MetricLog(setup),
    targets: new TargetLog(),
  };
  return { ...simulationOf(file, subscribed), ...subscribed };
}

/** The traces and subscribers of a run, which are kept from epoch to epoch. */
type Subscribed = Pick<
  Run,
  'traces' | 'history' | 'messages' | 'log' | 'refusals' | 'activities' | 'refreshes' | 'deployments' | 'metrics' | 'targets'
>;

function simulationOf(file: ScenarioFile, subscribed: Subscribed) {
  const { traces, history, messages, log, refusals, activities, refreshes, deployments, metrics, targets } = subscribed;
  const { setup } = file;
  const digest = new Digest();
  const events = new EcsEvents(setup, { events: log, messages });
  const replaced: Subscriber = { onFact: (kind, atMs, ...args) => refreshes.onFact(kind, atMs, args) };
  const subscribers = [events, history, refusals, activities, deployments, metrics, targets, replaced, digest];
  const simulation = new Simulation(setup, { sources: traces.sourcesOf(setup), subscribers });
  return { simulation, file, events, digest };
}

/** Returns the run with other scenarios from now on, one after the other. */
function takenOver(run: Run, files: readonly ScenarioFile[]): Run {
  return files.reduce((before, file) => {
    const { simulation, traces, history, messages, log, refusals, activities, refreshes, deployments, metrics, targets } = before;
    const subscribed = { traces, history, messages, log, refusals, activities, refreshes, deployments, metrics, targets };
    activities.follow(file.setup);
    metrics.follow(file.setup);
    const next = { ...simulationOf(file, subscribed), ...subscribed };
    next.simulation.load(simulation.save(), simulation.setup);
    next.simulation.adopt(simulation.setup);
    return next;
  }, run);
}

function mustTake(was: Setup, is: Setup, atMs: Ms): void {
  const why = whyNotTaken(was, is, atMs, NO_RECORD);
  if (why.length > 0) throw new RefusedEdit(why);
}
