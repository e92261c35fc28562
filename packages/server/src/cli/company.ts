import { companyInput } from '@joinery/sdk';
import { createCompany, listCompanies } from '../modules/companies/companies.service.ts';
import { parseOptions } from './options.ts';
import { type OutputOptions, print, table } from './output.ts';
import { withContext } from './with-context.ts';

interface CreateOptions extends OutputOptions {
  name: string;
  title?: string;
  timeZone?: string;
  currency?: string;
}

export async function create(options: CreateOptions): Promise<void> {
  const input = parseOptions(companyInput, {
    slug: options.name,
    name: options.title ?? options.name,
    timeZone: options.timeZone,
    currency: options.currency,
  });
  const company = await withContext((context) => createCompany(context, input));
  print(options, company, [
    `Company ${company.slug} made.`,
    `Give it an owner: joinery user create --company ${company.slug} --email YOU --level account_owner`,
  ]);
}

export async function list(options: OutputOptions): Promise<void> {
  const companies = await withContext(listCompanies);
  const rows = companies.map(({ slug, name, kind, timeZone }) => [slug, kind, timeZone, name]);
  print(
    options,
    companies,
    companies.length === 0
      ? ['There is no company yet.']
      : table([['NAME', 'KIND', 'TIME ZONE', 'TITLE'], ...rows]),
  );
}
