import type { CreateServiceRequest, UpdateServiceRequest } from '@aws-sdk/client-ecs';
import { durationMs } from '../../../scenario/units.js';
import { service as serviceSchema } from '../../../scenario/work/schema.js';
import { invalidParameter } from '../../aws-error.js';
import { renameService, type ServiceDraft } from '../../cluster/draft.js';
import type { Edit } from '../../cluster/live-cluster.js';
import type { Context } from '../operation.js';
import { isDeployed } from './changes.js';
import { definitionFor } from './definitions.js';
import { behaviourOf, inScenario } from './in-scenario.js';
import { withoutTaskSets } from './task-sets.js';
import { capacityOf, networkOf, replaceWhere, strategyOf } from './where-to-run.js';

/** Members of UpdateService that are settings of the service in the scenario as well. */
const SETTINGS = [
  'deploymentConfiguration',
  'placementStrategy',
  'placementConstraints',
  'healthCheckGracePeriodSeconds',
  'platformVersion',
  'availabilityZoneRebalancing',
] as const;

/** Names where a deleted service had the name of the new one. */
export interface ReusedNames {
  /** Of the deleted one from now on. */
  readonly past: string;
  /** By which the chance of the new one is drawn. */
  readonly next: string;
}

export function creationOf(context: Context, input: CreateServiceRequest, lives?: ReusedNames): Edit {
  const {
    taskDefinition,
    schedulingStrategy = 'REPLICA',
    desiredCount,
    capacityProviderStrategy: _,
    networkConfiguration: _n,
    clientToken: _t,
    cluster: _c,
    tags: _g,
    enableECSManagedTags: _m,
    propagateTags: _p,
    ...rest
  } = input;
  if (schedulingStrategy === 'REPLICA' && desiredCount === undefined)
    throw invalidParameter('Desired count must be specified for a service with the REPLICA scheduling strategy.');
  const isExternal = input.deploymentController?.type === 'EXTERNAL';
  const definition = isExternal ? '' : definitionFor(context, taskDefinition ?? '');
  const { failureMode = {} } = isExternal ? {} : behaviourOf(context, definition);
  const service = {
    ...inScenario(context, 'CreateService', { schema: serviceSchema, input: rest }),
    ...(schedulingStrategy === 'DAEMON' ? strategyOf(context, input) : capacityOf(context, input)),
    ...networkOf(context, input),
    ...(isExternal ? withoutTaskSets(context) : { taskDefinition: definition }),
    failureMode,
    deployments: [],
    ...(schedulingStrategy === 'DAEMON' ? {} : { desiredCount }),
  };
  const drawn = lives === undefined ? {} : { drawnBy: lives.next };
  return {
    ahead: (draft, atMs) => {
      if (lives !== undefined) renameService(draft, input.serviceName!, lives.past);
      draft.services.push({ ...service, ...drawn, createdAt: `${atMs}ms` } as never);
    },
  };
}

/**
 * Returns the edit of UpdateService. `own`: the service as it is. Another task definition begins a deployment, and so do changes of where
 * and with what tasks run; the same values again begin none.
 */
export function updateOf(context: Context, service: number, input: UpdateServiceRequest, own: Readonly<Record<string, unknown>>): Edit {
  const { desiredCount, taskDefinition, forceNewDeployment = false } = input;
  const requested = taskDefinition === undefined ? undefined : definitionFor(context, taskDefinition);
  const definition = requested !== undefined && String(own.taskDefinition).endsWith(`/${requested}`) ? undefined : requested;
  const volumes = volumesOf(context, input);
  const isRefreshed = forceNewDeployment || volumes !== undefined || isDeployed(own, input);
  const behaviour = definition === undefined ? undefined : behaviourOf(context, definition);
  const settings = settingsOf(context, service, input);
  return {
    ...(settings === undefined ? {} : { fromNow: [settings] }),
    ahead: ({ services }, atMs) => {
      const draft = services[service]!;
      if (desiredCount !== undefined) resize(draft, atMs, desiredCount);
      if (definition !== undefined || isRefreshed) deploy(draft, atMs, { definition, failureMode: behaviour?.failureMode, volumes });
    },
  };
}

type Change = NonNullable<Edit['fromNow']>[number];

function settingsOf(context: Context, service: number, input: UpdateServiceRequest): Change | undefined {
  const given = Object.fromEntries(SETTINGS.flatMap((key) => (input[key] === undefined ? [] : [[key, input[key]]])));
  const where = { ...strategyOf(context, input), ...networkOf(context, input) };
  if (Object.keys(given).length + Object.keys(where).length === 0) return undefined;
  const shape = inScenario(context, 'UpdateService', { schema: serviceSchema, input: given });
  return ({ services }) => {
    const own = services[service]!;
    const { deploymentConfiguration = {}, ...others } = shape;
    Object.assign(own, others, { deploymentConfiguration: { ...own.deploymentConfiguration, ...(deploymentConfiguration as object) } });
    replaceWhere(own, where);
  };
}

/** Sets the desired count at a time. Counts that the scenario has planned for later still come. */
export function resize(service: ServiceDraft, atMs: number, desiredCount: number): void {
  const before = service.desiredCountSchedule?.entries ?? [];
  const entries = [...before.filter(({ at }) => durationMs(at) !== atMs), { at: `${atMs}ms`, desiredCount }];
  service.desiredCountSchedule = { ...service.desiredCountSchedule, entries: entries.sort((a, b) => durationMs(a.at) - durationMs(b.at)) };
}

/** The EBS volume that the tasks of the deployment get, as the scenario has it. */
function volumesOf(context: Context, { volumeConfigurations }: UpdateServiceRequest): unknown {
  if (volumeConfigurations === undefined) return undefined;
  const given = { schema: serviceSchema, input: { volumeConfigurations } };
  return (inScenario(context, 'UpdateService', given) as { volumeConfigurations?: unknown }).volumeConfigurations;
}

/** Begins a deployment at a time; without a task definition one of the same. */
function deploy(
  service: ServiceDraft,
  atMs: number,
  { definition, failureMode, volumes }: { definition: string | undefined; failureMode: unknown; volumes: unknown },
): void {
  const what = definition === undefined ? {} : { taskDefinition: definition, failureMode: failureMode ?? {} };
  const other = volumes === undefined ? {} : { volumeConfigurations: volumes };
  service.deployments.push({ at: `${atMs}ms`, ...what, ...other } as never);
  service.deployments.sort((a, b) => durationMs(a.at) - durationMs(b.at));
}
