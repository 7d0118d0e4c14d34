import { isBlock, listOf } from '../plain-data.js';
import type { Building, Part } from './context.js';

/** A region of AWS. The CDK writes templates for no region with zones such as dummy1a and bermuda-triangle-1337b. */
const REGION = /^(us|eu|ap|sa|ca|me|af|il|mx|cn)(-gov)?-[a-z]+-\d[a-z]$/;

/** Adds the zones that resources of the input use. Without any, a scenario uses three zones of its region. */
export function addZones({ scenario, region, findings }: Building): void {
  const { cluster } = scenario;
  const invented = placeInvented({ scenario, region });
  if (invented.length > 0)
    findings.assumed(
      { file: '', field: '' },
      `${invented.join(', ')}: no zones of AWS, so those of ${region} with these letters`,
      'cluster.availabilityZones',
    );
  const blocks = [...cluster.capacityProviders, ...cluster.containerInstances].filter(isBlock) as Part[];
  const zones = new Set<string>(Object.values(cluster.subnets));
  for (const block of blocks)
    for (const zone of listOf((isBlock(block.autoScalingGroup) ? block.autoScalingGroup : block).availabilityZones))
      zones.add(String(zone));
  for (const key of ['containerInstances', 'tasks'])
    for (const one of listOf(scenario.present?.[key]).filter(isBlock))
      if (typeof one.availabilityZone === 'string') zones.add(one.availabilityZone);
  const foreign = [...zones].filter((zone) => !zone.startsWith(region));
  for (const zone of foreign)
    findings.mistake(
      { file: '--region', field: '' },
      `is ${region}, and the input has something in ${zone}: give the region of the cluster`,
    );
  if (zones.size > 0) cluster.availabilityZones = [...zones].sort();
}

/** Replaces zones that AWS does not have by those of the region with the same letter; returns their names. */
function placeInvented({ scenario, region }: Pick<Building, 'scenario' | 'region'>): string[] {
  const { cluster } = scenario;
  const found = new Set<string>();
  const real = (zone: unknown) => {
    if (typeof zone !== 'string' || REGION.test(zone) || !/[a-z]$/.test(zone)) return zone;
    found.add(zone);
    return `${region}${zone.at(-1)!}`;
  };
  for (const [subnet, zone] of Object.entries(cluster.subnets)) cluster.subnets[subnet] = String(real(zone));
  for (const block of [...cluster.capacityProviders, ...cluster.containerInstances].filter(isBlock) as Part[]) {
    const holder = (isBlock(block.autoScalingGroup) ? block.autoScalingGroup : block) as Part;
    if (Array.isArray(holder.availabilityZones)) holder.availabilityZones = holder.availabilityZones.map(real);
  }
  return [...found].sort();
}
