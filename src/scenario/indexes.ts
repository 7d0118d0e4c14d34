import { providersOf } from '../sim/providers/of-setup.js';
import type { ImageSpec, InstanceTypeSpec, ProviderSpec } from '../sim/setup.js';
import { EXTERNAL_ZONE, externalType, isExternal } from './cluster/external.js';
import { factsOf, typeSpec } from './cluster/instance-types.js';
import { groupProviders } from './cluster/providers.js';
import { zonesOf } from './complete.js';
import { allTypesOf } from './groups/setup.js';
import { imagesOf } from './images/setup.js';
import type { LoadFiles } from './load/files.js';
import type { ProviderText, Scenario } from './schema.js';
import { portsOf, type TaskDefinition } from './task-definition/definition.js';

/** Indexes of names in the lists of the setup that other parts refer to. */
export class Indexes {
  readonly zones: readonly string[];
  readonly groups: readonly ProviderText[];
  readonly providers: readonly ProviderSpec[];
  readonly types: readonly InstanceTypeSpec[];
  readonly ports: readonly string[];
  readonly images: readonly ImageSpec[];

  constructor(
    readonly scenario: Scenario,
    readonly definitions: readonly TaskDefinition[],
    readonly loads: LoadFiles,
  ) {
    const { cluster } = scenario;
    const external = cluster.containerInstances.filter(isExternal);
    this.zones = [...zonesOf(scenario), ...(external.length > 0 ? [EXTERNAL_ZONE] : [])];
    this.groups = groupProviders(scenario);
    this.providers = providersOf(this.groups);
    const names = [
      ...this.groups.flatMap(({ autoScalingGroup }) => allTypesOf(autoScalingGroup)),
      ...cluster.containerInstances.flatMap((fixed) => (isExternal(fixed) ? [] : [fixed.instanceType])),
      ...(scenario.present?.containerInstances ?? []).map(({ instanceType }) => instanceType),
    ];
    this.ports = [...new Set(definitions.flatMap((definition) => portsOf(definition)))];
    const ofExternal = external.map((fixed) => externalType(fixed, factsOf(fixed.instanceType, scenario)));
    const ofEc2 = [...new Set(names)].map((name) => factsOf(name, scenario));
    const types = new Map([...ofEc2, ...ofExternal].map((facts) => [facts.name, typeSpec(facts, this.ports)]));
    this.types = [...types.values()];
    this.images = imagesOf(scenario, [...new Set(definitions.flatMap((definition) => definition.images))]);
  }

  type(name: string): number {
    return this.types.findIndex((type) => type.name === name);
  }

  provider(name: string): number {
    return this.providers.findIndex((provider) => provider.name === name);
  }

  zoneIndexes(zones: readonly string[] | undefined): number[] {
    return (zones ?? zonesOf(this.scenario)).map((zone) => this.zones.indexOf(zone));
  }
}
