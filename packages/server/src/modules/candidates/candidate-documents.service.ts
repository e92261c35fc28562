// Takes documents of candidates away again, one by one, for good.
import { JoineryError } from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import { assertArea, hasArea } from '../access/areas.ts';
import type { Principal } from '../access/principal.ts';
import { discardFiles, forgetFiles } from '../files/files.service.ts';
import { hiringScope } from '../jobs/jobs.ts';
import * as repository from './candidate-documents.repository.ts';
import { listAttachments, updateCandidate } from './candidates.repository.ts';
import { type CandidateScope, lockVisible, tellOfChange } from './candidates.service.ts';

/**
 * Removes a document with what was read of it, its cleaned copy and an answer that it was. Its bytes
 * go too, unless a snapshot of a sandbox needs them.
 *
 * @throws JoineryError `files.not_found`, `files.in_use`, `candidates.on_hold`, `access.forbidden`
 */
export async function removeAttachment(
  context: CandidateScope,
  principal: Principal,
  candidateId: string,
  fileId: string,
): Promise<void> {
  assertArea(principal, 'hiring.candidates', 'edit');
  const unneeded = await context.db.inCompany(principal.companyId, async (tx) => {
    await lockVisible(tx, principal, candidateId);
    const seen = await listAttachments(tx, [candidateId], hiringScope(principal));
    const document = seen.some((one) => one.fileId === fileId)
      ? await repository.findAttachmentState(tx, candidateId, fileId)
      : undefined;
    if (document === undefined || (document.kind === 'offer' && !hasArea(principal, 'hiring.hires', 'view')))
      throw new JoineryError('files.not_found', 'There is no such file with this candidate.');
    await assertRemovable(tx, principal, candidateId, document);
    await repository.removeAttachment(tx, fileId);
    await updateCandidate(tx, candidateId, {}, context.clock.now());
    const { kind, name, cleanedFileId } = document;
    const entry = { kind: 'file_removed', fileId, use: kind, ...(kind !== 'offer' && { name }) };
    await tellOfChange(tx, principal, candidateId, ['attachments'], entry);
    // What was read of a document names its cleaned copy, and goes with the document.
    const gone = await forgetFiles(tx, [fileId]);
    return cleanedFileId === null ? gone : [...gone, ...(await forgetFiles(tx, [cleanedFileId]))];
  });
  await discardFiles(context, unneeded);
}

async function assertRemovable(
  tx: Transaction,
  principal: Principal,
  candidateId: string,
  { kind, addedByUserId, ...document }: repository.AttachmentState,
): Promise<void> {
  if (kind === 'offer') assertArea(principal, 'hiring.hires', 'edit');
  if (addedByUserId !== principal.userId && (await isOutside(tx, principal, candidateId)))
    throw new JoineryError('access.forbidden', 'You may remove documents only that you added yourself.');
  if (document.isOnHold)
    throw new JoineryError(
      'candidates.on_hold',
      'Nothing of this candidate is erased while they are on hold.',
    );
  const user = userOf(document);
  if (user !== undefined) throw new JoineryError('files.in_use', user);
}

/** Whether the principal works for somebody else than the company, as far as this candidate goes. */
async function isOutside(tx: Transaction, principal: Principal, candidateId: string): Promise<boolean> {
  const { sight } = hiringScope(principal);
  if (sight === undefined) return false;
  return sight.ownOnly || repository.isExternalFor(tx, principal.userId, candidateId);
}

function userOf({
  isInHire,
  isInOffer,
  isBeingSent,
}: Pick<repository.AttachmentState, 'isInHire' | 'isInOffer' | 'isBeingSent'>): string | undefined {
  if (isInHire)
    return 'A hire that is under way sends this document. Leave it out there, or wait until the hire has ended.';
  if (isInOffer) return 'An offer names this document. Give the offer another one, or none, first.';
  if (isBeingSent) return 'The candidate is being sent to an account. Try again when that has ended.';
  return undefined;
}
