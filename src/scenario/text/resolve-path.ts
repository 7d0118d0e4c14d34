import type { z } from 'zod';
import { grouped } from '../../kernel/grouped.js';
import { formatPath, itemName } from './item-names.js';
import type { Path, Problem } from './problem.js';
import { blocksIn, keysAt } from './schema-keys.js';
import { type SchemaProblem, unknownKey, withoutMeant } from './schema-problems.js';
import { instead, nearest, ofSameBeginning } from './suggest.js';
import { isPrefix, valueAt } from './valid-parts.js';

/** A document as it is written, and what may be written in it. */
interface Tree {
  readonly root: unknown;
  readonly schema: z.core.$ZodType;
}

type Resolved = { readonly path: Path; readonly message?: undefined } | { readonly path?: undefined; readonly message: string };

/** Stands for any keys. */
const ANY = '...';
const LISTED_MAX = 12;
/** A key with more kinds of places gives no hint to the one that was meant. */
const KINDS_MAX = 3;
/** A shorter word resembles too many keys. */
const MISSPELT_MIN = 4;

/**
 * Splits a dotted text into keys and indexes. Names may contain dots (m5.large): the longest matching name or key counts. `...` stands for
 * any keys where one path alone has the others in this order.
 */
export function resolve(tree: Tree, text: string): Resolved {
  const [first = '', ...more] = text.split(ANY);
  const begun = first === '' && more.length > 0 ? { path: [] } : resolvePlain(tree, first);
  if (begun.path === undefined || more.length === 0) return begun;
  if (more.includes('')) return { message: `${ANY} stands for keys between others: end ${text} with a key` };
  const found = more.reduce<readonly Path[]>((paths, words) => paths.flatMap((path) => allBelow(tree, path, words)), [begun.path]);
  const paths = likeliest(tree, found);
  const [path] = paths;
  if (path === undefined) return { message: `nothing in the scenario has the path ${text}${meant(tree, [], more.at(-1)!)}` };
  return paths.length === 1 ? { path } : { message: `${ANY} stands for several paths here: choose from ${listed(tree, paths, ', ')}` };
}

function resolvePlain(tree: Tree, text: string): Resolved {
  const { path, rest, known } = walk(tree, [], text.split('.'));
  return rest.length === 0 ? { path } : { message: missing(tree, path, { rest, known }) };
}

/** A walk along words from a path on: how far it came, the words that are left, and what might have come next. */
interface Walk {
  readonly path: Path;
  readonly rest: readonly string[];
  readonly known: readonly Choice[];
}

function walk({ root, schema }: Tree, from: Path, words: readonly string[]): Walk {
  let rest = words;
  const path = [...from];
  while (rest.length > 0) {
    const node = valueAt(root, path);
    const keys = keysAt(schema, path);
    const known = choicesAt(node, keys);
    const isFree = keys === undefined && !Array.isArray(node);
    const taken = longestMatch(rest, known) || (isFree ? lengthOfFree(rest) : 0);
    if (taken === 0) return { path, rest, known };
    const word = rest.slice(0, taken).join('.');
    path.push(known.find((choice) => choice.word === word)?.step ?? word);
    rest = rest.slice(taken);
  }
  return { path, rest, known: [] };
}

interface Choice {
  readonly word: string;
  readonly step: string | number;
  readonly isIndex?: true;
}

function choicesAt(node: unknown, schemaKeys: readonly string[] | undefined): Choice[] {
  if (Array.isArray(node)) {
    const named = node.flatMap((item, step) => {
      const word = itemName(item);
      return word === undefined ? [] : [{ word, step }];
    });
    return [...named, ...node.map((_, step) => ({ word: String(step), step, isIndex: true as const }))];
  }
  const keys = typeof node === 'object' && node !== null ? Object.keys(node) : [];
  return [...new Set([...(schemaKeys ?? []), ...keys])].map((word) => ({ word, step: word }));
}

const PROTOTYPE_KEYS = /^(__proto__|constructor|prototype)$/;

