/** The EC2 instance id of an instance, made from its ordinal: `i-` and 17 hexadecimal digits, as EC2 writes them. */
export function ec2InstanceId(ordinal: number): string {
  return `i-${ordinal.toString(16).padStart(17, '0')}`;
}
