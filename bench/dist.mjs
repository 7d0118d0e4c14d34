// The place of the compiled project: ../dist, or the folder that DRYDOCK_DIST names, so that one work tree can measure what another built.
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const { DRYDOCK_DIST } = process.env;
const root = DRYDOCK_DIST === undefined ? new URL('../dist/', import.meta.url) : pathToFileURL(`${resolve(DRYDOCK_DIST)}/`);

/** Address of a compiled file, `engine.js`. */
export function inDist(file) {
  return new URL(file, root).href;
}

export function fromDist(file) {
  return import(inDist(file));
}

/** The function that reads a scenario's text: `(text, { file, read }) => { setup, errors }`. Before 0.2.0 the engine had it under another name. */
export async function scenarioReader() {
  const { checkScenario, loadScenario } = await fromDist('engine.js');
  return checkScenario ?? loadScenario;
}

/** The CSV files of a run that it streams out, but for its events. */
export const CSV_FILES = [
  ...['services.csv', 'cluster.csv', 'capacity-providers.csv', 'tasks.csv'],
  ...['instances.csv', 'scaling-activities.csv', 'costs.csv', 'service-costs.csv'],
];
