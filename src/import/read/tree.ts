import { isTooDeep } from '../../scenario/text/document.js';
import { FORBIDDEN_KEYS, treeProblems } from '../../scenario/text/large-json.js';
import type { Mistake } from '../findings.js';
import { repeatedKeys } from './repeated-keys.js';
import { plainYaml } from './yaml-tree.js';

/**
 * An untrusted text parsed as plain data, or the reason why that failed. JSON may be large, as answers of AWS are. YAML has a length limit,
 * because its parser recurses. `repeated`: paths of keys that the text gives twice; the last value counts. JSON above the limit of YAML is
 * not searched for them: a program wrote it.
 */
export type Tree =
  | { readonly value: unknown; readonly repeated?: readonly string[]; readonly mistakes?: undefined }
  | { readonly mistakes: readonly Mistake[] };

export const JSON_LENGTH_MAX = 256_000_000;
const YAML_LENGTH_MAX = 2_000_000;
const DEPTH_MAX = 100;
const VALUES_MAX = 20_000_000;
/** Where a key or a value is due; text in quotes may hold the same. */
const COMMENT = /[\n{[,]\s*\/[/*]/;

/** Reads JSON or YAML, of limited length, depth and number of values, into plain data with the mistakes of its text. */
export function readTree(text: string, file: string): Tree {
  const refused = (message: string, field = ''): Tree => ({ mistakes: [{ file, field, message }] });
  if (text.length > JSON_LENGTH_MAX) return refused(`has ${text.length} characters, at most ${JSON_LENGTH_MAX} are read`);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it looks for control characters.
  if (/[\u0000-\u0008\u000e-\u001a\ufffd]/.test(text.slice(0, YAML_LENGTH_MAX)))
    return refused('is not a text file: write JSON or YAML in UTF-8');
  if (text.trim() === '') return refused('is empty');
  const json = /^\s*[[{]/.test(text) ? parsedJson(text) : undefined;
  if (json !== undefined && 'value' in json) return checked(json.value, text, file);
  if (json !== undefined && COMMENT.test(text)) return refused('has comments, which JSON does not: take them out');
  if (text.length > YAML_LENGTH_MAX)
    return refused(json?.message ?? `has ${text.length} characters, at most ${YAML_LENGTH_MAX} of YAML are read: save it as JSON`);
  if (isTooDeep(text, DEPTH_MAX)) return refused(`is nested more than ${DEPTH_MAX} levels deep`);
  return yamlTree(text, file, json?.message);
}

function parsedJson(text: string): { value: unknown } | { message: string } {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    return { message: `is not valid JSON: ${(error as Error).message.split('\n')[0]!.slice(0, 160)}` };
  }
}

function yamlTree(text: string, file: string, jsonMessage: string | undefined): Tree {
  const outcome = plainYaml(text, { depthMax: DEPTH_MAX, forbidden: FORBIDDEN_KEYS });
  if ('value' in outcome) return outcome;
  // A text that begins like JSON and fails to parse as YAML was meant as JSON.
  return {
    mistakes: outcome.messages
      .map(({ field, message }) => ({ file, field, message: jsonMessage ?? message }))
      .slice(0, jsonMessage ? 1 : 20),
  };
}

function checked(root: unknown, text: string, file: string): Tree {
  const problems = treeProblems(root, { depthMax: DEPTH_MAX, valuesMax: VALUES_MAX });
  return problems.length === 0
    ? { value: root, repeated: text.length > YAML_LENGTH_MAX ? [] : repeatedKeys(text) }
    : { mistakes: problems.map(({ path, message }) => ({ file, field: path.join('.'), message })) };
}
