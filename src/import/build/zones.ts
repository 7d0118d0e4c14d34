import { isBlock, listOf } from '../plain.js';
import type { Building, Part } from './context.js';

/** Adds the zones that resources of the input use. Without any, a scenario uses three zones of its region. */
export function addZones({ scenario, region, findings }: Building): void {
  const { cluster } = scenario;
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
