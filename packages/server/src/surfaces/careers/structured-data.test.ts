import { describe, expect, it } from 'vitest';
import type { OpenJob } from '../../modules/jobs/public-jobs.service.ts';
import { asData } from './html.ts';
import type { Site } from './layout.ts';
import { feedOf, postingOf, sitemapOf } from './structured-data.ts';

const site = {
  company: { name: 'Acme & Sons' },
  url: 'https://jobs.example/careers/acme',
  headline: null,
  logoFileId: null,
} as Site;
const job: OpenJob = {
  id: 'job_1',
  number: 7,
  title: 'Carpenter </script>',
  department: 'Workshop',
  location: 'Lindon',
  locationType: 'on_site',
  employmentType: 'Full-Time',
  minimumExperience: null,
  compensation: null,
  description: 'Build.',
  publishedAt: '2026-01-05T10:00:00.000Z',
  updatedAt: '2026-01-06T10:00:00.000Z',
};
const place = { street: '1 Main St', city: 'Lindon', region: 'Utah', zipCode: '84042', country: 'US' };

describe('a posting', () => {
  it('says what search engines ask for', () => {
    expect(postingOf(site, job, place)).toMatchObject({
      '@type': 'JobPosting',
      description: '<p>Build.</p>',
      employmentType: 'FULL_TIME',
      jobLocation: {
        address: {
          addressLocality: 'Lindon',
          addressRegion: 'Utah',
          addressCountry: 'US',
          postalCode: '84042',
        },
      },
    });
  });

  it('says less where less is known, and that somebody works anywhere', () => {
    const remote = {
      ...job,
      location: null,
      employmentType: 'Now and then',
      locationType: 'remote' as const,
    };
    const posting = postingOf(site, { ...remote, description: '' }, undefined);
    expect(posting).toMatchObject({ jobLocationType: 'TELECOMMUTE' });
    expect(posting).not.toHaveProperty('jobLocation');
    expect(posting).not.toHaveProperty('employmentType');
    expect(posting.description).toBe('<p>Carpenter &lt;/script&gt;</p>');
  });

  it('cannot end the element that it stands in', () => {
    const { text } = asData(postingOf(site, job, place));
    expect(text).not.toContain('<');
    expect(JSON.parse(text)).toEqual(postingOf(site, job, place));
  });
});

it('a feed tells where it goes on', () => {
  expect(feedOf(site, [job], { after: 'job_1' })).toMatchObject({
    next_url: 'https://jobs.example/careers/acme/feed.json?after=job_1',
    items: [{ id: 'job_1', tags: ['Workshop', 'Lindon', 'Full-Time'] }],
  });
  expect(feedOf(site, [job], { after: null })).not.toHaveProperty('next_url');
  const filter = { q: 'saw & plane', department: undefined };
  expect(feedOf(site, [job], { filter, after: 'job_1' }).next_url).toBe(
    'https://jobs.example/careers/acme/feed.json?q=saw+%26+plane&after=job_1',
  );
});

it('a sitemap names the list and every job', () => {
  expect(sitemapOf(site, [job])).toContain(
    '<loc>https://jobs.example/careers/acme/jobs/7</loc><lastmod>2026-01-06T10:00:00.000Z</lastmod>',
  );
});
