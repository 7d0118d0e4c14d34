import { XmlShapeSerializer } from '@aws-sdk/core/protocols';
import type { Schema } from '@smithy/types';
import type { AwsError } from '../aws-error.js';
import type { OperationModel, ServiceModel } from './models.js';
import { Shapes } from './shape.js';

/** In the SDK's schemas: a structure, with its names and the schemas of its members. */
const STRUCTURE = 3;
const ISO_8601 = 5;
const TEXT = 0;
/** The SDK's serialiser writes dates. */
const SHAPES = new Shapes((ms) => new Date(ms));

type StructureSchema = readonly [
  kind: number,
  namespace: string,
  name: string,
  traits: unknown,
  names: readonly string[],
  members: readonly unknown[],
];

/** Writes an answer of the Query protocol. */
export function writeXml(
  { xml }: ServiceModel,
  { name, output }: OperationModel,
  { value, requestId }: { value: unknown; requestId: string },
): string {
  const serializer = new XmlShapeSerializer({
    xmlNamespace: xml!.namespace,
    serviceNamespace: '',
    timestampFormat: { useTrait: true, default: ISO_8601 },
  });
  const [schema, content] = xml!.isEc2 ? ec2Answer(name, output, { value, requestId }) : queryAnswer(name, output, { value, requestId });
  serializer.write(schema, content);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${String(serializer.flush())}`;
}

interface Answered {
  readonly value: unknown;
  readonly requestId: string;
}

/** The result within an element of its own, which clients need even without members, beside the metadata of the answer. */
function queryAnswer(name: string, output: Schema, { value, requestId }: Answered): [never, unknown] {
  const metadata = [STRUCTURE, '', 'ResponseMetadata', 0, ['RequestId'], [TEXT]];
  const isVoid = typeof resolved(output) !== 'object';
  const names = isVoid ? ['ResponseMetadata'] : [`${name}Result`, 'ResponseMetadata'];
  const members = isVoid ? [() => metadata] : [() => resolved(output), () => metadata];
  const schema = [STRUCTURE, '', `${name}Response`, 0, names, members];
  return [
    schema as never,
    { [`${name}Result`]: isVoid ? undefined : SHAPES.inShape(output, value ?? {}), ResponseMetadata: { RequestId: requestId } },
  ];
}

/** Returns the members beside the id of the call. */
function ec2Answer(name: string, output: Schema, { value, requestId }: Answered): [never, unknown] {
  const own = resolved(output);
  const [, namespace, , traits, names, members] = typeof own === 'object' ? own : ([0, '', '', 0, [], []] as const);
  const schema = [STRUCTURE, namespace, `${name}Response`, traits, ['requestId', ...names], [TEXT, ...members]];
  return [schema as never, { ...(typeof own === 'object' ? (SHAPES.inShape(output, value) as object) : {}), requestId }];
}

function resolved(schema: unknown): StructureSchema | string {
  return typeof schema === 'function' ? resolved(schema()) : (schema as StructureSchema);
}

export function writeXmlError({ xml }: ServiceModel, { code, message, status }: AwsError, requestId: string): string {
  const error = `<Code>${escaped(code)}</Code><Message>${escaped(message)}</Message>`;
  if (xml!.isEc2)
    return `<?xml version="1.0" encoding="UTF-8"?>\n<Response><Errors><Error>${error}</Error></Errors><RequestID>${requestId}</RequestID></Response>`;
  const type = status >= 500 ? 'Receiver' : 'Sender';
  return `<ErrorResponse xmlns="${xml!.namespace}"><Error><Type>${type}</Type>${error}</Error><RequestId>${requestId}</RequestId></ErrorResponse>`;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escaped(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0 has no place for them
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '?').replace(/[&<>"]/g, (sign) => ENTITIES[sign]!);
}
