import { field, textAt } from '../in-scenario-shape.js';
import { isBlock, listOf, nameIn } from '../plain-data.js';
import { shownText } from '../unresolved.js';
import type { Scaled } from './definitions.js';
import { nameOfTargetGroup } from './targets.js';

/** Determines which service a CloudWatch metric belongs to; many resources share a metric name such as CPUUtilization. */

/** Metrics that AWS publishes per service, with their namespaces. Custom namespaces may contain the same names. */
const PUBLISHED: Readonly<Record<string, string>> = {
  CPUUtilization: 'AWS/ECS',
  MemoryUtilization: 'AWS/ECS',
  RequestCountPerTarget: 'AWS/ApplicationELB',
  TargetResponseTime: 'AWS/ApplicationELB',
  ApproximateNumberOfMessagesVisible: 'AWS/SQS',
};

/**
 * Describes the metric of an alarm or policy that belongs to another resource. Undefined: it belongs to the service, or its owner is
 * unknown.
 */
export function foreignMetric(metric: unknown, scaled: Scaled): string | undefined {
  const [name, namespace] = [textAt(metric, 'metricName') ?? '', textAt(metric, 'namespace') ?? ''];
  if (!namespace.startsWith('AWS/') || namespace.includes('${')) return undefined;
  const dimensions = dimensionsOf(field(metric, 'dimensions'));
  const isPublished = Object.hasOwn(PUBLISHED, name) && PUBLISHED[name] === namespace;
  if (isPublished && isOwn(namespace, dimensions, scaled)) return undefined;
  const labels = [...dimensions].map(([key, value]) => `${key} ${value}`).join(', ');
  return `${name} of ${namespace}${labels === '' ? '' : ` (${labels})`}`;
}

/** Plans write dimensions as one block, other sources as a list. */
function dimensionsOf(value: unknown): Map<string, string> {
  const pairs = isBlock(value)
    ? Object.entries(value)
    : listOf(value).map((one) => [textAt(one, 'name') ?? '', field(one, 'value')] as const);
  return new Map(pairs.map(([name, value]) => [name, shownText(value)]));
}

function isOwn(namespace: string, dimensions: ReadonlyMap<string, string>, { described, part }: Scaled): boolean {
  const is = (key: string, ...names: readonly (string | undefined)[]) => {
    const value = dimensions.get(key) ?? '';
    return names.some((name) => name !== undefined && (name.includes('${') || nameIn(name) === nameIn(value))) || value.includes('${');
  };
  if (namespace === 'AWS/ECS') {
    const cluster = textAt(described.value, 'cluster', 'clusterArn');
    const isHere = cluster === undefined || !dimensions.has('ClusterName') || is('ClusterName', cluster);
    return isHere && is('ServiceName', textAt(described.value, 'serviceName', 'name'), described.id);
  }
  if (!dimensions.has('TargetGroup')) return true;
  const groups = listOf(part.loadBalancers).map((one) => textAt(one, 'targetGroupArn'));
  const group = dimensions.get('TargetGroup')!;
  return group.includes('${') || groups.includes(nameOfTargetGroup(group));
}
