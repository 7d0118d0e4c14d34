import { NormalizedSchema } from '@smithy/core/schema';
import { operationsOf, SERVICES, type ServiceName } from '../../../src/endpoint/protocol/models.js';

/** One member of a call's input without members of its own, as the SDK has it. */
export interface SdkField {
  /** Such as `loadBalancers[].containerPort`. */
  readonly path: string;
  readonly type: 'text' | 'number' | 'boolean' | 'map' | 'time';
}

/** Returns the fields of a call's input, of all depths. */
export async function fieldsOfCall(service: ServiceName, call: string): Promise<SdkField[]> {
  const operations = await operationsOf(SERVICES.find(({ name }) => name === service)!);
  return [...leavesOf(NormalizedSchema.of(operations.get(call)!.input as never), '')];
}

function* leavesOf(schema: NormalizedSchema, path: string): Generator<SdkField> {
  if (schema.isStructSchema()) {
    for (const [name, member] of schema.structIterator()) yield* leavesOf(member, path === '' ? name : `${path}.${name}`);
  } else if (schema.isListSchema()) yield* leavesOf(schema.getValueSchema(), `${path}[]`);
  else yield { path, type: typeOf(schema) };
}

function typeOf(schema: NormalizedSchema): SdkField['type'] {
  if (schema.isNumericSchema()) return 'number';
  if (schema.isBooleanSchema()) return 'boolean';
  if (schema.isTimestampSchema()) return 'time';
  return schema.isStringSchema() ? 'text' : 'map';
}
