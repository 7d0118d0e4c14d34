import { volumeUsdPerMonth } from '../../billing/volumes.js';
import type { VolumeSpec } from '../../sim/volume-spec.js';
import type { Scenario, ServiceText, WorkloadText } from '../schema.js';

type Volumes = Pick<ServiceText | WorkloadText, 'volumeConfigurations'>;

/** The EBS volume that each task of a service or workload creates, if any. Volumes of a service always go with their tasks (C.VOL-03). */
export function volumeSpecOf(work: ServiceText | WorkloadText, { prices }: Scenario): VolumeSpec | undefined {
  const [first] = work.volumeConfigurations ?? [];
  if (first === undefined) return undefined;
  const isKept = !('serviceName' in work) && first.managedEBSVolume.terminationPolicy?.deleteOnTermination === false;
  return { usdPerMonth: volumeUsdPerMonth(first.managedEBSVolume, prices.ebs), isKept };
}

/** That of a deployment's tasks, where it differs from that of its service: null for none. */
export function volumeOfDeployment({ volumeConfigurations }: Volumes, { prices }: Scenario): { readonly volume?: VolumeSpec | null } {
  if (volumeConfigurations === undefined) return {};
  const [first] = volumeConfigurations;
  return { volume: first === undefined ? null : { usdPerMonth: volumeUsdPerMonth(first.managedEBSVolume, prices.ebs), isKept: false } };
}
