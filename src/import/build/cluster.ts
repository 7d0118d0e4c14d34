import { cluster as clusterSchema } from '../../scenario/cluster/schema.js';
import { instead } from '../../scenario/text/suggest.js';
import { under } from '../findings.js';
import { field, shapedReporting, textAt } from '../in-scenario-shape.js';
import { asName, nameIn, plural } from '../plain-data.js';
import type { DescribedResource } from '../resource-inventory.js';
import { reportRest } from '../unread-keys.js';
import { isUnresolved } from '../unresolved.js';
import type { Building } from './context.js';
import { without } from './groups.js';
import { clusterIn } from './lookup.js';

/** Chooses the cluster that the scenario models. */

/** Returns the cluster that a resource names; null when it is unknown, such as a name given by a parameter. */
function clusterOf({ value }: DescribedResource): string | null {
  const own = textAt(value, 'cluster', 'clusterArn');
  const name = own === undefined ? clusterIn(textAt(value, 'serviceArn', 'taskArn', 'containerInstanceArn')) : nameIn(own);
  return name === undefined || !isResolved(name) ? null : name;
}

/** Returns the name of the cluster and removes resources of other clusters from the inventory. Undefined when the input names none. */
export function chooseCluster({ inventory, findings, cluster: wanted }: Building): string | undefined {
  const claims: { readonly cluster: string; readonly described: DescribedResource }[] = [
    ...inventory.clusters.map((described) => ({ cluster: textAt(described.value, 'clusterName', 'name') ?? 'default', described })),
    ...[...inventory.clusterProviders, ...inventory.services, ...inventory.containerInstances, ...inventory.tasks].flatMap((described) => {
      const cluster = clusterOf(described);
      return cluster === null ? [] : [{ cluster, described }];
    }),
  ];
  const names = [...new Set(claims.map(({ cluster }) => cluster))];
  if (wanted !== undefined && !names.includes(wanted)) {
    const why = names.length === 0 ? 'the input names no cluster' : `there is ${names.join(', ')}${instead(wanted, names)}`;
    findings.mistake({ file: `--cluster ${wanted}`, field: '' }, why);
    return wanted;
  }
  if (wanted === undefined && names.length > 1) {
    for (const name of names) {
      const [first] = claims.filter(({ cluster }) => cluster === name);
      const { file, field } = first!.described.place;
      findings.mistake(
        { file, field },
        `is of cluster ${name}, and the input has ${plural(names.length, 'cluster')} (${names.slice(0, 10).join(', ')}): give --cluster NAME`,
      );
    }
  }
  const chosen = wanted ?? names[0];
  if (wanted !== undefined) keepOnly(wanted, inventory);
  return chosen;
}

function keepOnly(cluster: string, inventory: Building['inventory']): void {
  const isOurs = (described: DescribedResource) => {
    const own = clusterOf(described);
    return own === null || own === cluster;
  };
  for (const kind of ['services', 'containerInstances', 'tasks', 'clusterProviders'] as const) {
    const ours = inventory[kind].filter(isOurs);
    inventory[kind].splice(0, inventory[kind].length, ...ours);
  }
  const clusters = inventory.clusters.filter(({ value }) => textAt(value, 'clusterName', 'name') === cluster);
  inventory.clusters.splice(0, inventory.clusters.length, ...clusters);
}

/** Consequences of a cluster state other than ACTIVE (C.CLU-01). */
const CLUSTER_STATES: Readonly<Record<string, string>> = {
  PROVISIONING: 'the resources of its capacity providers are being made',
  DEPROVISIONING: 'the resources of its capacity providers are being removed',
  FAILED: 'the resources of its capacity providers could not be made',
  INACTIVE: 'it was deleted',
};

/** Keys of a cluster that other code reads, and counts of describe-clusters. */
const READ = [
  ...[
    'clusterName',
    'name',
    'clusterArn',
    'status',
    'capacityProviders',
    'defaultCapacityProviderStrategy',
    'attachments',
    'attachmentsStatus',
  ],
  ...['registeredContainerInstancesCount', 'runningTasksCount', 'pendingTasksCount', 'activeServicesCount', 'statistics'],
];

export function reportClusters(building: Building): void {
  const { inventory, findings } = building;
  for (const { place, value } of inventory.clusterProviders)
    reportRest(value, ['cluster', 'clusterName', 'capacityProviders', 'defaultCapacityProviderStrategy'], { place, findings });
  for (const { place, value } of inventory.clusters) {
    findings.understood(place, `cluster ${nameGiven({ place, value }, building)}`);
    shapedReporting(clusterSchema, without(value, READ), { place, findings });
    const status = textAt(value, 'status') ?? 'ACTIVE';
    const meaning = CLUSTER_STATES[status];
    if (meaning !== undefined) findings.leftOut(under(place, 'status'), `is ${status}: ${meaning}; the simulation has an ACTIVE cluster`);
  }
}

/** Returns the name of a cluster, or the stack's where a parameter without a value is part of it, which is reported. */
function nameGiven({ place, value }: DescribedResource, { name: stack, findings }: Building): string {
  const written = textAt(value, 'clusterName', 'name') ?? 'default';
  if (isResolved(written)) return written;
  const parameter = field(value, 'clusterName', 'name');
  const why = isUnresolved(parameter) ? parameter.reasons.map((reason) => `${reason.place.field} ${reason.message}`) : [];
  findings.assumed(place, [`the cluster ${written} is named ${stack}, as the file or its folder is`, ...why].join('; '), 'name');
  return stack;
}

/** Returns whether no placeholder of an unknown value is left in a text. */
export function isResolved(text: string): boolean {
  return !text.includes('${');
}

/** Returns a name for the scenario and its output directory. */
export function scenarioName(name: string): string {
  return asName(name, 100);
}
