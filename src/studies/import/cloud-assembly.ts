import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { at, isBlock } from '../../import/plain-data.js';
import type { InputFile } from '../../import/recordings.js';
import { UserError } from '../../run/failure.js';

/** The stacks of a cloud assembly, which `cdk synth` writes into cdk.out: https://docs.aws.amazon.com/cdk/v2/guide/deploy-synth.html. */
export interface CloudAssembly {
  readonly files: readonly InputFile[];
  /** The region of its stacks; undefined where none has one. */
  readonly region: string | undefined;
  /** Templates of stacks outside the requested region. */
  readonly elsewhere: readonly { readonly file: string; readonly region: string }[];
}

const MANIFEST = 'manifest.json';
const STAGES_DEPTH_MAX = 10;

interface StackFile {
  readonly input: InputFile;
  readonly region: string | undefined;
}

/** Reads an assembly with those of its stages: the stacks of one region, and those without a region. Throws a UserError with all mistakes. */
export function readAssembly(folder: string, wanted: string | undefined): CloudAssembly {
  const mistakes: string[] = [];
  const stacks = stacksIn(folder, { mistakes, depth: 0 });
  const regions = [...new Set(stacks.flatMap(({ region }) => region ?? []))].sort();
  const region = wanted ?? (regions.length === 1 ? regions[0] : undefined);
  if (mistakes.length === 0 && stacks.length === 0) mistakes.push(`--app ${folder}: its ${MANIFEST} names no stack`);
  if (region === undefined && regions.length > 1)
    mistakes.push(`--app ${folder}: has stacks of ${regions.join(' and ')}: give --region, because a scenario has one region`);
  if (mistakes.length > 0) throw new UserError(mistakes);
  const isHere = (stack: StackFile) => stack.region === undefined || region === undefined || stack.region === region;
  const elsewhere = stacks.flatMap((stack) => (isHere(stack) ? [] : [{ file: stack.input.file, region: stack.region! }]));
  return { files: stacks.filter(isHere).map(({ input }) => input), region, elsewhere };
}

function stacksIn(folder: string, reading: { readonly mistakes: string[]; readonly depth: number }): StackFile[] {
  const { mistakes, depth } = reading;
  const manifest = jsonAt(
    join(folder, MANIFEST),
    mistakes,
    `--app ${folder}: is no cloud assembly: it has no ${MANIFEST}; run cdk synth first`,
  );
  const listed = at(manifest, 'artifacts');
  const artifacts = Object.values(isBlock(listed) ? listed : {});
  const assets = artifacts.flatMap((artifact) => assetsOf(folder, artifact, mistakes));
  return artifacts.flatMap((artifact): StackFile[] => {
    const [type, properties] = [at(artifact, 'type'), at(artifact, 'properties')];
    if (type === 'cdk:cloud-assembly' && depth < STAGES_DEPTH_MAX)
      return stacksIn(join(folder, String(at(properties, 'directoryName') ?? '')), { ...reading, depth: depth + 1 });
    const template = at(properties, 'templateFile');
    if (type !== 'aws:cloudformation:stack' || typeof template !== 'string') return [];
    const region = /^aws:\/\/[^/]+\/([a-z]{2}(?:-[a-z]+)+-\d)$/.exec(String(at(artifact, 'environment') ?? ''))?.[1];
    const file = join(folder, template);
    const stack = jsonAt(file, mistakes, `${file}: there is no such file, and the ${MANIFEST} names it`);
    return stack === undefined ? [] : [{ input: { file, text: JSON.stringify(withPaths(stack, assets)), isFound: true }, region }];
  });
}

interface Asset {
  /** The hash of its content, which its address ends with. */
  readonly id: string;
  readonly path: string;
}

/** Returns the files that a stack uploads, its nested templates among them. */
function assetsOf(folder: string, artifact: unknown, mistakes: string[]): Asset[] {
  const file = at(at(artifact, 'properties'), 'file');
  if (at(artifact, 'type') !== 'cdk:asset-manifest' || typeof file !== 'string' || !existsSync(join(folder, file))) return [];
  const files = at(jsonAt(join(folder, file), mistakes, ''), 'files');
  return Object.entries(isBlock(files) ? files : {}).flatMap(([id, asset]) => {
    const path = at(at(asset, 'source'), 'path');
    return typeof path === 'string' && path.endsWith('.json') ? [{ id, path }] : [];
  });
}

/** Returns a template whose nested stacks name their files: by the note of the CDK, or by the hash in the address. */
function withPaths(template: unknown, assets: readonly Asset[]): unknown {
  const resources = at(template, 'Resources');
  if (!isBlock(template) || !isBlock(resources)) return template;
  const entries = Object.entries(resources).map(([id, resource]) => {
    const properties = at(resource, 'Properties');
    const address = JSON.stringify(at(properties, 'TemplateURL') ?? '');
    const path = at(at(resource, 'Metadata'), 'aws:asset:path') ?? assets.find((asset) => address.includes(asset.id))?.path;
    const isNested = at(resource, 'Type') === 'AWS::CloudFormation::Stack' && typeof path === 'string' && isBlock(resource);
    return [
      id,
      isNested ? { ...resource, Properties: { ...(isBlock(properties) ? properties : {}), TemplateURL: path } } : resource,
    ] as const;
  });
  return { ...template, Resources: Object.fromEntries(entries) };
}

function jsonAt(path: string, mistakes: string[], absent: string): unknown {
  if (!existsSync(path) || !statSync(path).isFile()) {
    mistakes.push(absent);
    return undefined;
  }
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    mistakes.push(`${path}: is no JSON: ${(error as Error).message}`);
    return undefined;
  }
}
