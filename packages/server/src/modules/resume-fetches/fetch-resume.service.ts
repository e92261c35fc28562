// One call to an address that a stranger gave, and what becomes of the answer.
import { JoineryError } from '@joinery/sdk';
import type { EgressResponse } from '../../platform/egress/egress.ts';
import { attachFetched } from '../candidates/candidate-uploads.service.ts';
import type { Context } from '../context.ts';
import { admitDocument } from '../documents/documents.ts';
import { discardFiles, withStoredFiles } from '../files/files.service.ts';
import type { Upload } from '../files/files.ts';
import { addTimelineEntries } from '../timeline/timeline.service.ts';
import { endFetch, type FetchResumeInput, findWanted, type WantedResume } from './resume-fetches.service.ts';
import { fetchedName } from './resume-fetches.ts';

/**
 * Fetches a résumé and attaches it. Run again after an interruption it attaches nothing twice.
 *
 * @throws JoineryError `files.not_fetched` and what a document is refused with
 */
export async function fetchResume(context: Context, input: FetchResumeInput): Promise<void> {
  const wanted = await findWanted(context, input);
  if (wanted === undefined) return;
  const upload = await admitDocument(await download(context, wanted));
  const { companyId, fetchId } = input;
  await withStoredFiles(context, [upload], async (files) => {
    const isAttached = await context.db.inCompany(companyId, (tx) =>
      endFetch(context, tx, fetchId, undefined, ({ candidateId, addedByUserId, isAddedLater }) => {
        const adding = { candidateId, addedByUserId, isAddedLater, files };
        return attachFetched(context, tx, { companyId, userName: 'Joinery' }, adding);
      }),
    );
    if (!isAttached) await discardFiles(context, files);
  });
}

/** The candidate stays, and everybody sees that the résumé did not come. */
export async function giveUpFetch(context: Context, input: FetchResumeInput, error: unknown): Promise<void> {
  const problem = error instanceof JoineryError ? error : notFetched('It could not be read.');
  const { companyId, fetchId } = input;
  await context.db.inCompany(companyId, (tx) =>
    endFetch(context, tx, fetchId, problem, ({ candidateId, host }) => {
      const detail = { host, code: problem.code };
      return addTimelineEntries(tx, companyId, [
        { candidateId, kind: 'resume_not_fetched', actor: 'Joinery', detail },
      ]);
    }),
  );
}

async function download({ egress }: Context, { url, name }: WantedResume): Promise<Upload> {
  const answer = await egress.fetchDocument(url).catch((cause: unknown) => {
    throw translate(cause);
  });
  if (answer.status !== 200) {
    // 408, 429 and 5xx may pass; everything else is meant.
    const message = `The address answered with status ${answer.status}.`;
    throw notFetched(message, { passes: [408, 425, 429].includes(answer.status) || answer.status >= 500 });
  }
  const bytes = await bytesOf(answer);
  return { field: 'resume', name: fetchedName(url, name, answer.headers, bytes), contentType: '', bytes };
}

async function bytesOf(answer: EgressResponse): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  try {
    for await (const chunk of answer.body ?? []) chunks.push(chunk);
  } catch (cause) {
    throw translate(cause);
  }
  return Buffer.concat(chunks);
}

function translate(cause: unknown): JoineryError {
  if (cause instanceof JoineryError && cause.code === 'egress.answer_too_large')
    return new JoineryError('files.too_large', 'What the address answers with is larger than 10 MB.', {
      cause,
    });
  if (cause instanceof JoineryError) return cause;
  const isLate = (cause as Error | undefined)?.name === 'TimeoutError';
  return isLate
    ? notFetched('The address took longer than 15 seconds to answer.', { cause })
    : notFetched('The address could not be reached.', { cause, passes: true });
}

function notFetched(
  message: string,
  { cause, passes = false }: { cause?: unknown; passes?: boolean } = {},
): JoineryError {
  return new JoineryError(passes ? 'files.fetch_failed' : 'files.not_fetched', message, { cause });
}
