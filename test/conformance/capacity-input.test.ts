import { describe, expect, it } from 'vitest';
import { mayAssociate, onCapacityChange } from '../../src/services/strategy-rules.js';
import { changed, GOOD, load, said } from '../scenario/scenarios.js';

const STRATEGY = 'capacityProviderStrategy: [{ capacityProvider: workers, weight: 1 }]';
const WEB = '{ family: web, containerDefinitions: [{ name: web, image: nginx, cpu: 256, memory: 512 }] }';
const withStrategy = (items: string, more = '') => said(changed([STRATEGY, `capacityProviderStrategy: [${items}]${more}`]));
const withWeb = (definition: string) => said(changed([WEB, definition]));
const at = 'services.web.capacityProviderStrategy';

describe('what ECS refuses', () => {
  it('[C.ERR-01] of a capacity provider strategy', () => {
    expect(withStrategy('{ capacityProvider: workers, weight: 1 }, { capacityProvider: spare, weight: 1 }')).toEqual([]);
    const items = Array.from({ length: 7 }, (_, i) => `{ capacityProvider: p${i}, weight: 1 }`).join(', ');
    const guide = changed([STRATEGY, `capacityProviderStrategy: [${items}]`], ['duration: 2h', 'duration: 2h\nawsBehaviour: guide-2024']);
    expect(said(guide)).toContain(`${at}: has 7 capacity providers: at most 6 (awsBehaviour: guide-2024)`);
    expect(withStrategy('{ capacityProvider: workers, base: 1, weight: 1 }, { capacityProvider: spare, base: 1 }')).toEqual([
      `${at}.spare.base: workers has a base already: only one provider of a strategy may have one`,
    ]);
    expect(withStrategy('{ capacityProvider: workers }, { capacityProvider: spare, weight: 0 }')).toEqual([
      `${at}: every weight is 0, so no provider would take a task: give at least one of them a weight above 0 (the default is 0)`,
    ]);
    expect(withStrategy('{ capacityProvider: workers, weight: 1 }, { capacityProvider: FARGATE, weight: 1 }')).toEqual([
      `${at}: mixes Fargate and Auto Scaling group providers: a strategy holds only one kind`,
    ]);
    expect(withStrategy('{ capacityProvider: others, weight: 1 }')).toEqual([
      `${at}.others.capacityProvider: there is no capacity provider "others" in the cluster; choose from workers, spare, FARGATE`,
    ]);
    const beside = 'services.web.launchType: stands beside capacityProviderStrategy: a task has one of the two';
    expect(withStrategy('{ capacityProvider: workers, weight: 1 }', '\n    launchType: EC2')).toEqual([beside]);
    expect(withStrategy('{ capacityProvider: workers, weight: 1 }', '\n    launchType: EXTERNAL')).toContain(beside);
  });

  it('[C.ERR-03] of a network', () => {
    const web = (mode: string, more = '') =>
      `{ family: web, networkMode: ${mode}, ${more}containerDefinitions: [{ name: web, image: nginx, memory: 512 }] }`;
    expect(withWeb(web('host'))).toEqual([]);
    expect(withWeb(web('default', 'runtimePlatform: { operatingSystemFamily: LINUX }, '))[0]).toContain('networkMode');
    expect(withWeb(web('bridge', 'requiresCompatibilities: [FARGATE], cpu: "256", memory: "512", ')).join()).toContain('networkMode');
    const mapped = (hostPort: string) =>
      web('host').replace('memory: 512', `memory: 512, portMappings: [{ containerPort: 80${hostPort} }]`);
    expect(withWeb(mapped(', hostPort: 81'))[0]).toContain('in networkMode host leave hostPort out or make it 80');
    expect(withWeb(mapped(', hostPort: 0'))).toHaveLength(1); // Docker cannot pick it.
    const network = (subnets: number, groups: number) => {
      const list = (count: number, word: string) => Array(count).fill(word).join(', ');
      const vpc = `{ subnets: [${list(subnets, 'us-east-1a')}], securityGroups: [${list(groups, 'sg-1')}] }`;
      return said(changed(['launchType: EC2', `launchType: EC2\n    networkConfiguration: { awsvpcConfiguration: ${vpc} }`]));
    };
    expect(network(16, 5)).toEqual([]);
    expect(network(17, 6).map((line) => line.replace(/^.*awsvpcConfiguration\./, ''))).toEqual([
      'subnets: has 17 entries: at most 16',
      'securityGroups: has 6 entries: at most 5',
    ]);
  });

  it('[C.ERR-04, C.TD-10] of a task definition: its memory, no essential container, a revision that is gone', () => {
    const web = (container: string, more = '') => `{ family: web, ${more}containerDefinitions: [{ name: web, image: nginx${container} }] }`;
    expect(withWeb(web(', memory: 512, memoryReservation: 256'))).toEqual([]);
    expect(withWeb(web(', memory: 256, memoryReservation: 256'))[0]).toContain('must be greater than memoryReservation 256');
    expect(withWeb(web(''))[0]).toContain('has neither memory nor memoryReservation');
    expect(withWeb(web('', 'memory: "512", '))).toEqual([]);
    expect(withWeb(web(', memory: 512, essential: false'))[0]).toContain('no container is essential');
    const described = (status: string) => withWeb(`{ taskDefinition: ${web(', memory: 512', `revision: 3, status: ${status}, `)} }`);
    expect(described('ACTIVE')).toEqual([]);
    for (const status of ['INACTIVE', 'DELETE_IN_PROGRESS'])
      expect(described(status)).toEqual([
        `services.web.taskDefinition: web:3 is ${status}, and starts no new tasks: name a revision that is ACTIVE, or register it again`,
      ]);
  });

  it('[C.ERR-05] of changes: a provider in a second cluster, a service between two kinds of provider', () => {
    expect([mayAssociate(true, 0), mayAssociate(true, 1)]).toEqual([true, false]);
    expect([onCapacityChange('autoScalingGroup', 'fargate'), onCapacityChange('fargate', 'autoScalingGroup')]).toEqual([
      'refused',
      'refused',
    ]);
    // A scenario cannot ask for either: it has one cluster, in which a provider is once, and a service has one strategy from start to end.
    expect(said(changed(['- name: spare', '- name: workers']))).toEqual([
      'cluster.capacityProviders.1.name: "workers" is taken: names are unique here',
    ]);
    expect(said(`${GOOD}clusters: []\n`)[0]).toContain('clusters: is not a key that belongs here; did you mean cluster?');
    expect(load(GOOD).setup?.services[0]?.capacity).toEqual({ kind: 'strategy', items: [{ provider: 0, base: 0, weight: 1 }] });
  });
});
