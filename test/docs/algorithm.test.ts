import { join } from 'node:path';
import ts from 'typescript';
import { expect, it } from 'vitest';
import { pageText, ROOT } from './page.js';

const HEAD = `# Interface of a placement algorithm

The types of a module with [an algorithm of your own](../algorithms.md#one-of-your-own), and what its functions are given. \`import type { Algorithm } from 'ecs-drydock'\` has them. A row is an instance. Made from the comments of the code by \`npx vitest run --project node test/docs/algorithm.test.ts -u\`.
`;

const PLACES = [
  ['src/placement/algorithms/algorithm.ts', ['Algorithm', 'AlgorithmContext']],
  ['src/placement/view.ts', ['TaskRequest', 'FleetView', 'TypeView']],
] as const;

/** The comment before a declaration, in one line. */
function commentOf(node: ts.Node): string {
  const text = ts.getJSDocCommentsAndTags(node).map((one) => ts.getTextOfJSDocComment((one as ts.JSDoc).comment) ?? '');
  return text.join(' ').replaceAll(/\s+/g, ' ');
}

function rowOf(member: ts.TypeElement, source: ts.SourceFile): string {
  const signature = member
    .getText(source)
    .replaceAll(/\s+/g, ' ')
    .replace(/^readonly /, '')
    .replace(/;$/, '');
  return `| \`${signature.replaceAll('|', '\\|')}\` | ${commentOf(member).replaceAll('|', '\\|')} |`;
}

function sectionsOf([file, names]: (typeof PLACES)[number]): string[] {
  const source = ts.createSourceFile(file, pageText(file), ts.ScriptTarget.Latest, true);
  return source.statements.filter(ts.isInterfaceDeclaration).flatMap((type) => {
    if (!(names as readonly string[]).includes(type.name.text)) return [];
    const rows = type.members.map((member) => rowOf(member, source));
    return [`## ${type.name.text}\n\n${commentOf(type)}\n\n| member | meaning |\n| --- | --- |\n${rows.join('\n')}\n`];
  });
}

it('docs/reference/algorithm.md has the members of the types', async () => {
  const page = [HEAD, ...PLACES.flatMap(sectionsOf)].join('\n');
  await expect(page).toMatchFileSnapshot(join(ROOT, 'docs/reference/algorithm.md'));
});
