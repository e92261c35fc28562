// A company's careers page: how it looks, and what comes in through it.
import { type CareersSettings, type CareersSettingsPatch, type Company, JoineryError } from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import { dateIn } from '../../platform/clock.ts';
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

export type { RobotSign } from './careers.repository.ts';

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
  return context.db.inCompany(principal.companyId, (tx) => viewSettings(tx, context, principal, origin));
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
    return viewSettings(tx, context, principal, origin);
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
      return replaceLogo(tx, context, principal, { origin, logoFileId: stored?.id ?? null });
    }),
  );
  await discardFiles(context, replaced);
  return settings;
}

export async function removeLogo(
  context: Scope & Pick<Context, 'storage' | 'log'>,
  principal: Principal,
  origin: string,
): Promise<CareersSettings> {
  assertArea(principal, 'settings.company', 'edit');
  const { settings, replaced } = await context.db.inCompany(principal.companyId, (tx) =>
    replaceLogo(tx, context, principal, { origin, logoFileId: null }),
  );
  await discardFiles(context, replaced);
  return settings;
}

async function replaceLogo(
  tx: Transaction,
  context: Pick<Context, 'clock'>,
  principal: Principal,
  { origin, logoFileId }: { origin: string; logoFileId: string | null },
) {
  const before = await repository.readSettings(tx);
  await repository.changeSettings(tx, principal.companyId, { logoFileId }, context.clock.now());
  const replaced = before.logoFileId === null ? [] : await forgetFiles(tx, [before.logoFileId]);
  return { settings: await viewSettings(tx, context, principal, origin), replaced };
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
  const now = context.clock.now();
  const before = new Date(now.getTime() - 2 * formLastsMs);
  for (const { id } of await listCompanies(context))
    await context.db.inCompany(id, async (tx) => {
      await repository.forgetSent(tx, before);
      await repository.forgetRobots(tx, daysBefore(now, 60));
    });
}

/** Where the page of a company is. */
export function careersUrl(origin: string, { slug }: Pick<Company, 'slug'>): string {
  return `${origin}/careers/${slug}`;
}

async function viewSettings(
  tx: Transaction,
  { clock }: Pick<Context, 'clock'>,
  { company }: Principal,
  origin: string,
): Promise<CareersSettings> {
  const { logoFileId, ...shown } = await repository.readSettings(tx);
  const url = careersUrl(origin, company);
  const logoUrl = logoFileId === null ? null : `${url}/logo?v=${logoFileId}`;
  return { ...shown, url, logoUrl, robots: await repository.countRobots(tx, daysBefore(clock.now(), 30)) };
}

/** Somebody who says that they applied can be answered: so many were turned away, and when. */
export async function noteRobot(
  context: Pick<Context, 'db' | 'clock' | 'log'>,
  { id: companyId }: Pick<Company, 'id'>,
  jobId: string,
  reason: repository.RobotSign,
): Promise<void> {
  context.log.info({ companyId, jobId, reason }, 'a form of the careers page looked like that of a program');
  const day = daysBefore(context.clock.now(), 0);
  await context.db.inCompany(companyId, (tx) => repository.addRobot(tx, companyId, { day, reason }));
}

function daysBefore(now: Date, days: number): string {
  return dateIn('UTC', new Date(now.getTime() - days * 86_400_000));
}
