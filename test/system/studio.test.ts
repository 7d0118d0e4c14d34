import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { usdText } from '../../src/kernel/quantity-text.js';
import { METRICS } from '../../src/record/metrics.js';
import { differenceText } from '../../src/report/metric-text.js';
import { execute } from '../../src/run/execute.js';
import { readScenario } from '../../src/run/scenario-file.js';
import { fileOf } from '../scenarios/head.js';
import { accessibilityFaults } from './axe.js';
import { digestIn, idle, moveSliders, nextDigest, type OpenStudio, openStudio, until } from './studio-built.js';
import { digestsOf, libraryIn } from './studio-digests.js';

let studio: OpenStudio;

beforeAll(async () => {
  studio = await openStudio();
});
afterAll(() => studio?.close());
afterEach(() => {
  expect(studio.errors.splice(0)).toEqual([]);
});

const WARM_UP = fileOf('scaling/warm-up');
const TARGET = 'cluster.capacityProviders.workers.autoScalingGroupProvider.managedScaling.targetCapacity';

const WARM_UP_PERIOD = TARGET.replace('targetCapacity', 'instanceWarmupPeriod');

/** The run that the command makes of a scenario. */
function runOf(path: string, set: readonly string[] = []) {
  return execute(readScenario(path, { set }));
}

/** A setting by its label. */
function setting(page: Page, label: string) {
  return page.locator('.setting', { hasText: label }).first();
}

async function openLibrary(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Library' }).click();
  await page.getByRole('searchbox').fill(name);
  await page.locator('.gallery button').first().click();
}

