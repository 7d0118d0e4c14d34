import { ServiceMetric } from '../../metrics/names.js';
import { type Context, reportTooNew } from '../context.js';
import type { ServiceText } from '../schema.js';
import type { Path } from '../text/problem.js';
import { HIGH_SECONDS } from './monitoring-schema.js';

/** Returns the metrics that come each 20 seconds, as columns of MetricReadings. */
export function highResolutionOf({ monitoring }: Pick<ServiceText, 'monitoring'>): ReadonlySet<number> {
  const high = monitoring?.metricConfigurations.filter(({ resolutionSeconds }) => resolutionSeconds === HIGH_SECONDS) ?? [];
  return new Set(high.flatMap(({ metricNames }) => metricNames.map((name) => ServiceMetric[name])));
}

/** Points of 20 seconds are refused where ECS does not deploy (N.MON-1). A Classic Load Balancer alone, the other case, is refused anyway. */
export function checkMonitoring(context: Context, path: Path, service: ServiceText): void {
  if (service.monitoring === undefined) return;
  const at = [...path, 'monitoring'];
  if (reportTooNew(context, at) || highResolutionOf(service).size === 0) return;
  const type = service.deploymentController?.type ?? 'ECS';
  if (type !== 'ECS')
    context.error(at, `AWS has no points of 20 seconds with the deployment controller ${type}: write resolutionSeconds: 60`);
}
