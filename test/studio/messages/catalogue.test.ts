import { expect, it } from 'vitest';
import { en } from '../../../src/studio/messages/en.js';
import { ja } from '../../../src/studio/messages/ja.js';

const placeholders = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

it('has each message in Japanese and English, with the same values', () => {
  expect(Object.keys(ja).sort()).toEqual(Object.keys(en).sort());
  // Lessons may leave out a value that their other sentences have; test/studio/lessons checks those.
  const labels = (Object.keys(en) as (keyof typeof en)[]).filter((key) => !key.startsWith('lesson.'));
  expect(labels.map((key) => [key, placeholders(ja[key])])).toEqual(labels.map((key) => [key, placeholders(en[key])]));
});

it('is Japanese but for names', () => {
  const labels = (Object.keys(en) as (keyof typeof en)[]).filter((key) => !/[぀-ヿ一-鿿]/.test(ja[key]));
  // Terms of AWS and units are the same words in both.
  expect(labels.filter((key) => ja[key] !== en[key])).toEqual([]);
});
