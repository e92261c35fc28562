// The list of open jobs, and the page of one.
import type { PublicJobFilter } from '@joinery/sdk';
import type { Facets, JobPlace, OpenJob } from '../../modules/jobs/public-jobs.service.ts';
import { describe, plainText } from './description.ts';
import { html, type Markup } from './html.ts';
import { type Answer, linkTo, pageOf, type Site } from './layout.ts';
import { postingOf } from './structured-data.ts';

export interface JobList {
  jobs: readonly OpenJob[];
  facets: Facets;
  filter: PublicJobFilter;
  /** Where the next page goes on; null at the end. */
  after: string | null;
}

export function listPage(site: Site, { jobs, facets, filter, after }: JobList): Answer {
  const { company, headline, intro } = site;
  const isFiltered = Object.values(filter).some(Boolean);
  const chosen = Object.fromEntries(Object.entries(filter).filter(([, value]) => value)) as Record<
    string,
    string
  >;
  const body = html`<h1>${headline ?? `Jobs at ${company.name}`}</h1>
${intro !== null && describe(intro)}
${(jobs.length > 0 || isFiltered) && filterForm(site, facets, filter)}
${jobs.length > 0 && html`<ul class="jobs">${jobs.map((job) => jobLine(site, job))}</ul>`}
${jobs.length === 0 && nothing(site, isFiltered)}
${after !== null && html`<p><a href="${linkTo(site, '', { ...chosen, after })}">More jobs</a></p>`}`;
  return pageOf(site, {
    title: headline ?? 'Jobs',
    body,
    description: plainText(intro ?? `Open jobs at ${company.name}`).slice(0, 200),
    ...(isFiltered ? {} : { canonical: site.url }),
  });
}

function nothing(site: Site, isFiltered: boolean): Markup {
  return isFiltered
    ? html`<p role="status">No open job fits what you chose. <a href="${linkTo(site, '')}">Show all jobs</a></p>`
    : html`<p role="status">There are no open jobs at the moment. Please look in again.</p>`;
}

const facetLabels = { department: 'Department', location: 'Location', employmentType: 'Employment' } as const;

function filterForm({ path, isEmbedded }: Site, facets: Facets, filter: PublicJobFilter): Markup {
  const selects = (['department', 'location', 'employmentType'] as const).map((name) => {
    const options = facets[name].map(
      (value) => html`<option value="${value}"${value === filter[name] && html` selected`}>${value}</option>`,
    );
    return (
      options.length > 0 &&
      html`<div><label for="by-${name}">${facetLabels[name]}</label><select id="by-${name}" name="${name}"><option value="">All</option>${options}</select></div>`
    );
  });
  return html`<form class="filter" method="get" action="${path}" role="search" aria-label="Jobs">
<div><label for="by-q">Search</label><input id="by-q" type="search" name="q" maxlength="200" value="${filter.q ?? ''}"></div>
${selects}
${isEmbedded && html`<input type="hidden" name="embed" value="1">`}
<div><button>Show jobs</button></div>
</form>`;
}

function jobLine(site: Site, job: OpenJob): Markup {
  const facts = [job.department, placeOf(job), job.employmentType].filter((fact) => !!fact).join(' · ');
  return html`<li><a href="${linkTo(site, `/jobs/${job.number}`)}"><h2>${job.title}</h2>${facts !== '' && html`<p>${facts}</p>`}</a></li>`;
}

const ways = { on_site: null, remote: 'Remote', hybrid: 'Hybrid' } as const;

function placeOf({ location, locationType }: Pick<OpenJob, 'location' | 'locationType'>): string {
  return [location, ways[locationType]].filter((part) => !!part).join(', ');
}

export function jobPage(
  site: Site,
  job: OpenJob,
  { place, source }: { place: JobPlace | undefined; source: string | undefined },
): Answer {
  const url = `${site.url}/jobs/${job.number}`;
  const apply = linkTo(site, `/jobs/${job.number}/apply`, source === undefined ? {} : { source });
  const posted = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: site.company.timeZone });
  const facts: [string, string | null][] = [
    ['Department', job.department],
    ['Location', placeOf(job)],
    ['Employment', job.employmentType],
    ['Experience', job.minimumExperience],
    ['Pay', job.compensation],
    ['Posted', posted.format(new Date(job.publishedAt))],
  ];
  const body = html`<a class="back" href="${linkTo(site, '')}">All jobs</a>
<h1>${job.title}</h1>
<dl class="facts">${facts.map(([name, value]) => value && html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
<p><a class="button" href="${apply}">Apply for this job</a></p>
${describe(job.description)}
${job.description.length > 1500 && html`<p><a class="button" href="${apply}">Apply for this job</a></p>`}`;
  return pageOf(site, {
    title: job.title,
    body,
    description: plainText(job.description).replace(/\s+/g, ' ').slice(0, 200) || job.title,
    canonical: url,
    structured: postingOf(site, job, place),
  });
}
