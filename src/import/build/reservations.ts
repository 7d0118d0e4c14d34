import { under } from '../findings.js';
import { field, textAt } from '../in-scenario-shape.js';
import { isBlock, listOf, plural, shortText } from '../plain-data.js';
import type { DescribedResource } from '../resource-inventory.js';
import { reportRest } from '../unread-keys.js';
import { isUnresolved, reportUnresolved } from '../unresolved.js';
import type { Building, Part } from './context.js';

/** Capacity Reservations of EC2 (M.CR-1): capacity that costs money, used or not. */

const NEEDED = ['instanceType', 'availabilityZone', 'instanceCount', 'totalInstanceCount'];
const READ = [
  ...NEEDED,
  ...['instancePlatform', 'instanceMatchCriteria', 'tenancy', 'state', 'endDate', 'endDateType'],
  // Keys that AWS adds in answers and plans.
  ...['capacityReservationId', 'capacityReservationArn', 'ownerId', 'id', 'arn', 'availabilityZoneId', 'availableInstanceCount'],
  ...['startDate', 'createDate', 'reservationType', 'capacityAllocations', 'ebsOptimized', 'ephemeralStorage', 'tagSpecifications'],
  ...['tags', 'tagsAll', 'timeouts', 'region', 'name'],
];
const COUNT_MAX = 100_000;

/** Adds the reservations that groups of the scenario launch into; those of one type and zone are one. */
export function buildReservations(building: Building): void {
  const { inventory, scenario, findings } = building;
  const kept = new Map<string, Part & { instanceCount: number }>();
  for (const described of inventory.capacityReservations) {
    const { place, value } = described;
    const state = textAt(value, 'state') ?? 'active';
    if (state !== 'active') {
      findings.leftOut(place, `is ${state}: it reserves nothing`);
      continue;
    }
    const found = reservationOf(building, described);
    if (found === undefined) continue;
    const { instanceType, availabilityZone, instanceCount } = found;
    const problem = refusalOf(building, value) ?? whyUnused(building, found);
    if (problem !== undefined) {
      findings.leftOut(place, `${problem}: neither it nor its price is in the scenario`);
      continue;
    }
    reportRest(value, READ, { place, findings });
    const key = `${instanceType} in ${availabilityZone}`;
    const before = kept.get(key)?.instanceCount ?? 0;
    kept.set(key, { instanceType, availabilityZone, instanceCount: before + instanceCount });
    findings.understood(place, `Capacity Reservation: ${plural(instanceCount, 'place')} of ${key}`);
    const end = textAt(value, 'endDate') ?? '';
    if (end !== '')
      findings.assumed(
        under(place, 'endDate'),
        `the Capacity Reservation ends at ${end}, and is there for the whole run`,
        'cluster.capacityReservations',
      );
  }
  if (kept.size > 0) scenario.cluster.capacityReservations = [...kept.values()];
}

interface Places {
  readonly instanceType: string;
  readonly availabilityZone: string;
  readonly instanceCount: number;
}

function reservationOf({ findings }: Building, { place, value }: DescribedResource): Places | undefined {
  const unknown = NEEDED.filter((key) => isUnresolved(field(value, key)));
  for (const key of unknown) reportUnresolved(field(value, key) as never, under(place, key), findings);
  if (unknown.length > 0) return undefined;
  const [instanceType, availabilityZone] = [textAt(value, 'instanceType'), textAt(value, 'availabilityZone')];
  const instanceCount = Number(field(value, 'totalInstanceCount', 'instanceCount'));
  const isCount = Number.isInteger(instanceCount) && instanceCount >= 1 && instanceCount <= COUNT_MAX;
  if (instanceType !== undefined && availabilityZone !== undefined && isCount) return { instanceType, availabilityZone, instanceCount };
  findings.leftOut(place, `lacks an instance type, a zone or a count of 1 to ${COUNT_MAX}: the reservation is not in the scenario`);
  return undefined;
}

/** Why a scenario cannot have such a reservation; undefined when it can. */
function refusalOf({ scenario }: Building, value: unknown): string | undefined {
  if (textAt(value, 'instanceMatchCriteria') === 'targeted') return 'only instances that name it use it, and a scenario has open ones';
  if ((textAt(value, 'tenancy') ?? 'default') !== 'default') return 'is for dedicated hardware, and a scenario has shared hardware';
  const platform = textAt(value, 'instancePlatform');
  const system = scenario.cluster.ami === 'windows' ? 'Windows' : 'Linux/UNIX';
  if (platform !== undefined && platform !== system)
    return `is for ${shortText(platform).slice(1, -1)}, and the instances of the scenario do not run it`;
  return undefined;
}

function whyUnused({ scenario, region }: Building, { instanceType, availabilityZone }: Places): string | undefined {
  const { capacityProviders, availabilityZones } = scenario.cluster;
  const zones = availabilityZones ?? ['a', 'b', 'c'].map((letter) => `${region}${letter}`);
  const isLaunched = capacityProviders.some((provider) => {
    const group = isBlock(provider) ? provider.autoScalingGroup : undefined;
    return (
      listOf(field(group, 'instanceTypes')).includes(instanceType) &&
      listOf(field(group, 'availabilityZones') ?? zones).includes(availabilityZone)
    );
  });
  return isLaunched ? undefined : `no group of the input launches ${instanceType} in ${availabilityZone}`;
}
