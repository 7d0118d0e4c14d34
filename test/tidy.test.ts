import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import type * as TypeScript from 'typescript';
import { describe, expect, it } from 'vitest';
import { MAY_IMPORT } from './may-import.js';

/** An import would first look through its nine million characters for names of exports. */
const ts: typeof TypeScript = createRequire(import.meta.url)('typescript');

/** Below every folder: time, order, chance and words of quantities, without a word of clusters. */
const KERNEL = 'src/kernel';
/** Entry points of the package, at the top of src. */
const ENTRY: Record<string, string[]> = { 'src/index.ts': ['src/'], 'src/engine.ts': ['src/'] };
/** The simulator's input is the scenario and its seed, nothing else. */
const PURE =
  /^src\/(kernel|sim|placement|autoscaling|services|fargate|billing|market|workload|scenario|catalog|load|observed|metrics|import)\//;
const BANNED =
  /\b(performance|process|setTimeout|setInterval|setImmediate|console)\b|\bDate\b(?!\.UTC)|\bMath\.random\b|\bfor \(const \w+ in\b/g;
/** Packages that take long to load, and that most runs of a command do without. */
const SLOW = ['@aws-sdk', '@napi-rs/canvas', 'bullmq', 'ioredis', 'jiti'];
/** Files of its own that a folder may have. */
const FOLDER_FILES_MAX: [folder: string, files: number][] = [
  ['src/scenario', 15],
  ['src', 30],
];
const FILE_LINES_MAX = 300;
const FUNCTION_LINES_MAX = 70;
const PARAMETERS_MAX = 4;

const root = join(import.meta.dirname, '..');
const files = (readdirSync(join(root, 'src'), { recursive: true }) as string[])
  .filter((f) => /\.tsx?$/.test(f) && !f.includes('node_modules'))
  .map((f) => `src/${f}`)
  .sort();
const isFile = new Set(files);

const sources = new Map<string, TypeScript.SourceFile>();
const PARSED = { languageVersion: ts.ScriptTarget.Latest, jsDocParsingMode: ts.JSDocParsingMode.ParseNone };

function sourceOf(file: string): TypeScript.SourceFile {
  const source = sources.get(file) ?? ts.createSourceFile(file, readFileSync(join(root, file), 'utf8'), PARSED);
  sources.set(file, source);
  return source;
}

/** The file that an import of JavaScript means. */
function sourceNamed(path: string): string {
  const stem = path.replace(/\.js$/, '');
  return stem === path || isFile.has(`${stem}.ts`)
    ? path.replace(/\.js$/, '.ts')
    : isFile.has(`${stem}.tsx`)
      ? `${stem}.tsx`
      : `${stem}.ts`;
}

function importsOf(source: TypeScript.SourceFile, file: string): string[] {
  return source.statements
    .filter((s) => ts.isImportDeclaration(s) || ts.isExportDeclaration(s))
    .flatMap((s) => {
      const to = (s as TypeScript.ImportDeclaration).moduleSpecifier as TypeScript.StringLiteral | undefined;
      if (to === undefined) return [];
      return to.text.startsWith('.') ? [sourceNamed(relative(root, join(root, file, '..', to.text)))] : [to.text];
    });
}

function isAllowed(target: string, prefixes: string[]): boolean {
  return prefixes.some((p) => target === p || target.startsWith(p.endsWith('/') || p.endsWith(':') ? p : `${p}/`));
}

function importProblems(source: TypeScript.SourceFile, file: string): string[] {
  const [folder, allowed] = ENTRY[file]
    ? ['the entry point', ENTRY[file]]
    : (MAY_IMPORT.find(([f]) => file.startsWith(`${f}/`)) ?? ['', []]);
  if (folder === '') return ['lies in no folder that MAY_IMPORT names: put it in one, or add the folder with its reason'];
  return importsOf(source, file)
    .filter((target) => !isAllowed(target, [folder, KERNEL, ...allowed]))
    .map((target) => `imports ${target}; ${folder} may not: pass the value in, or move the code`);
}

function lengthProblems(source: TypeScript.SourceFile): string[] {
  const found: string[] = [];
  const lineOf = (position: number) => source.getLineAndCharacterOfPosition(position).line;
  if (lineOf(source.end) > FILE_LINES_MAX) found.push(`has ${lineOf(source.end)} lines, at most ${FILE_LINES_MAX}: split it by subject`);
  const visit = (node: TypeScript.Node): void => {
    if (ts.isFunctionLike(node)) {
      const name = node.name?.getText(source) ?? 'a function';
      const lines = lineOf(node.end) - lineOf(node.getStart(source)) + 1;
      if (lines > FUNCTION_LINES_MAX) found.push(`${name} has ${lines} lines, at most ${FUNCTION_LINES_MAX}: name its parts`);
      // onFact is one call per fact on the hot path: an object there would be an allocation per event.
      if (node.parameters.length > PARAMETERS_MAX && !/^(onFact|onOther|emit|loaded)$/.test(name))
        found.push(`${name} has ${node.parameters.length} parameters, at most ${PARAMETERS_MAX}: pass an object`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function problems(file: string): string[] {
  const source = sourceOf(file);
  const found = [...importProblems(source, file), ...lengthProblems(source)];
  // Most files have none of the words, not even in a comment or a text.
  if (PURE.test(file) && source.text.search(BANNED) >= 0)
    for (const [word] of codeOf(source).matchAll(BANNED)) found.push(`uses ${word.trim()}: take it from the scenario or the caller`);
  const isBarrel = source.statements.some(
    (s) => ts.isExportDeclaration(s) && s.moduleSpecifier !== undefined && s.exportClause === undefined,
  );
  if (isBarrel) found.push('is a barrel: export by name');
  return found;
}

/** Without comments and texts. */
function codeOf(source: TypeScript.SourceFile): string {
  const code = ts.createPrinter({ removeComments: true }).printFile(source);
  return code.replace(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g, "''");
}

/** Names of kinds of capacity provider, and comparisons that take a kind from the number of a provider. */
const KIND_NAMES = /^(is(On)?Fargate|FARGATE_PROVIDER_NAMES|FargateProvider)$/;
const KIND_TEXTS = /^(FARGATE|FARGATE_SPOT|fargate)$/;
/** Without it a file has none of these. */
const KIND_WORD = /fargate|capacityProviders\.length/i;
const KIND_BY_NUMBER = />= [\w.]*capacityProviders\.length/;
const KIND_MODULES = /^src\/(sim\/providers|scenario)\/(auto-scaling-group|fargate)\//;
/** Files that may name a kind, and why. All other code reads a property in the table of kinds. */
const MAY_NAME_A_KIND: [path: string, why: string][] = [
  ['src/sim/providers/', 'the kinds and their table'],
  ['src/fargate/', 'the pure rules of a kind'],
  ['src/scenario/fargate/', 'the part of a scenario about a kind'],
  ['src/scenario/kinds.ts', 'the table of what scenarios ask of kinds'],
  ['src/scenario/features.ts', 'defaults of a kind touch the scenarios that use it'],
  ['src/scenario/schema.ts', 'a scenario has the key fargate'],
  ['src/scenario/setup.ts', 'a setup has the key fargate'],
  ['src/scenario/load-scenario.ts', 'a warning about quotas of vCPUs needs the whole setup'],
  ['src/scenario/task-definition/', 'a task definition requires launch types'],
  ['src/scenario/placement/schema.ts', 'a service names its launch type'],
  ['src/scenario/present/schema.ts', 'a task names its launch type'],
  ['src/scenario/faults/incident-schema.ts', 'a fault names its launch type'],
  ['src/scenario/billing/setup.ts', 'a Savings Plan names FARGATE beside instance types'],
  ['src/import/build/', 'a task definition that requires FARGATE decides for its service'],
  ['src/record/expect/figures.ts', 'a group of figures has that name'],
  ['src/studies/advise/', 'one what-if moves tasks to Fargate'],
  ['src/studies/explain/', 'an answer has the key isOnFargate'],
  ['src/studies/validate/fargate-price.ts', 'a task definition has its price there'],
];

/** Where a file names a kind. */
function kindNames(file: string): string[] {
  const source = sourceOf(file);
  const found = importsOf(source, file).filter((target) => KIND_MODULES.test(target));
  if (!KIND_WORD.test(source.text)) return found;
  const visit = (node: TypeScript.Node): void => {
    if (ts.isIdentifier(node) && KIND_NAMES.test(node.text)) found.push(node.text);
    if (ts.isStringLiteral(node) && KIND_TEXTS.test(node.text)) found.push(node.text);
    if (ts.isBinaryExpression(node) && KIND_BY_NUMBER.test(node.getText(source))) found.push(node.getText(source));
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

const loadedBy = new Map<string, string[]>();

/** The files that are loaded with a file. Types and dynamic imports do not count. */
function loads(file: string): string[] {
  if (!loadedBy.has(file)) {
    const source = sourceOf(file);
    const statements = source.statements.filter((s) => !/^(im|ex)port type/.test(s.getText(source)));
    loadedBy.set(file, importsOf({ ...source, statements: ts.factory.createNodeArray(statements) }, file));
  }
  return loadedBy.get(file)!;
}

/** The packages among it, through all files of the project. */
function packagesLoadedWith(file: string, seen = new Set<string>()): string[] {
  if (seen.has(file)) return [];
  seen.add(file);
  return loads(file).flatMap((target) => (isFile.has(target) ? packagesLoadedWith(target, seen) : [target]));
}

/** Groups of files of which each reaches the others by imports: Tarjan's strongly connected components with more than one member. */
function circles(): string[][] {
  const order = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const found: string[][] = [];
  const visit = (file: string): void => {
    order.set(file, order.size);
    low.set(file, order.get(file)!);
    stack.push(file);
    for (const next of importsOf(sourceOf(file), file).filter((target) => isFile.has(target))) {
      if (!order.has(next)) visit(next);
      if (stack.includes(next)) low.set(file, Math.min(low.get(file)!, low.get(next)!));
    }
    if (low.get(file) !== order.get(file)) return;
    const group = stack.splice(stack.indexOf(file));
    if (group.length > 1) found.push(group.sort());
  };
  for (const file of files) if (!order.has(file)) visit(file);
  return found;
}

/** Names that a file imports from files of the project that do not export them. */
function missingNames(file: string): string[] {
  return sourceOf(file).statements.flatMap((statement) => {
    if (!ts.isImportDeclaration(statement) || statement.importClause?.namedBindings === undefined) return [];
    const from = sourceNamed(relative(root, join(root, file, '..', (statement.moduleSpecifier as TypeScript.StringLiteral).text)));
    const { namedBindings } = statement.importClause;
    if (!isFile.has(from) || !ts.isNamedImports(namedBindings)) return [];
    const text = readFileSync(join(root, from), 'utf8');
    const names = namedBindings.elements.map(({ name, propertyName }) => (propertyName ?? name).text);
    const isThere = (name: string) => new RegExp(`^export [^;]*?\\b${name}\\b`, 'm').test(text);
    return names.filter((name) => !isThere(name)).map((name) => `${file} imports ${name}, which ${from} does not export`);
  });
}

/** Members of classes whose name no file reads: only tests can use them. knip looks at exports, not at members. */
function unreadMembers(): string[] {
  const members: [name: string, place: string][] = [];
  const read = new Set<string>();
  const visit = (node: TypeScript.Node, file: string): void => {
    if (ts.isClassLike(node))
      for (const { name } of node.members) if (name !== undefined && ts.isIdentifier(name)) members.push([name.text, file]);
    if (ts.isPropertyAccessExpression(node)) read.add(node.name.text);
    if (ts.isStringLiteral(node)) read.add(node.text);
    if (ts.isBindingElement(node)) {
      const name = node.propertyName ?? node.name;
      if (ts.isIdentifier(name)) read.add(name.text);
    }
    ts.forEachChild(node, (child) => visit(child, file));
  };
  for (const file of files.filter((name) => !name.endsWith('.d.ts'))) visit(sourceOf(file), file);
  return members.filter(([name]) => !read.has(name)).map(([name, file]) => `${file}: ${name}`);
}

describe('tidy', () => {
  it.each(files)('%s', (file) => expect(problems(file)).toEqual([]));

  it('no folder has more files than fit on a page', () => {
    const counts = new Map<string, number>();
    for (const file of files) counts.set(dirname(file), (counts.get(dirname(file)) ?? 0) + 1);
    const full = [...counts].filter(([folder, count]) => {
      const [, most] = FOLDER_FILES_MAX.find(([root]) => folder === root || folder.startsWith(`${root}/`))!;
      return count > most;
    });
    expect(full, 'split the folder by subject').toEqual([]);
  });

  it('files import each other in no circle, types included', () => {
    expect(circles(), 'move what both need into a file below both').toEqual([]);
  });

  it('only the modules of a kind of capacity provider name it', () => {
    const named = files.filter((file) => kindNames(file).length > 0);
    const others = named.filter((file) => !MAY_NAME_A_KIND.some(([path]) => file.startsWith(path)));
    expect(others, 'ask the kind for a property: src/sim/providers/kind.ts').toEqual([]);
    const idle = MAY_NAME_A_KIND.filter(([path]) => !named.some((file) => file.startsWith(path)));
    expect(idle, 'take it from the list').toEqual([]);
  });

  it('no member of a class is there for tests alone', () => {
    expect(unreadMembers(), 'check it through outputs, or delete it').toEqual([]);
  });

  it('the studio, whose types are checked apart, takes only names that are there', () => {
    const missing = files.filter((file) => file.startsWith('src/studio/')).flatMap(missingNames);
    expect(missing).toEqual([]);
  });

  it('the program starts with nothing but its options', () => {
    expect([...new Set(packagesLoadedWith('src/cli/main.ts'))].sort()).toEqual(['node:fs', 'node:v8', 'yargs', 'yargs/helpers']);
  });

  it.each(files.filter((file) => /\/(\w+-)?command\.ts$|^src\/cli\/commands\//.test(file)))(
    '%s loads its drawing, solving and network packages on first use',
    (file) => {
      expect(packagesLoadedWith(file).filter((name) => isAllowed(name, SLOW))).toEqual([]);
    },
  );
});
