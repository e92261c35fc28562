// What candidates were offered. It tells what they will earn, so it has the right of hires.
import { type Application, JoineryError, type Offer, type OfferPut } from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import { assertArea } from '../access/areas.ts';
import type { Principal } from '../access/principal.ts';
import { compareHires, getApplication, holdApplication } from '../applications/applications.service.ts';
import { hasDocument } from '../candidates/candidates.service.ts';
import type { Context } from '../context.ts';
import { insertEvents, type NewEvent } from '../events/events.service.ts';
import { addTimelineEntries } from '../timeline/timeline.service.ts';
import type { NewTimelineEntry } from '../timeline/timeline.ts';
import { offerCreated, offerRemoved, offerUpdated } from './offers.events.ts';
import * as repository from './offers.repository.ts';
import { blankOffer, changeOffer, type OfferContent, offerNotFound } from './offers.ts';

type Scope = Pick<Context, 'db' | 'clock'>;
type WritingScope = Scope & Pick<Context, 'engine'>;

/** @throws JoineryError `applications.not_found`, `offers.not_found` */
export async function getOffer(context: Scope, principal: Principal, applicationId: string): Promise<Offer> {
  assertArea(principal, 'hiring.hires', 'view');
  await getApplication(context, principal, applicationId);
  return context.db.inCompany(principal.companyId, (tx) => getIn(tx, applicationId));
}

/** For services that have checked the principal's rights to the application and to hires. */
export async function findOffer(tx: Transaction, applicationId: string): Promise<Offer | undefined> {
  return repository.findOffer(tx, applicationId);
}

/**
 * Writes the offer, or changes what `put` names; what it says already changes and tells nothing.
 *
 * @throws JoineryError `applications.not_found`, `candidates.erased`, `request.invalid`
 */
export async function putOffer(
  context: WritingScope,
  principal: Principal,
  applicationId: string,
  put: OfferPut,
): Promise<Offer> {
  assertArea(principal, 'hiring.hires', 'edit');
  const application = await getApplication(context, principal, applicationId);
  const stamp = { applicationId, by: principal.userName, at: context.clock.now() };
  return context.db.inCompany(principal.companyId, async (tx) => {
    await holdApplication(tx, applicationId);
    await assertDocument(tx, application, put.fileId);
    const before = await repository.findOffer(tx, applicationId, 'lock');
    const isChanged =
      before === undefined
        ? await create(tx, principal, application, { put, stamp })
        : await update(tx, principal, application, { before, put, stamp });
    if (isChanged) await compareHires(tx, context, principal, applicationId);
    return getIn(tx, applicationId);
  });
}

/** @throws JoineryError `applications.not_found`, `offers.not_found` */
export async function removeOffer(
  context: WritingScope,
  principal: Principal,
  applicationId: string,
): Promise<void> {
  assertArea(principal, 'hiring.hires', 'edit');
  const application = await getApplication(context, principal, applicationId);
  await context.db.inCompany(principal.companyId, async (tx) => {
    if (!(await repository.removeOffer(tx, applicationId))) throw offerNotFound();
    await tell(tx, principal, application, offerRemoved(applicationId), {
      kind: 'offer_removed',
      detail: {},
    });
    await compareHires(tx, context, principal, applicationId);
  });
}

interface Stamp {
  applicationId: string;
  by: string;
  at: Date;
}

async function create(
  tx: Transaction,
  principal: Principal,
  application: Application,
  { put, stamp }: { put: OfferPut; stamp: Stamp },
): Promise<boolean> {
  const { after } = changeOffer(blankOffer, put);
  if (await repository.insertOffer(tx, principal.companyId, { ...after, ...stamp })) {
    await tell(tx, principal, application, offerCreated(application.id, after.state), {
      kind: 'offer_created',
      detail: { state: after.state },
    });
    return true;
  }
  // Somebody else wrote the first one since it was looked for.
  const before = await repository.findOffer(tx, application.id, 'lock');
  if (before === undefined) throw offerNotFound();
  return update(tx, principal, application, { before, put, stamp });
}

/** False when nothing is different. */
async function update(
  tx: Transaction,
  principal: Principal,
  application: Application,
  { before, put, stamp }: { before: Offer; put: OfferPut; stamp: Stamp },
): Promise<boolean> {
  const { after, changed } = changeOffer(contentOf(before), put);
  if (changed.length === 0) return false;
  await repository.updateOffer(tx, { ...after, ...stamp });
  const fields = changed.filter((name) => name !== 'state');
  const entries: Pick<NewTimelineEntry, 'kind' | 'detail'>[] = [];
  if (fields.length > 0) entries.push({ kind: 'offer_updated', detail: { fields } });
  if (after.state !== before.state)
    entries.push({ kind: 'offer_moved', detail: { from: before.state, to: after.state } });
  await tell(tx, principal, application, offerUpdated(application.id, after.state, changed), ...entries);
  return true;
}

function contentOf(offer: Offer): OfferContent {
  const names = Object.keys(blankOffer) as (keyof OfferContent)[];
  return Object.fromEntries(names.map((name) => [name, offer[name]])) as OfferContent;
}

async function assertDocument(
  tx: Transaction,
  { candidateId }: Application,
  fileId: string | null | undefined,
): Promise<void> {
  if (!fileId || (await hasDocument(tx, candidateId, { fileId, kind: 'offer' }))) return;
  throw new JoineryError('request.invalid', 'The document of an offer has to be with the candidate.', {
    issues: [{ path: 'fileId', message: 'expected a document of this candidate of the kind offer' }],
  });
}

async function getIn(tx: Transaction, applicationId: string): Promise<Offer> {
  const offer = await repository.findOffer(tx, applicationId);
  if (offer === undefined) throw offerNotFound();
  return offer;
}

async function tell(
  tx: Transaction,
  { companyId, userName: actor }: Principal,
  { id: applicationId, candidateId }: Application,
  event: NewEvent,
  ...entries: Pick<NewTimelineEntry, 'kind' | 'detail'>[]
): Promise<void> {
  await insertEvents(tx, companyId, [event]);
  const lines = entries.map((entry) => ({ candidateId, applicationId, actor, ...entry }));
  await addTimelineEntries(tx, companyId, lines);
}
