// A company's careers page: how it looks, and what comes in through it.
import { type CareersSettings, type CareersSettingsPatch, type Company, JoineryError } from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import { assertArea } from '../access/areas.ts';
import type { Principal } from '../access/principal.ts';
import { findCompany, listCompanies } from '../companies/companies.service.ts';
import type { Context } from '../context.ts';
import {
  discardFiles,
  forgetFiles,
  insertFiles,
  type OpenableFile,
  openKnownFile,
  withStoredFiles,
} from '../files/files.service.ts';
import type { Upload } from '../files/files.ts';
import * as repository from './careers.repository.ts';
import { checkLogo, formLastsMs, formStale } from './careers.ts';

type Scope = Pick<Context, 'db' | 'clock'>;

/** The page of a company, for everybody. */
export interface CareersPage extends repository.CareersRow {
  company: Company;
}

/** @throws JoineryError `companies.not_found` also for a company that shows no careers page */
export async function getCareersPage(context: Pick<Context, 'db'>, slug: string): Promise<CareersPage> {
  const company = await findCompany(context, slug);
  const settings = company && (await context.db.inCompany(company.id, repository.readSettings));
  if (company === undefined || settings?.enabled !== true)
    throw new JoineryError('companies.not_found', 'There is no such careers page.');
  return { ...settings, company };
}

/** @param origin `scheme://host` at which this server is called */
export async function getCareersSettings(
  context: Scope,
  principal: Principal,
  origin: string,
): Promise<CareersSettings> {
  assertArea(principal, 'settings.company', 'view');
  const settings = await context.db.inCompany(principal.companyId, repository.readSettings);
  return toSettings(settings, principal.company, origin);
}

export async function updateCareersSettings(
  context: Scope,
  principal: Principal,
  origin: string,
  patch: CareersSettingsPatch,
): Promise<CareersSettings> {
  assertArea(principal, 'settings.company', 'edit');
  const given = Object.entries(patch).filter(([, value]) => value !== undefined);
  const change = Object.fromEntries(given.map(([name, value]) => [name, value === '' ? null : value]));
  return context.db.inCompany(principal.companyId, async (tx) => {
    await repository.changeSettings(tx, principal.companyId, change, context.clock.now());
    return toSettings(await repository.readSettings(tx), principal.company, origin);
  });
}

/** @throws JoineryError `access.forbidden` */
export function assertMaySetLogo(principal: Principal): void {
  assertArea(principal, 'settings.company', 'edit');
}

/** @throws JoineryError `files.*` for what is no picture */
export async function setLogo(
  context: Scope & Pick<Context, 'storage' | 'log'>,
  principal: Principal,
  origin: string,
  upload: Upload,
): Promise<CareersSettings> {
  assertArea(principal, 'settings.company', 'edit');
  const logo = await checkLogo(upload);
  const { settings, replaced } = await withStoredFiles(context, [logo], ([stored]) =>
    context.db.inCompany(principal.companyId, async (tx) => {
      if (stored !== undefined) await insertFiles(tx, principal.companyId, [stored]);
      return replaceLogo(tx, context, principal, stored?.id ?? null);
    }),
  );
  await discardFiles(context, replaced);
  return toSettings(settings, principal.company, origin);
}

export async function removeLogo(
  context: Scope & Pick<Context, 'storage' | 'log'>,
  principal: Principal,
  origin: string,
): Promise<CareersSettings> {
  assertArea(principal, 'settings.company', 'edit');
  const { settings, replaced } = await context.db.inCompany(principal.companyId, (tx) =>
    replaceLogo(tx, context, principal, null),
  );
  await discardFiles(context, replaced);
  return toSettings(settings, principal.company, origin);
}

async function replaceLogo(
  tx: Transaction,
  context: Pick<Context, 'clock'>,
  { companyId }: Principal,
  logoFileId: string | null,
) {
  const before = await repository.readSettings(tx);
  await repository.changeSettings(tx, companyId, { logoFileId }, context.clock.now());
  const replaced = before.logoFileId === null ? [] : await forgetFiles(tx, [before.logoFileId]);
  return { settings: await repository.readSettings(tx), replaced };
}

/** @throws JoineryError `files.not_found` where there is none */
export async function openLogo(
  context: Pick<Context, 'db' | 'storage'>,
  { company, logoFileId }: CareersPage,
): Promise<OpenableFile> {
  if (logoFileId === null) throw new JoineryError('files.not_found', 'There is no logo.');
  return context.db.inCompany(company.id, (tx) => openKnownFile(context, tx, logoFileId));
}

/** Whether the form was sent with just this before. @throws JoineryError `careers.form_stale` for anything else */
export async function wasSentWith(
  tx: Transaction,
  { nonce, content }: repository.SentForm,
): Promise<boolean> {
  const sent = await repository.findSent(tx, nonce);
  if (sent !== undefined && sent.content !== content) throw formStale();
  return sent !== undefined;
}

/** Whether a form of the page is sent for the first time; part of the transaction that takes it in. */
export async function isFirstSending(
  tx: Transaction,
  context: Pick<Context, 'clock'>,
  companyId: string,
  form: repository.SentForm,
): Promise<boolean> {
  return repository.noteSent(tx, companyId, form, context.clock.now());
}

/** Nightly: a form that is too old is refused for that. */
export async function forgetSentForms(context: Scope): Promise<void> {
  const before = new Date(context.clock.now().getTime() - 2 * formLastsMs);
  for (const { id } of await listCompanies(context))
    await context.db.inCompany(id, (tx) => repository.forgetSent(tx, before));
}

/** Where the page of a company is. */
export function careersUrl(origin: string, { slug }: Pick<Company, 'slug'>): string {
  return `${origin}/careers/${slug}`;
}

function toSettings(
  { logoFileId, ...shown }: repository.CareersRow,
  company: Company,
  origin: string,
): CareersSettings {
  const url = careersUrl(origin, company);
  return { ...shown, url, logoUrl: logoFileId === null ? null : `${url}/logo?v=${logoFileId}` };
}
