import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessibilityFaults } from './axe.js';
import { pageIn } from './chromium.js';
import { type OpenStudio, openStudio } from './studio-built.js';

let studio: OpenStudio;
beforeAll(async () => {
  studio = await openStudio();
});
afterAll(() => studio?.close());

async function lessons(options = {}): Promise<Page> {
  const page = await studio.page(studio.address, options);
  await page.getByRole('button', { name: 'Lessons' }).click();
  await page.locator('.fleet-now').waitFor();
  return page;
}

describe('a lesson', () => {
  it('asks for a guess, runs, and keeps the guess beside the result', async () => {
    const page = await lessons();
    const run = page.getByRole('button', { name: 'Guess and run' });
    await run.click();
    expect(await page.getByRole('alert').innerText()).toBe('Give a number first: the run shows the answer.');
    expect(await page.locator('.answer-card').count()).toBe(0);
    await page.getByLabel('Your guess, in instances').fill('8');
    await run.click();
    const card = page.locator('.answer-card');
    await card.waitFor();
    expect(await card.locator('dd').allInnerTexts()).toEqual(['8 instances', '12 instances']);
    expect(await card.locator('p').allInnerTexts()).toEqual([
      'Far off: read why.',
      expect.stringMatching(/^There are 12\. The group wants/),
    ]);
    // The run of the answer is shown. From 1h on it has twelve instances, and half of them are needed.
    await expect.poll(() => page.getByRole('button', { name: 'Target capacity 50' }).getAttribute('aria-pressed')).toBe('true');
    await page.getByLabel('Show the first run above').check();
    await page.getByRole('region', { name: 'As it is' }).getByRole('slider').focus();
    await page.keyboard.press('End');
    for (let minute = 0; minute < 150; minute++) await page.keyboard.press('ArrowDown');
    const stateOf = (name: string) => page.getByRole('region', { name }).locator('.fleet-state').innerText();
    await expect.poll(() => stateOf('Target capacity 50')).toContain('2:30:00. Instances: 12 (');
    await expect.poll(() => stateOf('As it is')).toContain('2:30:00. Instances: 6 (');
    await page.reload();
    await page.getByRole('button', { name: 'Lessons' }).click();
    await card.waitFor();
    expect(await card.locator('dd').first().innerText()).toBe('8 instances');
    await expect.poll(() => page.locator('.lesson-list').innerText()).toContain('1 of 12 answered');
    expect(studio.errors).toEqual([]);
  });

  it('needs a choice where there is no number, and measures anew with another seed', async () => {
    const page = await lessons();
    await page.getByRole('button', { name: /Two loops/ }).click();
    await page.getByText('Of 5,797,500 requests 117,878 are turned away').waitFor();
    await page.getByRole('button', { name: 'Guess and run' }).click();
    expect(await page.getByRole('alert').innerText()).toBe('Choose one first: the run shows the answer.');
    await page.getByLabel('Half or fewer').check();
    await page.getByRole('button', { name: 'Guess and run' }).click();
    await page.getByText('75,808 are still turned away').waitFor();
    expect(await page.locator('.answer-card .verdict').innerText()).toBe('Right.');
    await page.getByLabel('Seed').fill('2');
    await page.getByLabel('Seed').press('Enter');
    // drydock run scenarios/services/two-loops.yaml --seed 2, with a target of 70.
    await page.getByText('75,294 are still turned away').waitFor();
  });

  it('has its command for a checkout and for the installed package', async () => {
    const page = await lessons();
    await page.getByText('In a terminal').click();
    const commands = await page.locator('.lesson-foot code').allInnerTexts();
    expect(commands).toHaveLength(2);
    const [, scenario] = /^npx drydock run (scenarios\/\S+\.yaml)$/.exec(commands[0]!) ?? [];
    expect(commands[1]).toBe(`npx drydock run node_modules/ecs-drydock/${scenario}`);
  });

  it('stands in sight in the list of a narrow screen', async () => {
    const page = await lessons({ viewport: { width: 390, height: 844 } });
    for (let i = 1; i < 9; i++) await page.getByRole('button', { name: 'Next lesson' }).click();
    await page.getByRole('heading', { name: 'An image that does not start' }).waitFor();
    const edges = (selector: string) =>
      page.locator(selector).evaluate((element) => [element.getBoundingClientRect().left, element.getBoundingClientRect().right]);
    const [left, right] = await edges('.lesson-list button[aria-current]');
    const [from, to] = await edges('.lesson-list ol');
    expect({ isRightOfLeft: left! >= from!, isLeftOfRight: right! <= to! }).toEqual({ isRightOfLeft: true, isLeftOfRight: true });
  });

  it('says of each alarm of the scaler whether it is on, and the points it has and needs', async () => {
    const page = await lessons();
    await page.locator('.fleet-map').focus();
    await page.keyboard.press('Home');
    // Sixteen more tasks came at 1h; the alarm counts a point when its minute is over.
    for (let minute = 0; minute < 63; minute++) await page.keyboard.press('ArrowUp');
    await expect
      .poll(() => page.locator('.scaler .alarm').allInnerTexts())
      .toEqual([expect.stringMatching(/^High alarm on, points in a row: \d$/), 'Low alarm off: 0 of 15 points']);
  });

  it('opens by its address, with its seed, in another browser', async () => {
    const page = await lessons();
    await page.getByRole('button', { name: /Two loops/ }).click();
    await page.getByText('Of 5,797,500 requests 117,878 are turned away').waitFor();
    await page.getByLabel('Seed').fill('2');
    await page.getByLabel('Seed').press('Enter');
    await expect.poll(() => page.url()).toMatch(/#lesson=two-loops&seed=2$/);
    const elsewhere = await pageIn(studio.browser, { locale: 'en-US' });
    await elsewhere.goto(page.url());
    await elsewhere.getByRole('heading', { name: /Two loops/ }).waitFor();
    await expect.poll(() => elsewhere.getByLabel('Seed').inputValue()).toBe('2');
    const there = await elsewhere.locator('.situation').innerText();
    await expect.poll(() => page.locator('.situation').innerText()).toBe(there);
    // An address of another lesson in the same page opens that one, with the seed of its scenario.
    await elsewhere.evaluate(`location.hash = '#lesson=spot-notice'`);
    await elsewhere.getByRole('heading', { name: 'Two minutes of notice' }).waitFor();
    await expect.poll(() => elsewhere.getByLabel('Seed').inputValue()).toBe('1');
  });

  it('is in Japanese for readers of Japanese', async () => {
    const page = await lessons();
    await page.getByRole('button', { name: '日本語' }).click();
    await page.getByRole('heading', { name: 'スケーラーが見る指標' }).waitFor();
    await page.getByLabel('あなたの予想（台）').fill('12');
    await page.getByRole('button', { name: '予想して実行' }).click();
    await page.locator('.answer-card').waitFor();
    expect(await page.locator('.answer-card p').allInnerTexts()).toEqual(['正解です。', expect.stringMatching(/^12\s台になります。/)]);
  });

  it.each(['light', 'dark'] as const)('has nothing that axe finds wrong, %s', async (colorScheme) => {
    const page = await lessons({ colorScheme });
    await page.getByLabel('Your guess, in instances').fill('12');
    await page.getByRole('button', { name: 'Guess and run' }).click();
    await page.locator('.answer-card').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
  });
});

describe('the player', () => {
  it('steps by event and minute, plays, and reports the state in words', async () => {
    const page = await lessons({ reducedMotion: 'no-preference' });
    const map = page.getByRole('slider', { name: 'Time of the run' });
    const clock = page.locator('.player-clock');
    // The lesson opens where something happens: the tasks of 1h have come.
    expect(await clock.innerText()).toBe('1:03:00 / 5:00:00');
    await map.focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowUp');
    await expect.poll(() => clock.innerText()).toBe('0:01:00 / 5:00:00');
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => clock.innerText()).toBe('4:59:00 / 5:00:00');
    await page.keyboard.press('Home');
    await expect.poll(() => map.getAttribute('aria-valuenow')).toBe('0');
    await expect
      .poll(() => map.getAttribute('aria-valuetext'))
      .toBe('0:00:00. Instances: 2 (2 ACTIVE, 0 booting, 0 DRAINING). Tasks: 0 RUNNING, 8 starting, 0 waiting.');
    // The next event comes within the first seconds: an image is pulled or a container has started.
    await page.keyboard.press('ArrowRight');
    await expect.poll(async () => Number(await map.getAttribute('aria-valuenow'))).toBeGreaterThan(0);
    expect(Number(await map.getAttribute('aria-valuenow'))).toBeLessThan(60_000);
    await page.getByRole('button', { name: 'Play' }).click();
    await expect.poll(async () => Number(await map.getAttribute('aria-valuenow'))).toBeGreaterThan(120_000);
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByRole('button', { name: 'Play' }).waitFor();
  });

  it('shows the minute of the scaler as its formula, and explains what is clicked', async () => {
    const page = await lessons();
    await page.getByRole('slider', { name: 'Time of the run' }).focus();
    const now = page.locator('.fleet-now');
    // A little after 1h the tasks have come and wait: 24 tasks of which four fit an instance, on two instances.
    await page.evaluate(`document.querySelector('.fleet-map').scrollIntoView({ block: 'center' })`);
    const box = (await page.locator('.fleet-map canvas').boundingBox())!;
    await page.mouse.click(box.x + (box.width * 62.5) / 300, box.y + 30);
    await page.locator('.formula', { hasText: '300 %' }).waitFor();
    expect((await page.locator('.formula').innerText()).replace(/\s+/g, ' ')).toContain('M N × 100 = 6 2 × 100 = 300 %');
    // The first bar is instance 0, and its first quarter task 0.
    const bars = (await now.boundingBox())!;
    await page.mouse.click(bars.x + 10, bars.y + 26 + 20 + 8);
    await page.getByText('Task 0 of the service web: web:1, 512 CPU units, 1,024 MiB, on workers.').waitFor();
    expect(await page.locator('.candidates tbody tr').first().innerText()).toContain('chosen');
    await page.getByRole('spinbutton', { name: 'Instance', exact: true }).fill('3');
    await page.getByRole('spinbutton', { name: 'Instance', exact: true }).press('Enter');
    await page.getByText('Instance 3: m5.large in us-east-1a, of workers.').waitFor();
    expect(studio.errors).toEqual([]);
  });
});
