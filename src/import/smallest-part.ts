import { isBlock } from './plain-data.js';

/** Leaves out the smallest part of a service, workload, task definition or capacity provider that a check refuses. */

/** Fields that make a part what it is: without one of these it is another part. */
const ESSENTIAL: Readonly<Record<string, readonly string[]>> = {
  services: ['serviceName', 'taskDefinition', 'desiredCount', 'launchType', 'capacityProviderStrategy', 'schedulingStrategy'],
  workloads: ['name', 'taskDefinition', 'arrivals', 'runTime', 'count', 'launchType', 'capacityProviderStrategy'],
  taskDefinitions: ['family', 'cpu', 'memory', 'networkMode', 'requiresCompatibilities', 'runtimePlatform', 'revision'],
  capacityProviders: [
    ...['name', 'autoScalingGroupProvider.managedScaling.status'],
    ...['instanceTypes', 'minSize', 'maxSize', 'desiredCapacity'].map((key) => `autoScalingGroup.${key}`),
    ...['onDemandBaseCapacity', 'onDemandPercentageAboveBaseCapacity'].map(
      (key) => `autoScalingGroup.mixedInstancesPolicy.instancesDistribution.${key}`,
    ),
  ],
  targetGroups: ['name'],
};
/** Of a container: it is named, and its size decides where the task fits. */
const ESSENTIAL_OF_CONTAINER = ['name', 'image', 'cpu', 'memory', 'memoryReservation', 'essential'];

type Collection = Record<string, unknown> | unknown[];

/** Removes the innermost value at a refused path of a part, and returns its path; undefined where the part cannot be without it. */
export function dropSmallest(part: Record<string, unknown>, kind: string, path: string): string | undefined {
  const words = path.split('.');
  let holder: unknown = part;
  let innermost: { readonly holder: Collection; readonly depth: number } | undefined;
  for (const [depth, word] of words.entries()) {
    if (Array.isArray(holder) ? holder[Number(word)] === undefined : !isBlock(holder) || holder[word] === undefined) break;
    innermost = { holder: holder as Collection, depth };
    holder = (holder as Record<string, unknown>)[word];
  }
  if (innermost === undefined) return undefined;
  const found = words.slice(0, innermost.depth + 1);
  if (isEssential(kind, found)) return undefined;
  const key = found.at(-1)!;
  if (Array.isArray(innermost.holder)) innermost.holder.splice(Number(key), 1);
  else delete innermost.holder[key];
  return found.join('.');
}

/** Returns a warning for a part that is left out. Most messages of checks continue the path before them: "is only for ...". */
export function leftOutText(path: string, message: string): string {
  return `${path} is left out: ${message.startsWith('is ') ? 'it ' : ''}${message}`;
}

function isEssential(kind: string, words: readonly string[]): boolean {
  const [first, , key] = words;
  if (first === 'containerDefinitions') return words.length < 3 || (words.length === 3 && ESSENTIAL_OF_CONTAINER.includes(key!));
  const path = `${words.join('.')}.`;
  return (ESSENTIAL[kind] ?? []).some((one) => path.startsWith(`${one}.`) || `${one}.`.startsWith(path));
}

/** Returns problems in an order in which the removal of one list entry does not move the entries of the others. */
export function lastFirst<T>(problems: readonly T[], pathOf: (problem: T) => string): T[] {
  return [...problems].sort((a, b) => pathOf(b).localeCompare(pathOf(a), 'en', { numeric: true }));
}
