import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { step, T3, timelineText } from '../../scenario/incidents/incidents.js';

export const DAY = T3.replace('110m', '12h');
const OUTAGE = step('power', 'from: "06:48", to: open, where: A, fault: { type: zoneOutage }');
const DRY = step('launches', 'from: "06:48", to: "07:13", where: region, fault: { type: capacityDrought }');

/** A new folder with the cluster t3.yaml, the incident day.yaml and a sweep over fleets. */
export function insuranceFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'insurance-'));
  writeFileSync(join(folder, 't3.yaml'), DAY);
  writeFileSync(
    join(folder, 'day.yaml'),
    timelineText({ start: '2025-10-20T06:48:00Z', end: '2025-10-20T12:28:00Z', steps: `${OUTAGE}${DRY}` }),
  );
  writeFileSync(
    join(folder, 'sweep.yaml'),
    'name: sizes\nscenario: t3.yaml\nreplications: 2\nmetrics: [cost]\naxes: { cluster.capacityProviders.w.autoScalingGroup.minSize: [3, 6] }\n',
  );
  return folder;
}
