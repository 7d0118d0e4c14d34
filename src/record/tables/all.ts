import { INCIDENT } from '../survival/table.js';
import { CAPACITY_PROVIDERS } from './capacity-providers.js';
import { CLUSTER } from './cluster.js';
import type { Table } from './column.js';
import { COSTS, SERVICE_COSTS } from './costs.js';
import { EVENTS } from './events.js';
import { INSTANCES } from './instances.js';
import { SCALING_ACTIVITIES } from './scaling-activities.js';
import { REVISIONS, SERVICES } from './services.js';
import { SUMMARY } from './summary.js';
import { TASKS } from './tasks.js';

/** The tables that a run streams out. */
const STREAMED = {
  'cluster.csv': CLUSTER,
  'capacity-providers.csv': CAPACITY_PROVIDERS,
  'services.csv': SERVICES,
  'revisions.csv': REVISIONS,
  'tasks.csv': TASKS,
  'instances.csv': INSTANCES,
  'scaling-activities.csv': SCALING_ACTIVITIES,
  'costs.csv': COSTS,
  'service-costs.csv': SERVICE_COSTS,
  'events.csv': EVENTS,
} as const;

export type StreamedCsvFile = keyof typeof STREAMED;

/** Every CSV file of a run by its name, in the order of docs/reference/outputs.md, which a test makes from them. */
export const TABLES: Readonly<Record<StreamedCsvFile | 'summary.csv' | 'incident.csv', Table<never>>> = {
  'summary.csv': SUMMARY,
  ...STREAMED,
  'incident.csv': INCIDENT,
};
