// What one candidate agreed to: read, noted down by hand, withdrawn.
import { type Consent, type ConsentInput, type ConsentWithdrawal, JoineryError } from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import { assertArea } from '../access/areas.ts';
import type { Principal } from '../access/principal.ts';
import { assertCandidateSeen, holdCandidate } from '../candidates/candidates.service.ts';
import type { Context } from '../context.ts';
import { insertEvents } from '../events/events.service.ts';
import { addTimelineEntries } from '../timeline/timeline.service.ts';
import { consentWithdrawn } from './consents.events.ts';
import * as repository from './consents.repository.ts';
import { askedConsents, noText, recordConsents } from './consents.service.ts';

type Scope = Pick<Context, 'db' | 'clock'>;

/** Newest first, those too that were withdrawn. */
export async function listConsents(
  context: Scope,
  principal: Principal,
  candidateId: string,
): Promise<Consent[]> {
  assertArea(principal, 'hiring.candidates', 'view');
  return context.db.inCompany(principal.companyId, async (tx) => {
    await assertCandidateSeen(tx, principal, candidateId);
    return repository.listConsents(tx, candidateId);
  });
}

/**
 * Notes down what somebody agreed to elsewhere. What they agree to already is not noted twice.
 *
 * @throws JoineryError `candidates.not_found`, `consents.text_not_found`
 */
export async function giveConsent(
  context: Scope,
  principal: Principal,
  candidateId: string,
  { key, version }: ConsentInput,
): Promise<Consent> {
  return changing(context, principal, candidateId, async (tx) => {
    const text = (await askedConsents(tx)).find((one) => one.key === key);
    if (text === undefined || (version !== undefined && version !== text.version)) throw noText();
    const isThis = (one: Consent) =>
      one.key === key && one.version === text.version && one.withdrawnAt === null;
    const known = (await repository.listConsents(tx, candidateId)).find(isThis);
    if (known !== undefined) return known;
    const [id] = await recordConsents(tx, context, principal, {
      candidateId,
      applicationId: null,
      texts: [text],
    });
    return getConsent(tx, candidateId, id ?? '');
  });
}

/**
 * Ends a consent. One that was withdrawn already stays as it is.
 *
 * @throws JoineryError `candidates.not_found`, `consents.not_found`
 */
export async function withdrawConsent(
  context: Scope,
  principal: Principal,
  { candidateId, id }: { candidateId: string; id: string },
  { reason }: ConsentWithdrawal,
): Promise<Consent> {
  return changing(context, principal, candidateId, async (tx) => {
    const { key, label } = await getConsent(tx, candidateId, id);
    const { companyId, userName: actor } = principal;
    const change = { at: context.clock.now(), by: actor, reason: reason || null };
    if (await repository.withdrawConsent(tx, { candidateId, id }, change)) {
      await insertEvents(tx, companyId, [consentWithdrawn(candidateId, key)]);
      const detail = { key, label, ...(reason && { reason }) };
      await addTimelineEntries(tx, companyId, [{ candidateId, kind: 'consent_withdrawn', actor, detail }]);
    }
    return getConsent(tx, candidateId, id);
  });
}

async function changing<T>(
  context: Scope,
  principal: Principal,
  candidateId: string,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  assertArea(principal, 'hiring.candidates', 'edit');
  return context.db.inCompany(principal.companyId, async (tx) => {
    await holdCandidate(tx, principal, candidateId);
    return work(tx);
  });
}

async function getConsent(tx: Transaction, candidateId: string, id: string): Promise<Consent> {
  const found = (await repository.listConsents(tx, candidateId)).find((one) => one.id === id);
  if (found === undefined)
    throw new JoineryError('consents.not_found', 'This candidate has given no such consent.');
  return found;
}