/** Returns how many words form the longest known name. */
function longestMatch(words: readonly string[], known: readonly Choice[]): number {
  const names = new Set(known.map(({ word }) => word));
  for (let length = words.length; length > 0; length--) if (names.has(words.slice(0, length).join('.'))) return length;
  return 0;
}

/** Returns the number of words that form a name in a free-form block: all, and any name is valid. */
function lengthOfFree(words: readonly string[]): number {
  return words.every((word) => word !== '' && !PROTOTYPE_KEYS.test(word)) ? words.length : 0;
}

/** Names the missing key, and the one that was probably meant: a key with a similar spelling, the same words elsewhere, or any key. */
function missing(tree: Tree, path: Path, { rest, known }: Pick<Walk, 'rest' | 'known'>): string {
  const [word = ''] = rest;
  const where = path.length === 0 ? '' : ` in ${formatPath(tree.root, path)}`;
  const names = namesOf(known);
  const elsewhere = word === '' || nearest(word, names) !== undefined ? '' : meant(tree, path, rest.join('.'));
  return `there is no ${word === '' ? 'empty key' : word}${where}${elsewhere || instead(word, names)}`;
}

/** `; did you mean PATH?` of all paths that end with these words: below a path, else anywhere, else with the key that is spelt like them. */
function meant(tree: Tree, path: Path, words: string): string {
  const [found = []] = [allBelow(tree, path, words), allBelow(tree, [], words), misspelt(tree, words)].filter(({ length }) => length > 0);
  return found.length === 0 ? '' : `; did you mean ${listed(tree, likeliest(tree, found), ' or ')}?`;
}

function misspelt(tree: Tree, words: string): readonly Path[] {
  if (words.length < MISSPELT_MIN || words.includes('.')) return [];
  const keys = new Set(blocksIn(tree.schema, tree.root).flatMap(({ value, keys }) => namesOf(choicesAt(value, keys))));
  const near = nearest(words, keys);
  return near === undefined ? [] : allBelow(tree, [], near);
}

/** Problems of a document, with the places of keys that belong somewhere else. */
export function withPlaces(tree: Tree, problems: readonly SchemaProblem[]): readonly SchemaProblem[] {
  let lawful: readonly Path[] | undefined;
  let lawfulKinds: ReadonlySet<string> | undefined;
  const placesByKey = new Map<string, readonly Path[]>();
  const missing = missingBeside(problems);
  const placed = problems.map((problem) => {
    const { kind, path, message } = problem;
    if (kind === 'notABlock') return { ...problem, message: `${message}${keysText(tree, path)}` };
    if (kind !== 'unknownKey' || problem.meant !== undefined) return problem;
    lawful ??= lawfulKeys(tree);
    const key = String(path.at(-1));
    // Another kind of item has the key at the same place.
    lawfulKinds ??= new Set(lawful.map(kindOf));
    if (lawfulKinds.has(kindOf(path))) return problem;
    if (!placesByKey.has(key)) placesByKey.set(key, likeliest(tree, placesOf(lawful, key)));
    const places = nextTo(path, placesByKey.get(key)!);
    const isCommon = new Set(places.map(kindOf)).size > KINDS_MAX;
    if (places.length > 0 && !isCommon) return unknownKey(path, `; did you mean ${placesText(tree, places)}?`, blockOf(path, places));
    const beside = ofSameBeginning(key, keysAt(tree.schema, path.slice(0, -1)) ?? []) ?? missing.get(String(path));
    return beside === undefined ? problem : unknownKey(path, `; did you mean ${beside}?`, beside);
  });
  return withoutMeant(placed);
}

/** By the path of an unknown key: the key that its block lacks, if it is the only one of either sort there. */
function missingBeside(problems: readonly SchemaProblem[]): ReadonlyMap<string, string> {
  const parentOf = ({ path }: Problem) => String(path.slice(0, -1));
  const nested = problems.filter(({ path }) => path.length > 1);
  const byBlock = (wanted: SchemaProblem['kind']) =>
    grouped(
      nested.filter(({ kind }) => kind === wanted),
      parentOf,
    );
  const [unknown, missing] = [byBlock('unknownKey'), byBlock('missing')];
  return new Map(
    [...unknown].flatMap(([block, [one, ...others]]) => {
      const [lacked, ...more] = missing.get(block) ?? [];
      return lacked === undefined || others.length + more.length > 0 ? [] : [[String(one!.path), String(lacked.path.at(-1))] as const];
    }),
  );
}

