import { expect, it } from 'vitest';
import { linesOf, toCareersPatch, toCareersValues } from './careers-form.ts';

const settings = {
  url: 'https://jobs.example/careers/acme',
  enabled: true,
  headline: null,
  intro: 'We build.',
  color: '#2f6f4f',
  privacyUrl: null,
  logoUrl: null,
  embedOrigins: ['https://a.example', 'https://b.example'],
  robots: 0,
};

it('shows what is kept, and sends the same when nothing was changed', () => {
  const { url: _url, logoUrl: _logo, robots: _robots, ...kept } = settings;
  expect(toCareersPatch(toCareersValues(settings))).toEqual(kept);
});

it('takes origins in lines or between commas', () => {
  expect(linesOf(' https://a.example\n\nhttps://b.example, https://c.example ')).toEqual([
    'https://a.example',
    'https://b.example',
    'https://c.example',
  ]);
});
