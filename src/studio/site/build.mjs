// Builds the site for any host: the documentation as pages with search, and the studio, in a folder (by default dist-site).
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, posix, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import MarkdownIt from 'markdown-it';
import MiniSearch from 'minisearch';
import { build } from 'vite';
import { readOptions } from '../../../scripts/options.mjs';

const here = import.meta.dirname;
const root = join(here, '../../..');
/** The fields that the index keeps and searches; the page's script reads it with the same. */
const SEARCH = JSON.parse(readFileSync(join(here, 'fields.json'), 'utf8'));
/** Pages beside those of docs. */
const OTHERS = ['README.md', 'scenarios/README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'CHANGELOG.md'];
/** Files that pages show or link to unchanged. */
const COPIED = ['reports/samples', 'scenarios', 'docs'];
const COPIED_ENDINGS = /\.(png|svg|html|ya?ml|json|csv)$/;

const escapeHtml = (text) => text.replace(/[&<>"]/g, (letter) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[letter]);

/** As GitHub makes the anchors of headings, by which pages link to each other. */
function anchorOf(title, used = new Map()) {
  const plain = title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replace(/\s/g, '-');
  const count = used.get(plain) ?? 0;
  used.set(plain, count + 1);
  return count === 0 ? plain : `${plain}-${count}`;
}

function pagesOf() {
  const docs = readdirSync(join(root, 'docs'), { recursive: true })
    .map((file) => `docs/${file.replaceAll('\\', '/')}`)
    .filter((file) => file.endsWith('.md'));
  return [...OTHERS, ...docs.sort()];
}

const markdown = new MarkdownIt({ html: false, linkify: false });

/** A page as HTML, with its sections for the search. */
function pageOf(path, pages) {
  const tokens = markdown.parse(readFileSync(join(root, path), 'utf8'), {});
  const used = new Map();
  const sections = [];
  let title = path;
  tokens.forEach((token, i) => {
    if (token.type === 'heading_open') {
      const heading = textOf(tokens[i + 1]);
      const anchor = anchorOf(heading, used);
      token.attrSet('id', anchor);
      if (token.tag === 'h1') title = heading;
      sections.push({ anchor: token.tag === 'h1' ? '' : anchor, heading, text: '' });
    } else if (token.type === 'inline') {
      for (const child of token.children) relink(child, path, pages);
      if (sections.length > 0 && tokens[i - 1]?.type !== 'heading_open') sections.at(-1).text += ` ${textOf(token)}`;
    } else if (token.type === 'fence' && sections.length > 0) sections.at(-1).text += ` ${token.content}`;
  });
  return { path, title, html: markdown.renderer.render(tokens, markdown.options, {}), sections };
}

function textOf(token) {
  return (token.children ?? []).map(({ type, content }) => (type === 'softbreak' ? ' ' : content)).join('');
}

/** A link to a page becomes one to its HTML; one to a file that the site does not have goes nowhere. */
function relink(token, from, pages) {
  const name = token.type === 'image' ? 'src' : 'href';
  const target = token.attrGet?.(name);
  if (target == null || /^([a-z]+:|#)/.test(target)) return;
  const [file, anchor] = target.split('#');
  const path = posix.normalize(posix.join(posix.dirname(from), file));
  if (pages.includes(path)) return token.attrSet(name, `${file.replace(/\.md$/, '.html')}${anchor === undefined ? '' : `#${anchor}`}`);
  if (pages.includes(`${path.replace(/\/$/, '')}/README.md`)) return token.attrSet(name, `${file.replace(/\/$/, '')}/README.html`);
  if (!COPIED_ENDINGS.test(file)) token.attrs = token.attrs.filter(([key]) => key !== name);
}

/** The pages that docs/README.md lists, in its order: what a reader chooses from at the left. */
function navigation() {
  const groups = readFileSync(join(root, 'docs/README.md'), 'utf8').split(/^## /m).slice(1);
  return groups.map((group) => {
    const [heading, ...lines] = group.split('\n');
    const links = [...lines.join('\n').matchAll(/\[([^\]]+)\]\((?!http)([^)#]+\.md)\)/g)].map(([, , target]) =>
      posix.normalize(`docs/${target}`),
    );
    return { heading: heading.split(':')[0], links: [...new Set(links)] };
  });
}

const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'";

/** The picture of the studio, which stands in its page. */
function icon() {
  return /<link rel="icon"[^>]*>/.exec(readFileSync(join(here, '../index.html'), 'utf8'))[0];
}

function frame({ path, title, html }, titles) {
  const up = '../'.repeat(path.split('/').length - 1) || './';
  const addressOf = (page) => `${up}${page.replace(/\.md$/, '.html')}`;
  const link = (page) =>
    `<li><a href="${addressOf(page)}"${page === path ? ' aria-current="page"' : ''}>${escapeHtml(titles.get(page) ?? page)}</a></li>`;
  const groups = navigation().map(
    ({ heading, links }) =>
      `<h2>${escapeHtml(heading)}</h2><ul>${links
        .filter((page) => titles.has(page))
        .map(link)
        .join('')}</ul>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)} - Drydock</title>
${icon()}
<link rel="stylesheet" href="${up}site.css">
<script type="module" src="${up}search.js"></script>
</head>
<body data-up="${up}">
<a class="skip" href="#content">Skip to the page</a>
<header><a class="home" href="${up}index.html">Drydock</a><a href="${up}studio/index.html">Studio</a><a href="${up}docs/README.html">Documentation</a>
<search><label>Search <input type="search" id="words" autocomplete="off" aria-controls="found"></label><ol id="found" aria-live="polite" hidden></ol></search></header>
<div class="columns">
<nav aria-label="Documentation">${groups.join('')}</nav>
<main id="content" tabindex="-1">${html}</main>
</div>
</body>
</html>
`;
}

export async function buildSite(folder) {
  rmSync(folder, { recursive: true, force: true });
  const write = (name, text) => {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  };
  const paths = pagesOf();
  const pages = paths.map((path) => pageOf(path, paths));
  const titles = new Map(pages.map(({ path, title }) => [path, title]));
  for (const page of pages) write(page.path.replace(/\.md$/, '.html'), frame(page, titles));
  // The front page is the README, at the address of the site.
  write(
    'index.html',
    frame(
      pages.find(({ path }) => path === 'README.md'),
      titles,
    ),
  );
  const index = new MiniSearch(SEARCH);
  index.addAll(
    pages.flatMap(({ path, title, sections }) =>
      sections.map(({ anchor, heading, text }) => {
        const address = `${path.replace(/\.md$/, '.html')}${anchor === '' ? '' : `#${anchor}`}`;
        return { id: address, page: title, heading, text };
      }),
    ),
  );
  write('search.json', JSON.stringify(index));
  for (const copied of COPIED)
    cpSync(join(root, copied), join(folder, copied), {
      recursive: true,
      filter: (file) => !/\.[^./\\]+$/.test(file) || COPIED_ENDINGS.test(file) || !existsSync(file),
    });
  cpSync(join(here, 'site.css'), join(folder, 'site.css'));
  const mode = process.env.NODE_ENV;
  process.env.NODE_ENV = 'production';
  await build({
    configFile: false,
    root: here,
    logLevel: 'warn',
    build: { outDir: folder, emptyOutDir: false, lib: { entry: join(here, 'search.ts'), formats: ['es'], fileName: () => 'search.js' } },
  });
  await build({
    configFile: join(here, '../vite.config.ts'),
    logLevel: 'warn',
    build: { outDir: join(folder, 'studio'), emptyOutDir: true },
  });
  process.env.NODE_ENV = mode;
  const studio = join(folder, 'studio/index.html');
  write('studio/index.html', withPolicy(readFileSync(studio, 'utf8')));
  return pages.length;
}

/** A host of files sends no headers, so the page itself states its policy. Its nonce may be public: it permits style, no script. */
function withPolicy(html) {
  const policy =
    "default-src 'none'; script-src 'self' blob:; worker-src 'self' blob:; style-src 'self' 'nonce-studio'; connect-src 'self'; img-src data: blob:; base-uri 'none'; form-action 'none'";
  return html
    .replace('STYLE-NONCE', 'studio')
    .replace('<meta charset="utf-8">', `<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="${policy}">`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { positionals } = readOptions('npm run site [-- FOLDER]', {}, 1);
  const folder = resolve(positionals[0] ?? join(root, 'dist-site'));
  console.log(`${await buildSite(folder)} pages and the studio: ${relative(process.cwd(), folder)}`);
}
