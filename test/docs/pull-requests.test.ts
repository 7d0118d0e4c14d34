import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { MARK } from '../../src/studies/compare/printed/markdown.js';
import { pageText, ROOT } from './page.js';
import { shell } from './shown-commands.js';

const EXAMPLE = 'docs/examples/pull-request.yml';
const folder = mkdtempSync(join(tmpdir(), 'drydock-workflow-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Step {
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Record<string, unknown>;
}

interface Workflow {
  readonly permissions: Record<string, string>;
  readonly jobs: { readonly compare: { readonly steps: readonly Step[] } };
}

const workflow = parse(pageText(EXAMPLE)) as Workflow;
const { steps } = workflow.jobs.compare;
const named = (name: string) => steps.find((step) => step.name === name)!.run!;

describe('the workflow of docs/pull-requests.md', () => {
  it('may write comments and nothing else', () => {
    expect(workflow.permissions).toEqual({ contents: 'read', 'pull-requests': 'write' });
    expect(steps.flatMap((step) => (step.uses?.startsWith('actions/checkout') ? [step.with!.path] : []))).toEqual(['head', 'base']);
  });

  it('compares the two checkouts with a command that runs, and whose comment it finds again', () => {
    for (const side of ['base', 'head']) {
      mkdirSync(join(folder, side, 'cluster'), { recursive: true });
      cpSync(join(ROOT, 'scenarios/headline/task-definitions/web.json'), join(folder, side, 'cluster/web.json'));
    }
    const changed = pageText('scenarios/headline/task-definitions/web.json').replace('"cpu": "512"', '"cpu": "1024"');
    writeFileSync(join(folder, 'head/cluster/web.json'), changed);
    const { status, stderr } = shell(named('Compare').replace(/^drydock /, 'npx drydock '), folder);
    expect([stderr, status]).toEqual(['', 0]);
    const comment = readFileSync(join(folder, 'comment.md'), 'utf8');
    expect(comment).toContain('| `taskDefinitions.web.cpu` | `512` | `1024` |');
    expect(comment.startsWith(MARK)).toBe(true);
    expect(named('Comment')).toContain(`mark='${MARK}'`);
    expect(readFileSync(join(folder, 'report/report.html'), 'utf8')).toContain('</html>');
  });

  it('has a script that the shell understands', () => {
    expect(shell(`bash -n -c ${JSON.stringify(named('Comment')).replaceAll('$', '\\$')}`, folder).stderr).toBe('');
  });
});