describe('a scenario by hand', () => {
  it('goes by the keyboard: the slider moves, the cluster answers as the command does, and undo goes back', async () => {
    const page = await studio.page();
    const before = await digestIn(page);
    expect(before).toBe((await runOf(WARM_UP)).identity.digest);
    const slider = setting(page, 'Target capacity').locator('input[type=range]');
    await slider.focus();
    await page.keyboard.press('ArrowLeft');
    const after = await nextDigest(page, before);
    expect(after).toBe((await runOf(WARM_UP, [`${TARGET}=99`])).identity.digest);
    await page.getByRole('button', { name: 'Undo' }).click();
    expect(await nextDigest(page, after)).toBe(before);
    await expect.poll(() => page.getByRole('button', { name: 'Reset' }).isDisabled()).toBe(true);
    // Tab leaves the editor, and writes nothing into it.
    const editor = page.locator('.cm-content');
    await editor.focus();
    await page.keyboard.press('Tab');
    await expect.poll(() => editor.evaluate((element) => element.contains(element.ownerDocument.activeElement))).toBe(false);
    expect(await page.getByRole('button', { name: 'Reset' }).isDisabled()).toBe(true);
  });

  it('compares with a pinned run, and its address shows the same to another browser', async () => {
    const page = await studio.page();
    await openLibrary(page, 'scaling/headroom');
    await page.getByRole('heading', { name: 'headroom' }).waitFor();
    const pinned = await digestIn(page);
    await page.getByRole('button', { name: 'Pin this run' }).click();
    await setting(page, 'Target capacity').locator('input[type=number]').fill('60');
    const now = await nextDigest(page, pinned);
    const [base, other] = await Promise.all([runOf(fileOf('scaling/headroom')), runOf(fileOf('scaling/headroom'), [`${TARGET}=60`])]);
    expect([pinned, now]).toEqual([base.identity.digest, other.identity.digest]);
    const cost = METRICS.find(({ key }) => key === 'cost_per_month_usd')!;
    const tile = page.locator('.tiles > div', { hasText: 'Cost a month' });
    const [first, value] = [base, other].map(({ record }) => record.metrics.headline.cost_per_month_usd!);
    await expect.poll(() => tile.locator('.difference').textContent()).toContain(differenceText(cost, value!, first!));
    await expect.poll(() => tile.locator('.large').textContent()).toBe(usdText(value!, value! < 1000 ? 2 : 0));
    // The address follows after a moment; a requested link is there at once.
    await page.getByRole('button', { name: 'Copy link' }).click();
    await page.locator('.toast').waitFor();
    const elsewhere = await studio.page(page.url());
    await elsewhere.locator('.pinned').waitFor();
    await nextDigest(elsewhere, pinned);
    expect(await digestIn(elsewhere)).toBe(now);
    await expect
      .poll(() => elsewhere.locator('.tiles .difference').first().textContent())
      .toBe(await tile.locator('.difference').textContent());
  });

  it('shows the fleet of the pinned run above the present one, with one cursor for both', async () => {
    const page = await studio.page();
    const before = await digestIn(page);
    await openLibrary(page, 'guide/metric');
    const pinned = await nextDigest(page, before);
    await page.getByRole('button', { name: 'Pin this run' }).click();
    await setting(page, 'Target capacity').locator('input[type=number]').fill('50');
    await nextDigest(page, pinned);
    await page.locator('.fleet-card summary').click();
    await page.getByText('Both fleets meet the same demand.').waitFor();
    const above = page.getByRole('region', { name: 'Pinned: metric, seed 1' });
    const below = page.getByRole('region', { name: 'Now: metric, seed 1' });
    // The middle of five hours: 24 tasks, of which four fit an instance, and half of the capacity free at a target of 50.
    await above.getByRole('slider').focus();
    await page.keyboard.press('End');
    for (let minute = 0; minute < 150; minute++) await page.keyboard.press('ArrowDown');
    const stateOf = (run: typeof above) => run.locator('.fleet-state').innerText();
    await until(async () => (await stateOf(below)).startsWith('2:30:00'));
    await expect.poll(() => stateOf(above)).toContain('Instances: 6 (6 ACTIVE, 0 booting, 0 DRAINING). Tasks: 24 RUNNING');
    await expect.poll(() => stateOf(below)).toContain('Instances: 12 (12 ACTIVE, 0 booting, 0 DRAINING). Tasks: 24 RUNNING');
    // A drag over the instances moves the cursor and chooses none of them; a click chooses one.
    const picture = below.locator('.fleet-map canvas');
    await picture.scrollIntoViewIfNeeded();
    const { x, y, width, height } = (await picture.boundingBox())!;
    await page.mouse.move(x + width * 0.8, y + height - 4);
    await page.mouse.down();
    await page.mouse.move(x + width * 0.2, y + height - 4);
    await page.mouse.up();
    await until(async () => (await stateOf(below)).startsWith('1:0'));
    expect(await below.getByRole('heading', { name: /^Instance / }).count()).toBe(0);
    await page.mouse.click(x + width * 0.5, y + height - 4);
    await below.getByRole('heading', { name: /^Instance / }).waitFor();
    await setting(page, 'Seed').locator('input[type=number]').fill('2');
    await page.getByText('The demand of the two differs').waitFor();
    await page.getByRole('button', { name: 'Unpin' }).click();
    await above.waitFor({ state: 'detached' });
    await expect.poll(() => page.locator('.fleet-map').count()).toBe(1);
  });

  it('marks mistakes as the command reports them, keeps the last run, and completes keys', async () => {
    const page = await studio.page();
    const before = await digestIn(page);
    const editor = page.locator('.cm-content');
    // Its lines are wider than the pane: their middle may lie under another.
    await editor.focus();
    // A line of its own before all others, for the end of a file may be in a block.
    for (const key of ['Control+Home', 'Enter', 'ArrowUp']) await page.keyboard.press(key);
    await page.keyboard.type('awsBehavior: current');
    await page.locator('.problems .bad', { hasText: 'did you mean awsBehaviour?' }).waitFor();
    expect(await digestIn(page)).toBe(before);
    await page.locator('.cm-lintRange-error').first().waitFor();
    for (let i = 0; i < 'awsBehavior: current'.length; i++) await page.keyboard.press('Backspace');
    await page.keyboard.type('seri');
    await page.locator('.cm-tooltip-autocomplete').getByText('services', { exact: true }).waitFor();
  });

  it('imports a dropped CloudFormation template, and lists its assumptions', async () => {
    const page = await studio.page();
    const before = await digestIn(page);
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'shop.yaml', mimeType: 'application/yaml', buffer: Buffer.from(TEMPLATE) });
    await nextDigest(page, before);
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Assumed').waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    const cost = page.locator('.tiles > div', { hasText: 'Cost a month' }).locator('.large');
    // 2 m5.large at $0.096 an hour, and four times as much for 2 m5.2xlarge.
    await expect.poll(() => cost.textContent()).toBe('$140.16');
    await setting(page, 'Instance type').locator('select').selectOption({ label: 'm5.2xlarge' });
    await expect.poll(() => cost.textContent()).toBe('$560.64');
    await expect.poll(() => setting(page, 'Instance type').locator('option:checked').textContent()).toBe('m5.2xlarge');
  });

  it('judges whether a difference is chance, in workers', async () => {
    const page = await studio.page();
    await page.getByRole('button', { name: 'Pin this run' }).click();
    const before = await digestIn(page);
    await setting(page, 'Warm-up').locator('input[type=number]').fill('900');
    await nextDigest(page, before);
    await page.getByRole('button', { name: 'Is it luck?' }).click();
    const wait = page.locator('.luck tbody tr', { hasText: 'Wait, p95' });
    await wait.waitFor();
    // Sixty jobs that need a second step wait for the end of a warm-up of 15 minutes instead of one.
    expect(await wait.locator('.verdict').textContent()).toBe('worse');
  });
});

it('has the digests of Node over a sample of the library', async () => {
  const page = await studio.page();
  const paths = await libraryIn(page);
  const { inPage, inNode } = await digestsOf(
    page,
    paths.filter((_, i) => i % 16 === 0),
  );
  expect(inPage).toEqual(inNode);
});

