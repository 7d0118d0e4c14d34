import type { Schema } from '@smithy/types';
import { AwsError } from '../aws-error.js';
import { Shapes } from './shape.js';

/** In the SDK's schemas: the format of times as text. Without one AWS's JSON has seconds since 1970. */
const ISO_8601 = 5;
const SHAPES = new Shapes((ms, format) => (format === ISO_8601 ? new Date(ms).toISOString() : ms / 1000));

/** Parses the body of a call of the JSON protocol. Throws an AwsError. */
export function readJson(body: string): unknown {
  if (body.trim() === '') return {};
  try {
    return JSON.parse(body);
  } catch {
    throw new AwsError('SerializationException', 'The body of the call is no JSON');
  }
}

export function writeJson(schema: Schema, output: unknown): string {
  return JSON.stringify(SHAPES.inShape(schema, output)) ?? '{}';
}

export function writeJsonError({ code, message }: AwsError): string {
  return JSON.stringify({ __type: code, message });
}
