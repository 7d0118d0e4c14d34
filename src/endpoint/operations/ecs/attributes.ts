import type { Attribute, ECS } from '@aws-sdk/client-ecs';
import { containerInstanceRows } from '../../../answers/instances.js';
import { AwsError, invalidParameter } from '../../aws-error.js';
import { type Context, type OperationsOf, writes } from '../operation.js';
import { listsOf } from '../page.js';
import { numberIn, shortName } from './names.js';

const lists = listsOf('ecs', 100);
/** Attributes of a call, and custom attributes of an instance. */
const ATTRIBUTES_MAX = 10;
/** Attributes that ECS and the agent set. */
const BUILT_IN = /^(com\.amazonaws\.)?ecs\./;

/** Calls on the attributes of container instances. */
export const ATTRIBUTES = {
  ListAttributes: lists(
    'attributes',
    ['cluster', 'targetType', 'attributeName', 'attributeValue'],
    ({ targetType, attributeName: name, attributeValue: value }, context) => {
      if (targetType !== 'container-instance') throw invalidParameter('targetType must be container-instance.');
      const { moment } = context.cluster;
      return containerInstanceRows(moment).flatMap((row) => {
        const targetId = moment.names.instance(moment.world.fleet.instance[row]!);
        return [...attributesOn(context, row)].flatMap(([own, text]) =>
          (name === undefined || name === own) && (value === undefined || value === text) ? [attributeAnswer(own, text, targetId)] : [],
        );
      });
    },
  ),
  PutAttributes: writes(['cluster', 'attributes'], async ({ attributes = [] }, context) => {
    const targets = targetsOf(context, attributes);
    const changes = [...targets].map(([row, own]) => {
      const given = Object.fromEntries(own.map(({ name = '', value }) => [name, value ?? null]));
      const custom = [...attributesOn(context, row).keys()].filter((name) => !BUILT_IN.test(name));
      if (new Set([...custom, ...Object.keys(given)]).size > ATTRIBUTES_MAX)
        throw new AwsError(
          'AttributeLimitExceededException',
          `You can apply up to ${ATTRIBUTES_MAX} custom attributes for each resource. You can view the attributes of a resource with ListAttributes.`,
        );
      return { row, attributes: given };
    });
    await change(context, changes);
    return { attributes };
  }),
  DeleteAttributes: writes(['cluster', 'attributes'], async ({ attributes = [] }, context) => {
    const targets = [...targetsOf(context, attributes)].map(([row, own]) => {
      const before = attributesOn(context, row);
      return { row, own: own.filter(({ name = '' }) => before.has(name)) };
    });
    const changes = targets.map(({ row, own }) => ({ row, removed: own.map(({ name = '' }) => name) }));
    const needed = changes.filter(({ removed }) => removed.length > 0);
    await change(context, needed);
    return { attributes: targets.flatMap(({ own }) => own) };
  }),
} satisfies OperationsOf<ECS>;

function attributeAnswer(name: string, value: string | null, targetId: string): Attribute {
  return { name, ...(value === null ? {} : { value }), targetType: 'container-instance', targetId };
}

function attributesOn({ cluster }: Context, row: number): ReadonlyMap<string, string | null> {
  const { fleet, classes } = cluster.moment.world;
  return classes.all[fleet.instanceClass[row]!]!.attributes;
}

/** The rows of the instances that a call names, each with its attributes; throws AWS's error where there is none. */
function targetsOf({ cluster }: Context, attributes: readonly Attribute[]): ReadonlyMap<number, Attribute[]> {
  if (attributes.length === 0 || attributes.length > ATTRIBUTES_MAX)
    throw invalidParameter(`You can specify between 1 and ${ATTRIBUTES_MAX} attributes in a single request.`);
  const { moment } = cluster;
  const rows = new Map(containerInstanceRows(moment).map((row) => [moment.world.fleet.instance[row]!, row]));
  const found = new Map<number, Attribute[]>();
  for (const one of attributes) {
    const { targetId = '', targetType } = one;
    const row = rows.get(numberIn(targetId));
    const isShort = shortName(targetId) === targetId;
    if (isShort && targetType !== 'container-instance')
      throw invalidParameter('targetType must be container-instance where targetId is no ARN.');
    if (row === undefined || shortName(moment.names.instance(moment.world.fleet.instance[row]!)) !== shortName(targetId))
      throw new AwsError(
        'TargetNotFoundException',
        'The specified target could not be found. You can view your available container instances with ListContainerInstances.',
      );
    found.set(row, [...(found.get(row) ?? []), one]);
  }
  return found;
}

interface Change {
  readonly row: number;
  readonly attributes?: Readonly<Record<string, string | null>>;
  readonly removed?: readonly string[];
}

async function change({ cluster }: Context, changes: readonly Change[]): Promise<void> {
  const { fleet } = cluster.moment.world;
  const faults = changes.map(({ row, ...what }) => ({ type: 'attributes', containerInstances: [fleet.instance[row]!], ...what }));
  if (faults.length === 0) return;
  await cluster.edit({ ahead: (draft, atMs) => draft.faults.push(...(faults.map((one) => ({ ...one, at: `${atMs}ms` })) as never[])) });
}
