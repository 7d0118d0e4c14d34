import type { Findings } from '../findings.js';
import { textAt } from '../in-scenario-shape.js';
import { isBlock } from '../plain-data.js';
import type { ResourceInventory } from '../resource-inventory.js';
import { reportIdleAlarms } from './alarms.js';
import { assumeCapacity } from './assumed.js';
import { chooseCluster, isResolved, reportClusters, scenarioName } from './cluster.js';
import { type Building, type BuildOptions, emptyScenario, type Part } from './context.js';
import { buildDefinitions, type Known } from './definitions.js';
import { Draft } from './draft.js';
import { buildGroupSchedules } from './group-schedules.js';
import { addPeriod, reportUnused } from './period.js';
import { addIdle } from './placeholder.js';
import { presentOf } from './present/present.js';
import { buildCapacity } from './providers.js';
import { buildReservations } from './reservations.js';
import { buildSchedules } from './schedules.js';
import { buildServices } from './services.js';
import { checkTypes } from './types.js';
import { addZones } from './zones.js';

/** Builds a scenario from the resource inventory; with mistakes it may be incomplete. */
export function buildScenario(
  inventory: ResourceInventory,
  findings: Findings,
  options: BuildOptions,
): Building & { readonly name: string } {
  const building: Building = { ...options, inventory, findings, draft: new Draft(), scenario: emptyScenario(), lostProviders: new Set() };
  const cluster = chooseCluster(building);
  reportClusters(building);
  buildCapacity(building);
  const definitions = buildDefinitions(building);
  buildServices(building, definitions);
  buildSchedules(building, definitions);
  addPresent(building, definitions);
  addIdle(building, definitions);
  assumeCapacity(building, definitions);
  checkTypes(building);
  addZones(building);
  buildReservations(building);
  addPeriod(building);
  buildGroupSchedules(building);
  reportUnused(building);
  reportIdleAlarms(building);
  const name = scenarioName(cluster === undefined || cluster === 'default' || !isResolved(cluster) ? options.name : cluster);
  const named = inventory.clusters.filter(({ value }) => textAt(value, 'clusterName', 'name') === cluster);
  // A template without the name has the logical id here; an answer of AWS has the name.
  const isKnown = cluster !== name || named.some(({ value }) => textAt(value, 'clusterArn') !== undefined);
  if (named.length > 0 && isKnown && isResolved(cluster!)) building.scenario.cluster.clusterName = cluster;
  return { ...building, name };
}

function addPresent(building: Building, definitions: readonly Known[]): void {
  const { scenario, findings } = building;
  const accounts = building.inventory.accountSettings.find(({ value }) => textAt(value, 'name') === 'awsvpcTrunking');
  const trunking = textAt(accounts?.value, 'value');
  if (trunking === 'enabled' || trunking === 'disabled') {
    scenario.cluster.accountSettings = { awsvpcTrunking: trunking };
    findings.understood(accounts!.place, `awsvpcTrunking is ${trunking}`);
  }
  const present = presentOf(building, definitions);
  if (present === undefined) return;
  scenario.present = present.section;
  scenario.startsAt = present.startsAt;
  if (present.seed !== undefined) scenario.seed = present.seed;
}

/** Orders the keys for readers. */
export function scenarioTree({ scenario, region, draft, name }: Building & { readonly name: string }, presentFile?: string): Part {
  const { cluster } = scenario;
  const tree: Part = {
    name,
    seed: scenario.seed ?? 1,
    duration: scenario.period?.duration,
    ...(scenario.startsAt === undefined ? {} : { startsAt: scenario.startsAt }),
    region,
    cluster: nonEmpty(cluster),
    taskDefinitions: scenario.taskDefinitions,
    ...nonEmpty({
      services: scenario.services,
      workloads: scenario.workloads,
      targetGroups: scenario.targetGroups,
      faults: scenario.faults,
      instanceTypes: scenario.instanceTypes,
    }),
    ...(scenario.quotas === undefined ? {} : { quotas: scenario.quotas }),
    ...nonEmpty({ prices: nonEmpty(scenario.prices) }),
    ...(scenario.present === undefined ? {} : { present: presentFile === undefined ? scenario.present : { file: presentFile } }),
  };
  draft.remark(tree, 'duration', scenario.period?.why ?? '');
  draft.remark(tree, 'prices', 'assumed: the catalogue does not have these');
  return tree;
}

function nonEmpty(part: Readonly<Part>): Part {
  return Object.fromEntries(
    Object.entries(part).filter(
      ([, value]) => !(Array.isArray(value) && value.length === 0) && !(isBlock(value) && Object.keys(value).length === 0),
    ),
  );
}
