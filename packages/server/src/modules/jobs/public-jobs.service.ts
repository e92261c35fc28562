// Jobs as everybody sees them: open ones that somebody published, without a word about the people
// who applied or who work on them. Nobody has to be known for it, so there is no principal.
import type { Company, JobForm, PublicJobFilter } from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import { type Slice, type Sliced, toSliced } from '../../platform/page.ts';
import { systemPrincipal } from '../companies/companies.service.ts';
import type { Context } from '../context.ts';
import { findCountry, findProvince } from '../places/places.ts';
import { describeForm, formPartsOf } from './job-form.service.ts';
import type { JobFormParts } from './job-form.ts';
import { findJobId, getJobTerms, listJobAddresses } from './jobs.service.ts';
import { jobNotFound, parseJobReference } from './jobs.ts';
import * as repository from './public-jobs.repository.ts';

type Scope = Pick<Context, 'db' | 'clock'>;

export type { Facets, OpenJob } from './public-jobs.repository.ts';

/** Newest first. Pages go on after the id of the last job. */
export async function listOpenJobs(
  context: Scope,
  company: Company,
  filter: PublicJobFilter,
  page: Slice,
): Promise<Sliced<repository.OpenJob>> {
  const rows = await context.db.inCompany(company.id, (tx) => repository.listPublic(tx, filter, page));
  return toSliced(rows, page.limit, (job) => job.id);
}

/** The newest so many, with nothing but when each changed. */
export async function listOpenNumbers(
  context: Scope,
  company: Company,
  limit: number,
): Promise<Pick<repository.OpenJob, 'number' | 'updatedAt'>[]> {
  return context.db.inCompany(company.id, (tx) => repository.listNumbers(tx, limit));
}

export async function listJobFacets(context: Scope, company: Company): Promise<repository.Facets> {
  return context.db.inCompany(company.id, repository.listFacets);
}

/** @throws JoineryError `jobs.not_found` also for one that is not open, or not published */
export async function getOpenJob(
  context: Scope,
  company: Company,
  reference: string,
): Promise<repository.OpenJob> {
  return context.db.inCompany(company.id, (tx) => getOpenIn(tx, reference));
}

/** The form of a job that is open and published. @throws JoineryError `jobs.not_found` */
export async function getOpenForm(
  context: Scope,
  company: Company,
  reference: string,
): Promise<{ form: JobForm; parts: JobFormParts }> {
  const { id } = await getOpenJob(context, company, reference);
  const job = await getJobTerms(context, systemPrincipal(company), id);
  return context.db.inCompany(company.id, async (tx) => ({
    form: await describeForm(tx, job),
    parts: await formPartsOf(tx, job),
  }));
}

/** Where somebody works, as far as it is known. */
/** The id of the job that a reference names, or the reference itself where that is one or names none. */
export async function namedJob(context: Scope, company: Company, reference: string): Promise<string> {
  // An id costs no question.
  if ('id' in parseJobReference(reference)) return reference;
  return (await context.db.inCompany(company.id, (tx) => findJobId(tx, reference))) ?? reference;
}

export interface JobPlace {
  street: string | null;
  city: string | null;
  region: string | null;
  zipCode: string | null;
  /** Two letters. */
  country: string | null;
}

/** Undefined where the job's location has no address. */
export async function findJobPlace(
  context: Scope,
  company: Company,
  id: string,
): Promise<JobPlace | undefined> {
  const principal = systemPrincipal(company);
  const job = await getJobTerms(context, principal, id);
  const addresses = await listJobAddresses(context, principal, [job]);
  const address = job.locationOption === null ? undefined : addresses.get(job.locationOption);
  if (address === undefined) return undefined;
  const { address1, address2, city, stateId, zipcode: zipCode, countryId } = address;
  return {
    street: [address1, address2].filter((line) => !!line).join(', ') || null,
    city,
    region: stateId === null ? null : (findProvince(stateId)?.name ?? null),
    zipCode,
    country: countryId === null ? null : (findCountry(countryId)?.isoCode ?? null),
  };
}

async function getOpenIn(tx: Transaction, reference: string): Promise<repository.OpenJob> {
  const job = await repository.findPublic(tx, parseJobReference(reference));
  if (job === undefined) throw jobNotFound();
  return job;
}
