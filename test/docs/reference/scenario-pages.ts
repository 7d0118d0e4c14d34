import { asWritten, type Node, type Section, schemaSections, takesOf } from './schema-keys.js';

/**
 * The pages of docs/reference/scenario are text with places for keys: between `<!-- keys of PATH -->` and `<!-- end -->` stand the tables of
 * the object at PATH and of all objects below it, but for those that have a place of their own.
 */

const PLACE = /<!-- keys of (.*?) -->\n[\s\S]*?<!-- end -->/g;

const ACCEPTED = 'Accepted as in AWS';
const NOT_YET = 'Not simulated yet';

const sections = schemaSections();

function headingOf({ path, variant }: Pick<Section, 'path' | 'variant'>): string {
  return variant === undefined ? `\`${path}\`` : `\`${path}\` of type \`${variant}\``;
}

function anchorOf(section: Section): string {
  return headingOf(section)
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
}

/** By the path of a place: the sections that stand there. */
function sectionsByPlace(pages: Readonly<Record<string, string>>): Map<string, Section[]> {
  const places = Object.values(pages).flatMap((text) => [...text.matchAll(PLACE)].map((match) => match[1]!));
  const byPlace = new Map(places.map((place) => [place, [] as Section[]]));
  for (const section of sections) {
    const owner = places.filter((place) => isAt(section.path, place)).sort((a, b) => b.length - a.length)[0];
    if (owner === undefined) throw new Error(`no page of the reference has a place for ${headingOf(section)}`);
    byPlace.get(owner)!.push(section);
  }
  return byPlace;
}

function isAt(path: string, place: string): boolean {
  if (place === 'the top level') return path === '';
  return path === place || path.startsWith(`${place}.`) || path.startsWith(`${place}[]`);
}

/** All pages with what the schema says now. */
export function withKeys(pages: Readonly<Record<string, string>>): Record<string, string> {
  const byPlace = sectionsByPlace(pages);
  const homes = new Map<string, { readonly section: Section; readonly page: string }>();
  for (const [page, text] of Object.entries(pages))
    for (const [, place] of text.matchAll(PLACE))
      for (const section of byPlace.get(place!)!) {
        const shape = shapeOf(section.node);
        if (!homes.has(shape)) homes.set(shape, { section, page });
      }
  const link = (page: string, section: Section) => {
    const home = homes.get(shapeOf(section.node))!;
    return `${home.page === page ? '' : home.page}#${anchorOf(home.section)}`;
  };
  return Object.fromEntries(
    Object.entries(pages).map(([page, text]) => [
      page,
      text.replaceAll(PLACE, (_, place: string) => {
        const blocks = byPlace.get(place)!.flatMap((section) => {
          const home = homes.get(shapeOf(section.node))!;
          if (home.section !== section) return [];
          return [blockOf(section, (at) => link(page, at))];
        });
        return `<!-- keys of ${place} -->\n\n${blocks.join('\n\n')}\n\n<!-- end -->`;
      }),
    ]),
  );
}

/** Objects with the same keys are shown once. */
function shapeOf({ properties }: Node): string {
  return JSON.stringify(properties);
}

function blockOf(section: Section, link: (section: Section) => string): string {
  const { path, node } = section;
  const entries = Object.entries(node.properties ?? {});
  const settings = entries.filter(([, child]) => roleOf(child) === 'setting');
  const rows = settings.map(([key, child]) => rowOf(section, key, child, link));
  const parts = path === '' ? [] : [`### ${headingOf(section)}`];
  if (node.description !== undefined && path !== '') parts.push(marked(withoutDefault(node.description)));
  parts.push(['| key | takes | default | meaning |', '| --- | --- | --- | --- |', ...rows].join('\n'));
  for (const [word, role] of [
    ['Ignored', 'ignored'],
    ['Refused', 'refused'],
  ] as const) {
    const keys = entries.flatMap(([key, child]) => (roleOf(child) === role ? [`\`${key}\``] : []));
    if (keys.length > 0) parts.push(`${word}: ${keys.join(', ')}.`);
  }
  return parts.join('\n\n');
}

function rowOf({ path, variant, node }: Section, key: string, child: Node, link: (section: Section) => string): string {
  const at = path === '' ? key : `${path}.${key}`;
  const below = sections.find(
    (other) => (other.path === at || other.path === `${at}[]`) && (other.variant === variant || variant === undefined),
  );
  const takes = takesOf(child);
  const text = child.description ?? (variant !== undefined && key === 'type' ? 'This kind.' : '');
  const standard = child.default === undefined ? defaultIn(text) : `\`${asWritten(child.default)}\``;
  const isRequired = node.required?.includes(key) === true && child.default === undefined;
  const cells = [
    `\`${key}\``,
    below === undefined ? linked(takes) : takes.replace('object', `[object](${link(below)})`),
    isRequired ? 'required' : (standard ?? 'none'),
    marked(withoutDefault(text)),
  ];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

function linked(takes: string): string {
  return takes.replace(/^distribution\b/, '[distribution](README.md#values)').replace(/^price\b/, '[price](README.md#values)');
}

/** A key without a type takes anything, to ignore it or to refuse it. */
function roleOf(node: Node): 'setting' | 'ignored' | 'refused' {
  if (Object.keys(node).some((key) => key !== 'description')) return 'setting';
  if (node.description?.startsWith(ACCEPTED)) return 'ignored';
  return node.description?.startsWith(NOT_YET) ? 'refused' : 'setting';
}

const DEFAULT = /\s*\b(?:Default|Absent): ((?:[^.]|\.(?=\S))*)(?:\.|$)/;

function defaultIn(text: string): string | undefined {
  return DEFAULT.exec(text)?.[1];
}

function withoutDefault(text: string): string {
  return text.replace(DEFAULT, '').replace(/ A number, or steps: .*/, '');
}

/** Keys, choices and paths of the schema in backticks: those that are no words of English. */
function marked(text: string): string {
  return text.replaceAll(/[A-Za-z][\w]*(?:[.:-][\w]+)*/g, (word) =>
    known.has(word) && /[a-z][A-Z]|_|\w[-.]\w|^[A-Z_]{4,}$/.test(word) ? `\`${word}\`` : word,
  );
}

const known = new Set(sections.flatMap(({ path, node }) => [path, ...wordsOf(node)]));

function wordsOf(node: Node): string[] {
  return Object.entries(node.properties ?? {}).flatMap(([key, child]) => [
    key,
    ...[child, ...(child.anyOf ?? []), child.items ?? {}].flatMap((of) => (of.enum ?? []).map(String)),
  ]);
}
