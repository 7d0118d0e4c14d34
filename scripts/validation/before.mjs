// The measurements with the defaults of the last release, as far as settings restore them (docs/migration.md).
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { fromDist } from '../../bench/dist.mjs';
import { FOLDER } from './judge.mjs';

const { CHANGED_DEFAULTS } = await fromDist('scenario/changed-defaults.js');
const { checkScenario } = await fromDist('engine.js');
const { assignmentOf } = await fromDist('run/assignment.js');

/** Settings of a single service stay as they are, because `--set` names one service. */
const RESTORED = CHANGED_DEFAULTS.filter(({ setting }) => !setting.startsWith('services[]'));

/** The same measurements; each figure is read from runs with the restored defaults. */
export function withDefaultsBefore(measurements) {
  return measurements.map(({ figures, ...measurement }) => ({
    ...measurement,
    ...(figures && { figures: figures.map((figure) => withBefore(figure, figure.scenario ?? measurement.scenario)) }),
  }));
}

function withBefore({ set = [], ...figure }, scenario) {
  return { ...figure, set: [...set, ...restoredIn(scenario, set)] };
}

const restored = new Map();

/** Assignments of the restored defaults that the scenario takes and does not state itself. */
function restoredIn(scenario, set) {
  const key = JSON.stringify([scenario, set]);
  if (!restored.has(key)) restored.set(key, findRestored(scenario, set));
  return restored.get(key);
}

function findRestored(scenario, set) {
  const text = readFileSync(join(FOLDER, scenario), 'utf8');
  const stated = parse(text, { merge: true });
  const found = new Map();
  for (const { setting, before } of RESTORED) {
    const assignments = [...set, ...found.values(), `${setting}=${before}`];
    const isStated = set.some((assignment) => assignment.startsWith(`${setting}=`)) || states(stated, setting.split('.'));
    if (!isStated && !found.has(setting) && isTaken(scenario, text, assignments)) found.set(setting, assignments.at(-1));
  }
  return [...found.values()];
}

/** Whether the scenario states the setting, or states its block in another form: `fargate.start: { whole: … }` has no parts. */
function states(value, [key, ...rest]) {
  if (key === undefined || 'whole' in Object(value)) return true;
  return key in Object(value) && states(value[key], rest);
}

function isTaken(scenario, text, assignments) {
  const read = (name) => readFileSync(join(FOLDER, name), 'utf8');
  return checkScenario(text, { file: scenario, read, set: assignments.map(assignmentOf) }).errors === undefined;
}
