import { describe, expect, it } from 'vitest';
import { mistakes, read, sample } from './sample.js';

const MANY = Array.from({ length: 11 }, (_, i) => ({ name: `c${i}` }));

describe('containers of a task', () => {
  it.each([
    [
      'none at all',
      sample({ containerDefinitions: [] }),
      'containerDefinitions: a task definition needs a container with a name and an image, such as',
    ],
    ['eleven', sample({}, ...MANY), 'containerDefinitions: 11 containers; a task definition has at most 10'],
    ['two of one name', sample({}, {}, {}), 'containerDefinitions.1.name: name "app" is taken by another container'],
    ['a name with a dot', sample({}, { name: 'my.app' }), 'containerDefinitions.0.name: name is "my.app"; AWS takes'],
    ['no name', sample({}, { name: '' }), 'containerDefinitions.0.name: container 1 has no name'],
    [
      'a link to nothing',
      sample({}, { links: ['db:database'] }),
      'containerDefinitions.0.links.0: links names "db", which the task does not have; there is none',
    ],
    [
      'links in host mode',
      sample({ networkMode: 'host' }, { links: ['db'] }, { name: 'db' }),
      'containerDefinitions.0.links: links need networkMode bridge, and this is host',
    ],
    [
      'a volume that is not there',
      sample({ volumes: [{ name: 'a' }] }, { mountPoints: [{ sourceVolume: 'b' }] }),
      'containerDefinitions.0.mountPoints.0.sourceVolume: mountPoints names "b", which the task does not have; there are a',
    ],
    [
      'volumes from nobody',
      sample({}, { volumesFrom: [{ sourceContainer: 'data' }] }),
      'containerDefinitions.0.volumesFrom.0.sourceContainer: volumesFrom names "data"',
    ],
    [
      'a wait for itself',
      sample({}, { dependsOn: [{ containerName: 'app', condition: 'START' }] }),
      'containerDefinitions.0.dependsOn: container app waits, through dependsOn, for itself',
    ],
    [
      'a wait for the end of an essential container',
      sample({}, { dependsOn: [{ containerName: 'init', condition: 'SUCCESS' }] }, { name: 'init' }),
      'containerDefinitions.0.dependsOn.0.condition: condition SUCCESS waits for "init" to exit',
    ],
    [
      'a wait for health that nobody checks',
      sample({}, { dependsOn: [{ containerName: 'db', condition: 'HEALTHY' }] }, { name: 'db' }),
      'containerDefinitions.0.dependsOn.0.condition: condition HEALTHY waits for "db", which has no healthCheck',
    ],
  ])('refuses %s', (_, value, mistake) => {
    const found = mistakes(value);
    expect(found).toHaveLength(1);
    expect(found[0]!.slice(0, mistake.length)).toBe(mistake);
  });

  it('refuses containers that wait for each other in a circle, once', () => {
    const waits = (name: string, containerName: string) => ({ name, dependsOn: [{ containerName, condition: 'START' }] });
    const found = mistakes(sample({}, waits('a', 'b'), waits('b', 'c'), waits('c', 'a')));
    expect(found).toEqual(['containerDefinitions.0.dependsOn: container a waits, through dependsOn, for itself; break the circle']);
    expect(mistakes(sample({}, waits('a', 'b'), waits('b', 'c'), { name: 'c' }))).toEqual([]);
  });

  it('does not blame a container that waits for a circle without being in it', () => {
    const waits = (name: string, containerName: string) => ({ name, dependsOn: [{ containerName, condition: 'START' }] });
    expect(mistakes(sample({}, waits('first', 'a'), waits('a', 'b'), waits('b', 'a')))).toEqual([
      'containerDefinitions.1.dependsOn: container a waits, through dependsOn, for itself; break the circle',
    ]);
  });

  it('takes ten containers and the one that GuardDuty adds', () => {
    expect(read(sample({}, ...MANY.slice(1), { name: 'aws-guardduty-agent-x1', essential: false })).containers).toHaveLength(11);
  });

  it('keeps the order and the conditions of what a container waits for', () => {
    const migrate = { name: 'migrate', essential: false };
    const db = { name: 'db', healthCheck: { command: ['CMD', 'true'] } };
    const dependsOn = [
      { containerName: 'migrate', condition: 'SUCCESS' },
      { containerName: 'db', condition: 'HEALTHY' },
    ];
    expect(read(sample({}, { dependsOn }, migrate, db)).containers[0]!.dependsOn).toEqual([
      { container: 'migrate', condition: 'SUCCESS' },
      { container: 'db', condition: 'HEALTHY' },
    ]);
  });
});
