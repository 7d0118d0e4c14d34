import { isOnInstances } from '../../../scenario/cluster/providers.js';
import type { Scenario, ServiceText } from '../../../scenario/schema.js';
import { targetGroupAt, targetGroupName } from '../../../scenario/services/target-group.js';
import { setting } from '../what-if.js';
import { type InsuranceIdea, type Insured, insurance } from './insurance.js';

/** The maximum that AWS allows. */
const THRESHOLD = 10;
const FARGATE_PART = 1 / 3;

/** Insurance by settings of services. */
export function serviceInsurances(insured: Insured): InsuranceIdea[] {
  const { scenario } = insured;
  return [minSize(insured), noScaleIn(scenario), fargatePart(insured), shallowChecks(scenario), longGrace(scenario), spread(scenario)];
}

function pathOf({ serviceName }: ServiceText): string {
  return `services.${serviceName}`;
}

function minSize({ scenario: { services }, desired }: Insured): InsuranceIdea {
  const set = services.flatMap((service) => {
    const peak = desired.get(service.serviceName) ?? 0;
    return service.scaling !== undefined && service.scaling.minCapacity < peak
      ? [setting(`${pathOf(service)}.scaling.minCapacity`, peak)]
      : [];
  });
  const why = services.some(({ scaling }) => scaling !== undefined) ? 'none ever had more tasks than its minimum' : 'no service is scaled';
  return insurance('min-size', 'services never below their peak', set, why);
}

function noScaleIn({ services }: Scenario): InsuranceIdea {
  const set = services
    .filter(({ scaling }) => scaling !== undefined)
    .map((service) => setting(`${pathOf(service)}.scaling.suspendedState.dynamicScalingInSuspended`, true));
  return insurance('no-scale-in', 'services never scale in', set, 'no service is scaled');
}

/** A second service, because a strategy cannot mix groups and Fargate (C.CAP-09, I.INS-3). */
function fargatePart({ scenario }: Insured): InsuranceIdea {
  const [id, title] = ['fargate-part', 'a third of each service on Fargate'];
  const movable = scenario.services.filter((service) => isOnInstances(service, scenario) && mayMove(service));
  if (movable.length === 0) return { id, title, why: 'no service on instances has a fixed desired count and no load' };
  const services = scenario.services.flatMap((service) => {
    if (!movable.includes(service)) return [service];
    const part = Math.max(1, Math.round(service.desiredCount! * FARGATE_PART));
    const { capacityProviderStrategy: _, placementStrategy: __, placementConstraints: ___, ...rest } = service;
    return [
      { ...service, desiredCount: service.desiredCount! - part },
      { ...rest, serviceName: `${service.serviceName}-fargate`, desiredCount: part, launchType: 'FARGATE' as const },
    ];
  });
  return { id, title, set: [setting('services', services)] };
}

/** False for a service with a load, which would have to be divided as well. */
function mayMove({ desiredCount, desiredCountSchedule, scaling, load, schedulingStrategy }: ServiceText): boolean {
  return (
    schedulingStrategy === 'REPLICA' &&
    (desiredCount ?? 0) > 1 &&
    desiredCountSchedule === undefined &&
    scaling === undefined &&
    load === undefined
  );
}

function shallowChecks({ services }: Scenario): InsuranceIdea {
  const set = services.flatMap((service) =>
    (service.dependencies ?? []).some(({ healthCheck }) => healthCheck)
      ? [
          setting(
            `${pathOf(service)}.dependencies`,
            service.dependencies!.map((one) => ({ ...one, healthCheck: false })),
          ),
        ]
      : [],
  );
  return insurance('shallow-checks', 'health checks that ask no dependency', set, 'none asks one');
}

function longGrace(scenario: Scenario): InsuranceIdea {
  const names = [
    ...new Set(
      scenario.services.flatMap(({ loadBalancers }) => loadBalancers.map(({ targetGroupArn }) => targetGroupName(targetGroupArn))),
    ),
  ];
  const groups = names.filter((name) => (targetGroupAt(name, scenario)?.unhealthyThresholdCount ?? 0) < THRESHOLD);
  const kept = scenario.targetGroups.map((group) =>
    groups.includes(group.name) ? { ...group, unhealthyThresholdCount: THRESHOLD } : group,
  );
  const added = groups
    .filter((name) => targetGroupAt(name, scenario) === undefined)
    .map((name) => ({ name, unhealthyThresholdCount: THRESHOLD }));
  const set = groups.length === 0 ? [] : [setting('targetGroups', [...kept, ...added])];
  return insurance(
    'long-grace',
    `targets unhealthy after ${THRESHOLD} failed checks`,
    set,
    'no service has a target group, or all wait so long',
  );
}

const ZONE = 'attribute:ecs.availability-zone';

function spread(scenario: Scenario): InsuranceIdea {
  const set = scenario.services.flatMap((service) => {
    const { placementStrategy, schedulingStrategy } = service;
    if (schedulingStrategy === 'DAEMON' || !isOnInstances(service, scenario) || placementStrategy === undefined) return [];
    const [first] = placementStrategy;
    if (first?.type === 'spread' && first.field === ZONE) return [];
    return [setting(`${pathOf(service)}.placementStrategy`, [{ type: 'spread', field: ZONE }, ...placementStrategy].slice(0, 5))];
  });
  return insurance('spread', 'services spread over zones first', set, 'every service is');
}
