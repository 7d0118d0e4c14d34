import type { ServiceName } from '../protocol/models.js';
import { DETAILS } from './autoscaling/details.js';
import { GROUPS } from './autoscaling/groups.js';
import { HOOKS } from './autoscaling/hooks.js';
import { GROUP_INSTANCES } from './autoscaling/instances.js';
import { GROUP_POLICIES } from './autoscaling/policies.js';
import { POOLS_AND_REFRESHES } from './autoscaling/pools-and-refreshes.js';
import { PROCESSES } from './autoscaling/processes.js';
import { SCHEDULED } from './autoscaling/scheduled.js';
import { GROUP_TAGS } from './autoscaling/tags.js';
import { ALARM_STATES } from './cloudwatch/alarm-states.js';
import { ALARMS } from './cloudwatch/alarms.js';
import { DATA } from './cloudwatch/data.js';
import { METRIC_DATA } from './cloudwatch/metric-data.js';
import { METRICS } from './cloudwatch/metrics.js';
import { INSTANCES } from './ec2/instances.js';
import { RESERVATIONS } from './ec2/reservations.js';
import { SPOT_PRICES } from './ec2/spot-prices.js';
import { TEMPLATES } from './ec2/templates.js';
import { TYPES } from './ec2/types.js';
import { ACCOUNT } from './ecs/account.js';
import { ATTRIBUTES } from './ecs/attributes.js';
import { CLUSTERS } from './ecs/clusters.js';
import { CONTAINER_INSTANCES } from './ecs/container-instances.js';
import { DEFINITIONS } from './ecs/definitions.js';
import { SERVICE_DEPLOYMENTS } from './ecs/deployments.js';
import { inCluster } from './ecs/names.js';
import { PROTECTION } from './ecs/protection.js';
import { PROVIDERS } from './ecs/providers.js';
import { SERVICES } from './ecs/services.js';
import { TAGS } from './ecs/tags.js';
import { TASK_SETS } from './ecs/task-sets.js';
import { TASKS } from './ecs/tasks.js';
import { BALANCERS } from './elb/balancers.js';
import type { Operations } from './operation.js';
import { ACTIONS } from './scaling/actions.js';
import { POLICIES } from './scaling/policies.js';
import { TARGETS } from './scaling/targets.js';

/** The calls that the endpoint answers, by service. */
export const OPERATIONS: Readonly<Record<ServiceName, Operations>> = {
  ecs: inCluster({
    ...ACCOUNT,
    ...CLUSTERS,
    ...DEFINITIONS,
    ...SERVICES,
    ...TASKS,
    ...CONTAINER_INSTANCES,
    ...PROVIDERS,
    ...PROTECTION,
    ...TAGS,
    ...ATTRIBUTES,
    ...TASK_SETS,
    ...SERVICE_DEPLOYMENTS,
  }),
  autoscaling: {
    ...GROUPS,
    ...GROUP_INSTANCES,
    ...POOLS_AND_REFRESHES,
    ...DETAILS,
    ...HOOKS,
    ...GROUP_TAGS,
    ...SCHEDULED,
    ...GROUP_POLICIES,
    ...PROCESSES,
  },
  ec2: { ...INSTANCES, ...TEMPLATES, ...TYPES, ...SPOT_PRICES, ...RESERVATIONS },
  'application-autoscaling': { ...TARGETS, ...POLICIES, ...ACTIONS },
  elasticloadbalancing: BALANCERS,
  cloudwatch: { ...ALARMS, ...ALARM_STATES, ...METRIC_DATA, ...METRICS, ...DATA },
};
