// What comes with a candidate as files: checked, stored, attached, scanned and read; or fetched from an
// address. In the transaction of whoever takes them in.
import { JoineryError, type ResumeInput } from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import { assertArea } from '../access/areas.ts';
import type { Principal } from '../access/principal.ts';
import type { SentForm } from '../applications/application-answers.ts';
import type { Context } from '../context.ts';
import { firstScanState, requestReadings } from '../documents/documents.service.ts';
import { admitDocument, type DocumentRules } from '../documents/documents.ts';
import { insertEvents } from '../events/events.service.ts';
import { insertFiles, type StoredFile, withStoredFiles } from '../files/files.service.ts';
import { cleanFileName, type Upload } from '../files/files.ts';
import { assertFetchable, requestFetch } from '../resume-fetches/resume-fetches.service.ts';
import type { AddedBy } from '../resume-fetches/resume-fetches.ts';
import { addTimelineEntries } from '../timeline/timeline.service.ts';
import { candidateUpdated } from './candidates.events.ts';
import * as repository from './candidates.repository.ts';
import { attachmentKind } from './candidates.ts';

export function assertMayAttach(principal: Principal, uploads: Upload[]): void {
  if (uploads.some((upload) => attachmentKind(upload) === 'offer'))
    assertArea(principal, 'hiring.hires', 'edit');
}

export interface CheckedFile {
  /** Of the form that carried it. */
  field: string;
  stored: StoredFile;
  kind: ReturnType<typeof attachmentKind>;
}

/** A document that was not taken, and why: a code of an error. */
export interface RefusedDocument {
  name: string;
  code: string;
}

/** With `refused`, a document that cannot be taken is put there instead, and keeps nobody out. */
export async function withCheckedFiles<T>(
  context: Pick<Context, 'storage' | 'log'>,
  uploads: Upload[],
  work: (files: CheckedFile[]) => Promise<T>,
  rules?: DocumentRules,
  refused?: RefusedDocument[],
): Promise<T> {
  const checked: { upload: Upload; kind: CheckedFile['kind'] }[] = [];
  for (const upload of uploads) {
    const kind = attachmentKind(upload);
    const admitted = await admitOrRefuse(upload, rules, refused);
    if (admitted !== undefined) checked.push({ upload: admitted, kind });
  }
  return withStoredFiles(
    context,
    checked.map(({ upload }) => upload),
    (files) =>
      work(
        files.map((stored, index) => ({
          stored,
          kind: checked[index]?.kind ?? 'other',
          field: checked[index]?.upload.field ?? '',
        })),
      ),
  );
}

async function admitOrRefuse(
  upload: Upload,
  rules: DocumentRules | undefined,
  refused: RefusedDocument[] | undefined,
): Promise<Upload | undefined> {
  try {
    return await admitDocument(upload, rules);
  } catch (error) {
    if (refused === undefined || !(error instanceof JoineryError)) throw error;
    refused.push({ name: cleanFileName(upload.name), code: error.code });
    return undefined;
  }
}

export function sentFile({ field, stored: { id, name } }: CheckedFile): SentForm['files'][number] {
  return { field: field === 'cover_letter' ? 'coverLetter' : field, id, name };
}

/** Documents of a candidate, and who adds them. */
export interface Adding extends AddedBy {
  candidateId: string;
  files: CheckedFile[];
}

type Actor = Pick<Principal, 'companyId' | 'userName'>;

export async function insertDocuments(
  tx: Transaction,
  context: Pick<Context, 'scanner'>,
  { companyId, userName: actor }: Actor,
  { files, ...whose }: Adding,
): Promise<void> {
  const stored = files.map((file) => file.stored);
  await insertFiles(tx, companyId, stored, firstScanState(context));
  const attachments = files.map((file) => ({ fileId: file.stored.id, kind: file.kind }));
  await repository.insertAttachments(tx, companyId, whose, attachments);
  const entries = files.map(({ stored: { id, name }, kind }) => ({
    candidateId: whose.candidateId,
    kind: 'file_added',
    actor,
    detail: { fileId: id, kind, ...(kind !== 'offer' && { name }) },
  }));
  await addTimelineEntries(tx, companyId, entries);
}

/** With what follows from it: they are scanned and read. */
export async function attachDocuments(
  tx: Transaction,
  context: Pick<Context, 'engine' | 'scanner'>,
  actor: Actor,
  adding: Adding,
): Promise<void> {
  await insertDocuments(tx, context, actor, adding);
  const ids = adding.files.map(({ stored }) => stored.id);
  await requestReadings(context, tx, actor.companyId, ids);
}

/** The address of a résumé, when one was given and may be called. */
export function addressOf(context: Pick<Context, 'egress'>, resume: ResumeInput | null | undefined) {
  if (!resume || !('url' in resume)) return undefined;
  assertFetchable(context, resume.url);
  return resume;
}
type Address = ReturnType<typeof addressOf>;

export function sentAddress(address: Address): SentForm['files'] {
  return address === undefined ? [] : [{ field: 'resume', id: '', name: address.name ?? 'resume.pdf' }];
}

export async function insertAddress(
  tx: Transaction,
  context: Pick<Context, 'engine' | 'secrets' | 'clock'>,
  { companyId, userName: actor }: Actor,
  { address, ...whose }: AddedBy & { candidateId: string; address: Address },
): Promise<void> {
  if (address === undefined) return;
  await requestFetch(context, tx, { companyId, ...whose, ...address });
  const detail = { host: new URL(address.url).host };
  const entry = { candidateId: whose.candidateId, kind: 'resume_requested', actor, detail };
  await addTimelineEntries(tx, companyId, [entry]);
}

/** Adds a résumé that was fetched for a candidate who asked for that. */
export async function attachFetched(
  context: Pick<Context, 'clock' | 'engine' | 'scanner'>,
  tx: Transaction,
  actor: Actor,
  { files: stored, ...whose }: AddedBy & { candidateId: string; files: StoredFile[] },
): Promise<void> {
  const { candidateId } = whose;
  await repository.lockCandidate(tx, candidateId);
  const files = stored.map((file): CheckedFile => ({ stored: file, kind: 'resume', field: 'resume' }));
  await attachDocuments(tx, context, actor, { files, ...whose });
  await repository.updateCandidate(tx, candidateId, {}, context.clock.now());
  await insertEvents(tx, actor.companyId, [candidateUpdated(candidateId, ['attachments'])]);
}