/** The key that is beside this one and holds the first of the places: a user who wrote its keys without it did not leave it out. */
function blockOf(path: Path, [place = []]: readonly Path[]): string | undefined {
  return isPrefix(path.slice(0, -1), place) ? String(place[path.length - 1]) : undefined;
}

/** The places in the same block, if there are any. */
function nextTo(path: Path, places: readonly Path[]): readonly Path[] {
  const inside = places.filter((place) => isPrefix(path.slice(0, -1), place));
  return inside.length > 0 && path.length > 1 ? inside : places;
}

function keysText({ schema }: Tree, path: Path): string {
  const keys = keysAt(schema, path) ?? [];
  return keys.length === 0 || keys.length > LISTED_MAX ? '' : `; its keys are ${keys.join(', ')}`;
}

/** A key of the top level has no path that would distinguish it from the misplaced one. */
function placesText(tree: Tree, places: readonly Path[]): string {
  const text = listed(tree, places, ' or ');
  return places.length === 1 && places[0]!.length === 1 ? `${text}, at the top level` : text;
}

/** The paths of all keys of the schema, in the blocks that the document has or may have. */
function lawfulKeys({ root, schema }: Tree): readonly Path[] {
  return blocksIn(schema, root).flatMap(({ path }) => (keysAt(schema, path) ?? []).map((key) => [...path, key]));
}

/** A key with fewer letters is hardly a misspelt one of another block: shape is no share. */
const MISPLACED_MIN = 8;
const MISPLACED_EDITS = 2;

/** The place where the key belongs, or else that of the key with the most similar spelling. */
function placesOf(lawful: readonly Path[], key: string): readonly Path[] {
  const exact = lawful.filter((path) => path.at(-1) === key);
  if (exact.length > 0 || key.length < MISPLACED_MIN) return exact;
  const near = nearest(key, new Set(lawful.map((path) => String(path.at(-1)))), MISPLACED_EDITS);
  return lawful.filter((path) => path.at(-1) === near);
}

function namesOf(choices: readonly Choice[]): string[] {
  return choices.flatMap(({ word, isIndex }) => (isIndex ? [] : [word]));
}

/** All paths below this one that end with the words. */
function allBelow(tree: Tree, from: Path, words: string): readonly Path[] {
  const split = words.split('.');
  return blocksIn(tree.schema, tree.root).flatMap(({ path, value, keys }) => {
    if (!isPrefix(from, path)) return [];
    const known = choicesAt(value, keys).filter(({ isIndex }) => !isIndex);
    // In a free-form block any word would do, and mean nothing.
    if (longestMatch(split, known) === 0) return [];
    const reached = walk(tree, path, split);
    return reached.rest.length === 0 ? [reached.path] : [];
  });
}

/** Returns the same for the items of a list. */
function kindOf(path: Path): string {
  return path.map((step) => (typeof step === 'number' ? '*' : step)).join('\0');
}

/**
 * The paths that were probably meant: the keys that are written, else those whose block is written, else all. A key that one item
 * of a list has counts in its other items as well.
 */
function likeliest({ root }: Tree, paths: readonly Path[]): readonly Path[] {
  for (const length of [0, -1]) {
    const kinds = new Set(paths.filter((path) => valueAt(root, path.slice(0, path.length + length)) !== undefined).map(kindOf));
    if (kinds.size > 0) return paths.filter((path) => kinds.has(kindOf(path)));
  }
  return paths;
}

function listed({ root }: Tree, paths: readonly Path[], between: string): string {
  const texts = [...new Set(paths.map((path) => formatPath(root, path)))];
  const more = texts.length > LISTED_MAX ? `${between}${texts.length - LISTED_MAX} more` : '';
  return `${texts.slice(0, LISTED_MAX).join(between)}${more}`;
}
