import type { Setup } from './setup.js';

/** Returns an EC2 instance id made from the ordinal: `i-` and 17 hexadecimal digits, as EC2 writes them. */
export function ec2InstanceId(ordinal: number): string {
  return `i-${ordinal.toString(16).padStart(17, '0')}`;
}

/** Returns the function from ordinal to instance id in a run. Instances that are present at the start have ids of their own. */
export function ec2IdsOf({ present }: Pick<Setup, 'present'>): (ordinal: number) => string {
  if (present === undefined) return ec2InstanceId;
  const ids = new Map(present.instances.map((instance) => [instance.ordinal, instance.ec2InstanceId]));
  return (ordinal) => ids.get(ordinal) ?? ec2InstanceId(ordinal);
}
