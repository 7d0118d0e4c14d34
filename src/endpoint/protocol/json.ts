import { JsonShapeSerializer } from '@aws-sdk/core/protocols';
import type { Schema } from '@smithy/types';
import { AwsError } from '../aws-error.js';
import { inShape } from './shape.js';

/** AWS writes times as seconds since 1970. */
const EPOCH_SECONDS = 7;

export function readJson(body: string): unknown {
  if (body.trim() === '') return {};
  try {
    return JSON.parse(body);
  } catch {
    throw new AwsError('SerializationException', 'The body of the call is no JSON');
  }
}

export function writeJson(schema: Schema, output: unknown): string {
  const serializer = new JsonShapeSerializer({ jsonName: false, timestampFormat: { useTrait: true, default: EPOCH_SECONDS } });
  serializer.write(schema, inShape(schema, output));
  return String(serializer.flush() ?? '{}');
}

export function writeJsonError({ code, message }: AwsError): string {
  return JSON.stringify({ __type: code, message });
}