it('offers the variants of a scenario: each changes the text as listed', async () => {
  const page = await studio.page();
  const before = await digestIn(page);
  await page.locator('.trials summary').click();
  await page.getByRole('button', { name: 'warm-up-1200' }).click();
  expect(await nextDigest(page, before)).toBe((await runOf(WARM_UP, [`${WARM_UP_PERIOD}=1200`])).identity.digest);
});

describe('a page that stays alive', () => {
  it('cancels a scenario that takes without end, and answers the next one', async () => {
    const page = await studio.page();
    const before = await digestIn(page);
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'endless.yaml', mimeType: 'application/yaml', buffer: Buffer.from(ENDLESS) });
    await page.locator('.status').getByRole('button', { name: 'Cancel' }).click();
    await page.locator('.status progress').waitFor({ state: 'detached' });
    expect(await digestIn(page)).toBe(before);
    await openLibrary(page, 'scaling/headroom');
    await nextDigest(page, before);
  });

  it('takes random moves of its sliders without an error, and answers after them', async () => {
    const page = await studio.page();
    await moveSliders(page, { seed: 7, moves: 60 });
    await idle(page);
    expect(await page.locator('.alert').allInnerTexts()).toEqual([]);
    // A hand faster than the checks may leave the smallest group above the largest; the page then says so, and keeps the last run.
    await page.getByRole('button', { name: 'Reset' }).click();
    await idle(page);
    await setting(page, 'Seed').locator('input[type=number]').fill('12345');
    await until(async () => (await page.locator('.status .note').first().textContent())!.includes('seed 12345'));
  });
});

describe('for all readers', () => {
  it.each(['light', 'dark'] as const)(
    'has no fault of accessibility in %s, small and large, with a pinned run and with the library open',
    async (colorScheme) => {
      for (const width of [390, 1440]) {
        const page = await studio.page(undefined, { colorScheme, viewport: { width, height: 900 }, reducedMotion: 'reduce' });
        await page.getByRole('button', { name: 'Pin this run' }).click();
        expect(await accessibilityFaults(page)).toEqual([]);
        await page.locator('.fleet-card summary').click();
        await page.locator('.fleet-run + .fleet-run .fleet-now').waitFor();
        expect(await accessibilityFaults(page), 'with two fleets').toEqual([]);
        await page.getByRole('button', { name: 'Library' }).click();
        await page.locator('.gallery button').first().waitFor();
        expect(await accessibilityFaults(page)).toEqual([]);
        const isWider = await page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth');
        expect(isWider, `sideways at ${width}`).toBe(false);
        await page.context().close();
      }
    },
  );
});

const TEMPLATE = `
Resources:
  Cluster: { Type: 'AWS::ECS::Cluster', Properties: { ClusterName: shop } }
  Template:
    Type: AWS::EC2::LaunchTemplate
    Properties: { LaunchTemplateData: { InstanceType: m5.large, ImageId: '{{resolve:ssm:/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id}}' } }
  Group:
    Type: AWS::AutoScaling::AutoScalingGroup
    Properties:
      MinSize: 2
      MaxSize: 10
      AvailabilityZones: [us-east-1a, us-east-1b]
      LaunchTemplate: { LaunchTemplateId: !Ref Template, Version: '1' }
  Provider:
    Type: AWS::ECS::CapacityProvider
    Properties:
      Name: shop
      AutoScalingGroupProvider: { AutoScalingGroupArn: !Ref Group, ManagedScaling: { Status: ENABLED, TargetCapacity: 100 } }
  Association:
    Type: AWS::ECS::ClusterCapacityProviderAssociations
    Properties:
      Cluster: !Ref Cluster
      CapacityProviders: [!Ref Provider]
      DefaultCapacityProviderStrategy: [{ CapacityProvider: !Ref Provider, Weight: 1 }]
  Definition:
    Type: AWS::ECS::TaskDefinition
    Properties: { Family: web, ContainerDefinitions: [{ Name: app, Image: web, Cpu: 512, Memory: 1024 }] }
  Service:
    Type: AWS::ECS::Service
    Properties: { Cluster: !Ref Cluster, ServiceName: web, TaskDefinition: !Ref Definition, DesiredCount: 6 }
`;

const ENDLESS = `
name: endless
duration: 365d
cluster:
  capacityProviders:
    - { name: workers, autoScalingGroup: { instanceTypes: [m5.24xlarge], minSize: 50, maxSize: 50 } }
  defaultCapacityProviderStrategy: [{ capacityProvider: workers, weight: 1 }]
taskDefinitions: [{ family: job, containerDefinitions: [{ name: job, image: job, cpu: 128, memory: 128 }] }]
workloads: [{ name: jobs, taskDefinition: job, arrivals: { type: poisson, rate: 20/s }, runTime: 30s }]
metrics: { every: 1h }
`;
