import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { onTestFinished } from 'vitest';

/** Debian's Chromium, offline, as root in a container. A missing one fails the test: these tests are for machines that have it. */
export const CHROMIUM = {
  executablePath: process.env.DRYDOCK_CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
};

/** How long a step of a page may take on a slow machine: one that does not come is named before the limit of its test. */
const STEP_MS = 120_000;

/** A page with cookies and storage of its own. It ends with its test, so it takes no time from the others. */
export async function pageIn(browser: Browser, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext(options);
  onTestFinished(() => context.close());
  context.setDefaultTimeout(STEP_MS);
  return context.newPage();
}
