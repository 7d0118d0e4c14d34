import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const require = createRequire(import.meta.url);
const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

export interface AccessibilityFault {
  readonly id: string;
  readonly impact: string;
  /** HTML of at most three elements that have the fault. */
  readonly nodes: readonly string[];
}

/** What axe-core finds wrong on the page at rest: an element that is still fading in has less contrast than its style gives it. */
export async function accessibilityFaults(page: Page): Promise<AccessibilityFault[]> {
  await page.evaluate(`Promise.allSettled(document.getAnimations().map(({ finished }) => finished))`);
  await page.evaluate(AXE);
  return page.evaluate(`axe.run().then(({ violations }) =>
    violations.map(({ id, impact, nodes }) => ({ id, impact, nodes: nodes.slice(0, 3).map(({ html }) => html.slice(0, 200)) })))`);
}
