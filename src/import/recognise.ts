import { isTemplate } from './cloudformation/template.js';
import { at, isBlock, listOf } from './plain-data.js';

/** Kind of an input text, recognised by its content; file names do not matter. */
export type Recognised = 'cloudformation' | 'parameters' | 'terraform' | 'api' | 'unknown';

export function recognise(value: unknown): Recognised {
  if (isTemplate(value)) return 'cloudformation';
  if (parametersIn(value) !== undefined) return 'parameters';
  if (isBlock(value) && at(value, 'format_version') !== undefined && (isBlock(at(value, 'planned_values')) || isBlock(at(value, 'values'))))
    return 'terraform';
  return isBlock(value) || listOf(value).some(isBlock) ? 'api' : 'unknown';
}

const HCL = /^\s*(?:resource|data|module|variable|output|provider|terraform|locals)\s+(?:"[^"\n]*"\s+)*\{/m;

/** Returns whether the text is Terraform source (HCL). */
export function isTerraformText(text: string): boolean {
  const code = text.slice(0, 200_000).replace(/^\s*(#|\/\/).*$/gm, '');
  return (
    /^\s*(?:resource|data|module|variable|output|provider|terraform|locals)\b/.test(code.trimStart().replace(/^\/\*[\s\S]*?\*\//, '')) &&
    HCL.test(code)
  );
}

export const TERRAFORM_REMEDY =
  "is Terraform's own language, which only Terraform works out: run 'terraform plan -out=plan' and 'terraform show -json plan > plan.json', and import plan.json";

/** Reads a parameter file in the format of create-stack, of Copilot or of CodePipeline deployments. */
export function parametersIn(value: unknown): [name: string, value: string][] | undefined {
  const pairs = Array.isArray(value) ? value.map((one) => [at(one, 'ParameterKey'), at(one, 'ParameterValue')] as const) : undefined;
  if (pairs !== undefined && pairs.length > 0 && pairs.every(([key]) => typeof key === 'string'))
    return pairs.map(([key, own]) => [String(key), String(own ?? '')]);
  const block = at(value, 'Parameters');
  const entries = isBlock(block) && at(value, 'Resources') === undefined ? Object.entries(block) : [];
  const isPlain = entries.length > 0 && entries.every(([, own]) => typeof own !== 'object' || own === null);
  return isPlain ? entries.map(([key, own]) => [key, String(own ?? '')]) : undefined;
}
