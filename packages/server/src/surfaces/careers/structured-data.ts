// The same jobs for machines: schema.org's JobPosting, a JSON feed and a sitemap.
import type { PublicJobFilter } from '@joinery/sdk';
import type { JobPlace, OpenJob } from '../../modules/jobs/public-jobs.service.ts';
import { describe, plainText } from './description.ts';
import { escaped } from './html.ts';
import type { Site } from './layout.ts';

const employmentTypes: [RegExp, string][] = [
  [/full/i, 'FULL_TIME'],
  [/part/i, 'PART_TIME'],
  [/contract|freelance/i, 'CONTRACTOR'],
  [/temp|season/i, 'TEMPORARY'],
  [/intern|trainee|apprentice|working student/i, 'INTERN'],
  [/volunteer/i, 'VOLUNTEER'],
  [/per.?diem/i, 'PER_DIEM'],
];

/** https://schema.org/JobPosting, as search engines read it. */
export function postingOf(site: Site, job: OpenJob, place: JobPlace | undefined): Record<string, unknown> {
  const { company, logoFileId } = site;
  const known = employmentTypes.find(([pattern]) => pattern.test(job.employmentType ?? ''));
  const isRemote = job.locationType === 'remote';
  const address = addressOf(job, place);
  return {
    '@context': 'https://schema.org',
    '@type': 'JobPosting',
    title: job.title,
    description: describe(job.description).text || `<p>${escaped(job.title)}</p>`,
    identifier: { '@type': 'PropertyValue', name: company.name, value: job.id },
    datePosted: job.publishedAt,
    url: `${site.url}/jobs/${job.number}`,
    directApply: true,
    hiringOrganization: {
      '@type': 'Organization',
      name: company.name,
      ...(logoFileId === null ? {} : { logo: `${site.url}/logo?v=${logoFileId}` }),
    },
    ...(known === undefined ? {} : { employmentType: known[1] }),
    ...(job.department === null ? {} : { occupationalCategory: job.department }),
    ...(job.minimumExperience === null ? {} : { experienceRequirements: job.minimumExperience }),
    ...(isRemote ? { jobLocationType: 'TELECOMMUTE' } : {}),
    ...(address === undefined ? {} : { jobLocation: { '@type': 'Place', address } }),
  };
}

function addressOf({ location }: OpenJob, place: JobPlace | undefined) {
  if (place === undefined && location === null) return undefined;
  const parts = {
    streetAddress: place?.street,
    addressLocality: place?.city ?? location,
    addressRegion: place?.region,
    postalCode: place?.zipCode,
    addressCountry: place?.country,
  };
  return {
    '@type': 'PostalAddress',
    ...Object.fromEntries(Object.entries(parts).filter(([, part]) => !!part)),
  };
}

/** https://www.jsonfeed.org/version/1.1/ with everything else of a job under `_joinery`. */
export function feedOf(
  site: Site,
  jobs: readonly OpenJob[],
  { filter = {}, after }: { filter?: PublicJobFilter; after: string | null },
): Record<string, unknown> {
  const { company, url } = site;
  const next = Object.entries({ ...filter, after }).flatMap<[string, string]>(([name, value]) =>
    value ? [[name, value]] : [],
  );
  return {
    version: 'https://jsonfeed.org/version/1.1',
    title: site.headline ?? `Jobs at ${company.name}`,
    home_page_url: url,
    feed_url: `${url}/feed.json`,
    ...(after === null ? {} : { next_url: `${url}/feed.json?${new URLSearchParams(next)}` }),
    language: 'en',
    items: jobs.map(({ description, ...job }) => ({
      id: job.id,
      url: `${url}/jobs/${job.number}`,
      title: job.title,
      content_text: plainText(description) || job.title,
      date_published: job.publishedAt,
      date_modified: job.updatedAt,
      tags: [job.department, job.location, job.employmentType].filter((tag) => !!tag),
      _joinery: { ...job, applyUrl: `${url}/jobs/${job.number}/apply` },
    })),
  };
}

export function sitemapOf({ url }: Site, jobs: readonly Pick<OpenJob, 'number' | 'updatedAt'>[]): string {
  const entries = [
    `<url><loc>${escaped(url)}</loc></url>`,
    ...jobs.map(
      ({ number, updatedAt }) =>
        `<url><loc>${escaped(`${url}/jobs/${number}`)}</loc><lastmod>${updatedAt}</lastmod></url>`,
    ),
  ];
  return `<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n${entries.join('\n')}\n</urlset>\n`;
}
