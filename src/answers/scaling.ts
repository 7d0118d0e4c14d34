import { MINUTE_MS } from '../kernel/durations.js';
import type { ScalingText } from '../scenario/schema.js';
import type { Moment } from './moment.js';

const DIMENSION = { ServiceNamespace: 'ecs', ScalableDimension: 'ecs:service:DesiredCount' };

/** Application Auto Scaling makes this role for services of ECS, and takes no other. */
const SCALING_ROLE = 'aws-service-role/ecs.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_ECSService';

/** describe-scalable-targets, of Application Auto Scaling: services with limits. */
export function describeScalableTargets(moment: Moment): object {
  return {
    ScalableTargets: scaledIn(moment).map(({ serviceName, scaling }) => ({
      ...DIMENSION,
      ResourceId: resourceOf(moment, serviceName),
      MinCapacity: scaling.minCapacity,
      MaxCapacity: scaling.maxCapacity,
      RoleARN: `arn:aws:iam::${moment.names.account}:role/${SCALING_ROLE}`,
      CreationTime: moment.names.time(0),
      SuspendedState: capitals(scaling.suspendedState),
    })),
  };
}

export function describeScalingPolicies(moment: Moment): object {
  const policies = scaledIn(moment).flatMap(({ serviceName, scaling }) =>
    scaling.policies.map(({ policyName, policyType, alarm: _, ...configuration }) => ({
      PolicyARN: `arn:aws:autoscaling:${moment.world.setup.region}:${moment.names.account}:scalingPolicy:0:resource/ecs/${resourceOf(moment, serviceName)}:policyName/${policyName}`,
      PolicyName: policyName,
      ...DIMENSION,
      ResourceId: resourceOf(moment, serviceName),
      PolicyType: policyType,
      ...(capitals(configuration) as object),
      Alarms: [],
      CreationTime: moment.names.time(0),
    })),
  );
  return { ScalingPolicies: policies };
}

/** get-metric-data with its query: CapacityProviderReservation of the last three hours, minute by minute, the oldest first. */
export function metricData(moment: Moment): { readonly data: object; readonly queries: object } {
  const { world, history, names } = moment;
  const series = world.setup.capacityProviders.flatMap((provider, index) => {
    const measured = history.measured.get(index) ?? [];
    return measured.length === 0 ? [] : [{ provider, measured, values: history.valuesOf(world.setup, index) }];
  });
  const label = (name: string) => `CapacityProviderReservation ${name}`;
  return {
    data: {
      MetricDataResults: series.map(({ provider, measured, values }, i) => ({
        Id: `m${i + 1}`,
        Label: label(provider.name),
        // The time of a CloudWatch point is the beginning of its minute.
        Timestamps: measured.map(({ atMs }) => moment.names.time(atMs - MINUTE_MS)),
        Values: values,
        StatusCode: 'Complete',
      })),
      Messages: [],
    },
    queries: series.map(({ provider }, i) => ({
      Id: `m${i + 1}`,
      Label: label(provider.name),
      ReturnData: true,
      MetricStat: {
        Metric: {
          Namespace: 'AWS/ECS/ManagedScaling',
          MetricName: 'CapacityProviderReservation',
          Dimensions: [
            { Name: 'ClusterName', Value: names.cluster.replace(/^.*\//, '') },
            { Name: 'CapacityProviderName', Value: provider.name },
          ],
        },
        Period: 60,
        Stat: 'Average',
      },
    })),
  };
}

function scaledIn({ scenario }: Moment): { readonly serviceName: string; readonly scaling: ScalingText }[] {
  return scenario.services.flatMap(({ serviceName, scaling }) => (scaling === undefined ? [] : [{ serviceName, scaling }]));
}

function resourceOf({ names }: Moment, service: string): string {
  return `service/${names.cluster.replace(/^.*\//, '')}/${service}`;
}

/** Writes keys with a capital first letter, as Application Auto Scaling and CloudWatch do; a scenario has small ones. */
export function capitals(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(capitals);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key[0]!.toUpperCase() + key.slice(1), capitals(inner)]));
}
