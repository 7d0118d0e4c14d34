import { inflateRawSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { digestIn, nextDigest, type OpenStudio, openStudio } from './studio-built.js';

let studio: OpenStudio;

beforeAll(async () => {
  studio = await openStudio();
});
afterAll(() => studio?.close());
afterEach(() => {
  expect(studio.errors.splice(0)).toEqual([]);
});

async function take(page: Page, name: string, content: string): Promise<void> {
  await page.locator('input[type=file]').setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(content) });
}

/** The scenario and the files in the address of the page, once its button has written them there. */
async function linkedBy(page: Page): Promise<{ text: string; files: Record<string, string> }> {
  await page.getByRole('button', { name: 'Copy link' }).click();
  await page.locator('.toast').waitFor();
  const [, packed = ''] = page.url().split('#s=');
  return JSON.parse(inflateRawSync(Buffer.from(packed, 'base64url')).toString());
}

const DAMAGED = 'This link cannot be read: it is cut or damaged. Another scenario than that of the link is shown.';

it('says that a link is cut, where it would show another scenario without a word', async () => {
  const page = await studio.page();
  expect(await page.locator('.alert').count()).toBe(0);
  await linkedBy(page);
  const whole = page.url();
  for (const broken of [whole.slice(0, -60), `${studio.address}#s=!!`, `${studio.address}#lesson=no-such-lesson`]) {
    const other = await studio.page(broken);
    await other.getByText(DAMAGED).waitFor();
    await take(other, 'mine.yaml', SCENARIO);
    await other.getByText(DAMAGED).waitFor({ state: 'detached' });
  }
  // In a tab that is open already as well.
  await page.evaluate(`location.hash = '#s=${whole.split('#s=')[1]!.slice(0, -60)}'`);
  await page.getByText(DAMAGED).waitFor();
});

it('keeps a template of AWS out of the link of the scenario that is made of it', async () => {
  const page = await studio.page();
  const before = await digestIn(page);
  await take(page, 'shop.json', JSON.stringify(TASKS));
  await nextDigest(page, before);
  await page.keyboard.press('Escape');
  const { text, files } = await linkedBy(page);
  expect(text).toContain('family: web');
  expect(files).toEqual({});
});

it('opens a scenario without a cluster as a scenario, and names its first mistake above the last run', async () => {
  const page = await studio.page();
  await take(page, 'mine.yaml', SCENARIO.replace(/cluster:.*\n/, ''));
  await page.locator('.status .bad', { hasText: 'cluster' }).waitFor();
});

it('names the figures of many seeds as the tiles above them, in Japanese too', async () => {
  const page = await studio.page(undefined, { locale: 'ja-JP' });
  await page.getByRole('button', { name: '偶然か' }).click();
  await page.locator('.luck tbody tr').first().waitFor();
  const [tiles, rows] = [await page.locator('.tiles dt').allTextContents(), await page.locator('.luck tbody th').allTextContents()];
  expect(tiles).toEqual(expect.arrayContaining(rows.filter((row) => row !== '不足したタスク')));
});

const SCENARIO = `name: mine
duration: 1h
cluster: { capacityProviders: [{ name: workers, autoScalingGroup: { instanceTypes: [m5.large], minSize: 1, maxSize: 1 } }], defaultCapacityProviderStrategy: [{ capacityProvider: workers, weight: 1 }] }
taskDefinitions: [{ family: web, containerDefinitions: [{ name: web, image: web, cpu: 128, memory: 128 }] }]
services: [{ serviceName: web, taskDefinition: web, desiredCount: 1 }]
`;

const TASKS = {
  services: [
    {
      ...{ serviceName: 'web', clusterArn: 'arn:aws:ecs:us-east-1:111122223333:cluster/shop', desiredCount: 2, launchType: 'FARGATE' },
      taskDefinition: 'arn:aws:ecs:us-east-1:111122223333:task-definition/web:1',
    },
  ],
  taskDefinition: {
    ...{ family: 'web', cpu: '256', memory: '512', networkMode: 'awsvpc', requiresCompatibilities: ['FARGATE'] },
    containerDefinitions: [{ name: 'web', image: 'web', environment: [{ name: 'TOKEN', value: 'not for others' }] }],
  },
};
