import { describe, expect, it } from 'vitest';
import { Redaction } from '../../src/snapshot/redact.js';

const redaction = () => new Redaction({ accountIds: false, environment: false, addresses: false, userData: false });
const redacted = (answer: unknown) => redaction().of(answer);

describe('redacted parts of answers', () => {
  it('is any number of an account in a name, also at its first occurrence', () => {
    expect(redacted({ name: 'jobs_123456789012', other: 'a123456789012b', image: 'app-123456789012x:1' })).toEqual({
      name: 'jobs_000000000000',
      other: 'a000000000000b',
      image: 'app-000000000000x:1',
    });
    // Longer numbers and ids of AWS are none.
    const kept = {
      ms: '1780000000000',
      at: 123_456_789_012,
      id: 'i-0a123456789012bcd',
      task: `arn:aws:ecs:us-east-1:000000000000:task/c/${'a123456789012b'.repeat(2)}cdef`,
    };
    expect(redacted(kept)).toEqual(kept);
  });

  it('is an address, and not a similar tag of an image', () => {
    expect(redacted({ image: '10.1.2.3:5000/team/app:1.2.3.4', name: 'app:1.2.3.4' })).toEqual({
      image: '0.0.0.0:5000/team/app:1.2.3.4',
      name: 'app:0.0.0.0',
    });
    expect(redacted({ image: 'app:1.2.3.4' })).toEqual({ image: 'app:1.2.3.4' });
    expect(redacted({ image: 'app@sha256:0123' })).toEqual({ image: 'app@sha256:0123' });
  });

  it('is an address of IPv6 however it is written, and nothing that only has colons', () => {
    const written = ['::1', 'fe80::1%eth0', '2001:DB8::', '2001:db8:0:1:2:3:4:5', '::ffff:10.1.2.3'];
    for (const address of written)
      expect(redacted({ reason: `of [${address}]:80, ${address}/64 and ${address}.` })).toEqual({ reason: 'of [::]:80, ::/64 and ::.' });
    const kept = { reason: 'arn:aws:iam::000000000000:role/a at 12:34:56, std::vector, a:b:c, sha256:00aa::zz' };
    expect(redacted(kept)).toEqual(kept);
  });

  it('is the identity of a principal, and not its role', () => {
    expect(redacted({ message: 'User: arn:aws:sts::000000000000:assumed-role/Admin/jane@example.com is not authorized' })).toEqual({
      message: 'User: arn:aws:sts::000000000000:assumed-role/Admin/redacted is not authorized',
    });
    expect(
      redacted({ createdBy: 'arn:aws-cn:iam::000000000000:user/team/john', roleArn: 'arn:aws:iam::000000000000:role/team/task' }),
    ).toEqual({
      createdBy: 'arn:aws-cn:iam::000000000000:user/redacted',
      roleArn: 'arn:aws:iam::000000000000:role/team/task',
    });
  });
});
