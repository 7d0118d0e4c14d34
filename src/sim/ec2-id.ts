import type { Setup } from './setup.js';

/** The EC2 instance id of an instance, made from its ordinal: `i-` and 17 hexadecimal digits, as EC2 writes them. */
export function ec2InstanceId(ordinal: number): string {
  return `i-${ordinal.toString(16).padStart(17, '0')}`;
}

/** By ordinal, the ids of a run: instances that were there at the start have their own. */
export function ec2IdsOf({ present }: Pick<Setup, 'present'>): (ordinal: number) => string {
  if (present === undefined) return ec2InstanceId;
  const known = new Map(present.instances.map((instance) => [instance.ordinal, instance.ec2InstanceId]));
  return (ordinal) => known.get(ordinal) ?? ec2InstanceId(ordinal);
}
