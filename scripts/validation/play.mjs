// Runs a scenario of scenarios/measured and keeps what figures are read from.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fromDist } from '../../bench/dist.mjs';

const { checkScenario, FACTS, makeSource, Simulation, StopCause } = await fromDist('engine.js');
const { EcsEvents } = await fromDist('record/ecs-events/ecs-events.js');
const { assignmentOf } = await fromDist('run/assignment.js');

const CAUSES = new Map(Object.entries(StopCause).map(([name, cause]) => [cause, name]));
/** Columns of tasks.csv by the fact that gives their time. */
const TIMES = {
  taskRequested: 'requested',
  taskPlaced: 'placed',
  taskOnFargate: 'placed',
  taskPending: 'pending',
  taskRunning: 'running',
  taskStopping: 'stopping',
  taskStopped: 'ended',
};
/** The same for instances; the state of a warm pool distinguishes two cases. */
const INSTANCE_TIMES = { instanceLaunched: 'launched', instanceRegistered: 'registered', instanceTerminated: 'terminated' };
const LEFT_POOL = 0;
const PENDING_IN_POOL = 1;

/**
 * One run: its facts and the messages of its services, with times in seconds, and its tasks with the times of tasks.csv.
 *
 * @param {string} file - Path of the scenario.
 * @param {{ seed?: number, set?: string[], world?: object[] }} options - `world`: assignments of a plausible ECS.
 */
export function play(file, { seed, set = [], world = [] } = {}) {
  const read = (name) => readFileSync(join(dirname(file), name), 'utf8');
  const loaded = checkScenario(readFileSync(file, 'utf8'), {
    file,
    read,
    set: [...set.map(assignmentOf), ...world],
    ...(seed && { seed }),
  });
  if (loaded.errors) throw new Error(`${file}: ${loaded.errors.map(({ message }) => message).join('; ')}`);
  const { setup } = loaded;
  const listener = new Listener(setup);
  const lines = [];
  const events = new EcsEvents(setup, { events: { write: () => undefined }, messages: { write: (text) => lines.push(text) } });
  const sources = setup.workloads.map(({ arrivals, name }) => makeSource(arrivals, { seed: setup.seed, name }));
  new Simulation(setup, { sources, subscribers: [listener, events] }).advance(setup.durationMs);
  events.finish(setup.durationMs);
  const { facts, tasks, instances } = listener;
  return { facts, tasks: [...tasks.values()], instances: [...instances.values()], messages: messagesOf(lines.join(''), setup.startsAtMs) };
}

/** Names what facts number: services, workloads and causes. */
class Listener {
  facts = [];
  tasks = new Map();
  instances = new Map();
  classes = new Map();

  constructor(setup) {
    this.setup = setup;
  }

  save() {
    return null;
  }

  load() {}

  onFact(kind, atMs, ...values) {
    const { name, args } = FACTS[kind];
    const fact = { name, at: atMs / 1000 };
    args.forEach((arg, i) => {
      fact[arg] = values[i];
    });
    if (name === 'taskClassDefined') this.classes.set(fact.class, this.ownerOf(fact));
    if (name === 'taskRequested') this.tasks.set(fact.task, { task: fact.task, of: this.classes.get(fact.class) });
    const task = this.tasks.get(fact.task);
    if (task !== undefined) {
      fact.of = task.of;
      if (TIMES[name] !== undefined) task[TIMES[name]] = fact.at;
    } else if (fact.service >= 0) fact.of = this.setup.services[fact.service].name;
    else if (fact.provider >= 0) fact.of = this.setup.providers[fact.provider].name;
    if (fact.instance !== undefined) this.noteInstance(fact);
    if (name.startsWith('taskStop')) fact.cause = CAUSES.get(fact.cause);
    this.facts.push(fact);
  }

  noteInstance(fact) {
    if (fact.name === 'instanceLaunched') this.instances.set(fact.instance, { instance: fact.instance, of: fact.of });
    const instance = this.instances.get(fact.instance);
    if (instance === undefined) return;
    const ofPool = fact.name === 'instanceWarmed' && fact.poolState !== PENDING_IN_POOL;
    const column = ofPool ? (fact.poolState === LEFT_POOL ? 'left' : 'warmed') : INSTANCE_TIMES[fact.name];
    if (column !== undefined) instance[column] = fact.at;
  }

  ownerOf({ service, workload }) {
    return service >= 0 ? this.setup.services[service].name : this.setup.workloads[workload].name;
  }
}

function messagesOf(text, startsAtMs) {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const { createdAt, message, serviceArn } = JSON.parse(line);
      return { at: (Date.parse(createdAt) - startsAtMs) / 1000, text: message, of: serviceArn.split('/').at(-1) };
    });
}
