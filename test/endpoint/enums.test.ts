import { readdirSync, readFileSync } from 'node:fs';
import * as sdk from '@aws-sdk/client-ecs';
import { expect, it } from 'vitest';
import { OF_OTHER_NAME, valuesIn } from '../../src/endpoint/protocol/enums.js';

const MODELS = new URL('../../node_modules/@aws-sdk/client-ecs/dist-types/models/', import.meta.url);

/** Structures of answers alone, and of daemons and gateways, which have no calls here. */
const NO_INPUTS = /Daemon|Gateway|(Response|Detail|ManagedInstancesProvider)$|^(Task|ContainerInstance)$/;

/** Members of the SDK's types by structure, each with the name of its type without `[]`. */
function typedMembers(): { readonly structure: string; readonly member: string; readonly type: string }[] {
  const texts = readdirSync(MODELS).map((file) => readFileSync(new URL(file, MODELS), 'utf8'));
  return [...texts.join('\n').matchAll(/export interface (\w+)[^{]*\{([\s\S]*?)\n\}/g)].flatMap(([, structure, body]) =>
    [...body!.matchAll(/\n {4}(\w+)\??: (\w+)/g)].map(([, member, type]) => ({ structure: structure!, member: member!, type: type! })),
  );
}

it('a member of a call has the values of its type in the SDK', () => {
  const valuesOf = valuesIn(sdk);
  const ofType = (type: string) => Object.values((sdk as unknown as Record<string, object>)[type] ?? {});
  const inputs = typedMembers().filter(({ structure }) => !NO_INPUTS.test(structure));
  const checked = inputs.flatMap(({ structure, member, type }) => {
    const values = valuesOf(structure, member);
    return values === undefined ? [] : [{ at: `${structure}.${member}`, type, values }];
  });
  expect(checked.filter(({ values, type }) => String(values) !== String(ofType(type)))).toEqual([]);
  expect(Object.keys(OF_OTHER_NAME).filter((one) => !checked.some(({ at }) => at === one))).toEqual([]);
});
