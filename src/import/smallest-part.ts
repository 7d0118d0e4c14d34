import { itemWords } from '../scenario/text/item-names.js';
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

/** Lists whose items are left out as a whole: without one of its values a policy acts in another way. */
const WHOLE_ITEMS = ['scalingPolicies', 'policies', 'scheduledActions'];

type Collection = Record<string, unknown> | unknown[];

/** Removes the innermost value at a refused path of a part, and returns its path; undefined where the part cannot be without it. */
export function dropSmallest(part: Record<string, unknown>, kind: string, path: string): string | undefined {
  const words = path.split('.');
  let holder: unknown = part;
  let innermost: { readonly holder: Collection; readonly key: string; readonly depth: number } | undefined;
  for (const [depth, word] of words.entries()) {
    const key = keyIn(holder, word);
    if (key === undefined) break;
    innermost = { holder: holder as Collection, key, depth };
    holder = (holder as Record<string, unknown>)[key];
    if (WHOLE_ITEMS.includes(words[depth - 1]!)) break;
  }
  if (innermost === undefined) return undefined;
  const { key } = innermost;
  const found = words.slice(0, innermost.depth + 1);
  if (isEssential(kind, found)) return undefined;
  if (Array.isArray(innermost.holder)) innermost.holder.splice(Number(key), 1);
  else delete innermost.holder[key];
  return found.join('.');
}

/** The key or index that a word of a path stands for, which names the items of a list where it can; undefined where there is none. */
function keyIn(holder: unknown, word: string): string | undefined {
  if (!Array.isArray(holder)) return isBlock(holder) && holder[word] !== undefined ? word : undefined;
  const index = /^\d+$/.test(word) ? Number(word) : itemWords(holder).indexOf(word);
  return holder[index] === undefined ? undefined : String(index);
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
