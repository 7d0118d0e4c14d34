import { describe, expect, it } from 'vitest';
import { queueUrlOf } from '../../../src/run/queue/queue-url.js';

function read(text: string) {
  const mistakes: string[] = [];
  const url = queueUrlOf(text, mistakes);
  return url ?? mistakes;
}

describe('the URL of a queue', () => {
  it('shows host, user, and whether by TLS; its password is not shown', () => {
    expect(read('redis://cache')).toEqual({ shown: 'redis://cache', options: { host: 'cache', port: 6379, db: 0 } });
    expect(read('redis://[::1]:7000/3')).toEqual({ shown: 'redis://[::1]:7000/3', options: { host: '::1', port: 7000, db: 3 } });
    expect(read('rediss://fleet:p%40ss%2Fword@cache.example:6380')).toEqual({
      shown: 'rediss://fleet:***@cache.example:6380',
      options: {
        ...{ host: 'cache.example', port: 6380, db: 0, username: 'fleet', password: 'p@ss/word' },
        tls: { servername: 'cache.example' },
      },
    });
    expect(read('redis://:secret@cache')).toMatchObject({ shown: 'redis://:***@cache', options: { password: 'secret' } });
  });

  it.each([
    ['http://cache', '--queue http://cache: there is no queue by http://'],
    ['cache:6379', '--queue cache:6379: there is no queue by cache://'],
    ['6379', '--queue 6379: it is no URL'],
    ['redis://', '--queue redis://: it names no host'],
    ['redis://cache:99999', '--queue redis://cache:99999: it is no URL'],
    ['redis://cache/runs', '--queue redis://cache/runs: /runs is no number of a database'],
    ['redis://cache?family=6', '--queue redis://cache?family=6: ?family=6 means nothing here'],
    ['redis://:50%@cache', '--queue redis://:***@cache: a % in a name or password is written %25'],
    ['redis//u:secret@cache', '--queue redis:***@cache: it is no URL'],
  ])('%s is refused in one line, without its password', (text, start) => {
    const mistakes = read(text) as string[];
    expect(mistakes).toHaveLength(1);
    expect(mistakes[0].startsWith(start)).toBe(true);
    expect(mistakes[0]).toContain('write redis://HOST:PORT');
    expect(mistakes[0]).not.toContain('secret');
  });
});
