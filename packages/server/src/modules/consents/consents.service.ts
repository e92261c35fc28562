// Texts that applicants agree to, and the consents that came with applications. What concerns one
// candidate alone stands in candidate-consents.service.ts.
import {
  type ConsentText,
  type ConsentTextInput,
  type ConsentTextQuery,
  type FormConsent,
  JoineryError,
  type NewConsentText,
} from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import { newId } from '../../platform/ids.ts';
import { assertArea } from '../access/areas.ts';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import { insertEvents } from '../events/events.service.ts';
import { addTimelineEntries } from '../timeline/timeline.service.ts';
import { candidateConsented, consentTextChanged } from './consents.events.ts';
import * as repository from './consents.repository.ts';

type Scope = Pick<Context, 'db' | 'clock'>;

export async function listConsentTexts(
  context: Scope,
  principal: Principal,
  { key }: ConsentTextQuery,
): Promise<ConsentText[]> {
  assertArea(principal, 'settings.company', 'view');
  return context.db.inCompany(principal.companyId, (tx) => repository.listTexts(tx, key));
}

/** @throws JoineryError `consents.text_exists` */
export async function createConsentText(
  context: Scope,
  principal: Principal,
  { key, ...words }: NewConsentText,
): Promise<ConsentText> {
  return writing(context, principal, key, async (tx) => {
    const [newest] = await repository.listTexts(tx, key);
    if (newest !== undefined)
      throw new JoineryError(
        'consents.text_exists',
        'There is a consent text of this key already: write a new version of it.',
      );
    return insert(tx, context, principal, { key, version: 1, ...words });
  });
}

/**
 * Writes a new version, which is asked from now on, also of a text that was asked no more. The same
 * words change nothing.
 *
 * @throws JoineryError `consents.text_not_found`
 */
export async function changeConsentText(
  context: Scope,
  principal: Principal,
  key: string,
  words: ConsentTextInput,
): Promise<ConsentText> {
  return writing(context, principal, key, async (tx) => {
    const [newest] = await repository.listTexts(tx, key);
    if (newest === undefined) throw noText();
    const { label, text, required, asked } = newest;
    if (asked && label === words.label && text === words.text && required === words.required) return newest;
    return insert(tx, context, principal, { key, version: newest.version + 1, ...words });
  });
}

/** Asks it no more; what was agreed to stays. */
export async function retireConsentText(context: Scope, principal: Principal, key: string): Promise<void> {
  await writing(context, principal, key, async (tx) => {
    const [newest] = await repository.listTexts(tx, key);
    if (newest === undefined) throw noText();
    const retired = await repository.retireTexts(tx, key, context.clock.now());
    const events = retired.length === 0 ? [] : [consentTextChanged(newest.id, key)];
    await insertEvents(tx, principal.companyId, events);
  });
}

/** What every form asks for now. */
export async function askedConsents(tx: Transaction): Promise<(FormConsent & { id: string })[]> {
  return repository.listAsked(tx);
}

/** Paths of a form, of what this candidate has agreed to in the version that is asked. */
export async function knownConsents(tx: Transaction, candidateId: string): Promise<string[]> {
  const asked = await repository.listAsked(tx);
  if (asked.length === 0) return [];
  const given = (await repository.listConsents(tx, candidateId)).filter(
    ({ withdrawnAt }) => withdrawnAt === null,
  );
  return asked
    .filter(({ key, version }) => given.some((one) => one.key === key && one.version === version))
    .map(({ key }) => `consents.${key}`);
}

/** Notes which of the texts somebody agreed to, at the server's time. */
export async function recordConsents(
  tx: Transaction,
  { clock }: Pick<Context, 'clock'>,
  { companyId, userName }: Pick<Principal, 'companyId' | 'userName'>,
  {
    candidateId,
    applicationId,
    texts,
  }: { candidateId: string; applicationId: string | null; texts: (FormConsent & { id: string })[] },
): Promise<string[]> {
  if (texts.length === 0) return [];
  const rows = texts.map(({ id: textId }) => ({
    id: newId('cns'),
    candidateId,
    applicationId,
    textId,
    givenAt: clock.now(),
    recordedBy: userName,
  }));
  await repository.insertConsents(tx, companyId, rows);
  const keys = texts.map(({ key }) => key);
  await insertEvents(tx, companyId, [candidateConsented(candidateId, keys)]);
  const about = { candidateId, ...(applicationId !== null && { applicationId }) };
  const entries = texts.map(({ key, label, version }) => ({
    ...about,
    kind: 'consented',
    actor: userName,
    detail: { key, label, version },
  }));
  await addTimelineEntries(tx, companyId, entries);
  return rows.map(({ id }) => id);
}

export function noText(): JoineryError {
  return new JoineryError('consents.text_not_found', 'There is no such consent text that is asked now.');
}

function writing<T>(
  context: Scope,
  principal: Principal,
  key: string,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  assertArea(principal, 'settings.company', 'edit');
  return context.db.inCompany(principal.companyId, async (tx) => {
    await repository.lockKey(tx, principal.companyId, key);
    return work(tx);
  });
}

async function insert(
  tx: Transaction,
  { clock }: Scope,
  { companyId, userName }: Principal,
  text: FormConsent,
): Promise<ConsentText> {
  const id = newId('ctx');
  await repository.retireTexts(tx, text.key, clock.now());
  await repository.insertText(tx, companyId, { ...text, id, createdBy: userName, createdAt: clock.now() });
  await insertEvents(tx, companyId, [consentTextChanged(id, text.key)]);
  const [written] = await repository.listTexts(tx, text.key);
  return written as ConsentText;
}
