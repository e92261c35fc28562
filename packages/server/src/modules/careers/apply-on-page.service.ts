// An application from the form of the careers page. Programs that fill in everything they find are
// thanked and not taken; a person's application is never dropped: what is doubtful is shown again.
import { createHash, randomBytes } from 'node:crypto';
import {
  type Company,
  type ErrorIssue,
  JoineryError,
  type PublicApplicationInput,
  publicApplicationInput,
} from '@joinery/sdk';
import { canonicalJson } from '../../platform/canonical-json.ts';
import { takeAnswers } from '../applications/application-answers.ts';
import type { Context } from '../context.ts';
import { admitDocument } from '../documents/documents.ts';
import { documentLimits, type Upload } from '../files/files.ts';
import { takeInPublic } from '../intake/public-intake.service.ts';
import type { JobFormParts } from '../jobs/job-form.ts';
import {
  type CareersPage,
  isFirstSending,
  noteRobot,
  type RobotSign,
  wasSentWith,
} from './careers.service.ts';
import { assertInTime, formStale, readFormToken, toFormToken } from './careers.ts';

/** The token that a form goes out with. */
export function newForm(
  context: Pick<Context, 'secrets' | 'clock'>,
  { company }: Pick<CareersPage, 'company'>,
  jobId: string,
): string {
  const nonce = randomBytes(16).toString('base64url');
  return toFormToken(context.secrets, { companyId: company.id, jobId, nonce, givenAt: context.clock.now() });
}

export interface SentOnPage {
  job: { id: string };
  parts: JobFormParts;
  input: Record<string, unknown>;
  /** What the page could make nothing of. */
  issues: ErrorIssue[];
  files: Upload[];
  proof: { token: string; trap: string };
}

/**
 * Answers with what gave a program away, of which nothing is taken.
 *
 * @throws JoineryError `careers.form_stale`, `request.invalid` with an issue for everything that is
 * wrong, `jobs.not_open`
 */
export async function applyOnPage(
  context: Context,
  company: Company,
  { job, parts, input, issues, files, proof }: SentOnPage,
): Promise<RobotSign | undefined> {
  const ticket = readFormToken(context.secrets, proof.token, { companyId: company.id, jobId: job.id });
  // No form of ours is without a token, and nobody sees the field that is to stay empty.
  if (ticket === undefined || proof.trap !== '') {
    const sign = proof.trap === '' ? 'token' : 'trap';
    await noteRobot(context, company, job.id, sign);
    return sign;
  }
  assertInTime(ticket, context.clock.now());
  const { uploads, refused } = await admitEach(files);
  const wrong = [...issues, ...refused, ...formIssues(parts, input, files)];
  if (wrong.length > 0)
    throw new JoineryError('request.invalid', 'The application is not complete.', { issues: wrong });
  const parsed = publicApplicationInput.safeParse({ ...input, jobId: job.id });
  if (!parsed.success) throw toInvalid(parsed.error.issues);
  const sent = { input: parsed.data, uploads };
  const form = { nonce: ticket.nonce, content: contentOf(context, sent) };
  if (await context.db.inCompany(company.id, (tx) => wasSentWith(tx, form))) return undefined;
  const way = { way: 'careers', name: 'Careers page' } as const;
  await takeInPublic(context, company, way, sent, async (tx, { isRepeated }) => {
    if (await isFirstSending(tx, context, company.id, form)) return;
    // Clicked twice: the first came here while this one was on its way. By what else would be thanked
    // for, a form that was used up would tell who applied before.
    await wasSentWith(tx, form);
    if (!isRepeated) throw formStale();
  });
  return undefined;
}

// What is counted only is no part of it: it is kept with nobody.
function contentOf(
  { secrets }: Pick<Context, 'secrets'>,
  {
    input: { demographics: _counted, ...said },
    uploads,
  }: { input: PublicApplicationInput; uploads: Upload[] },
): string {
  const files = uploads.map(({ field, bytes }) => [field, createHash('sha256').update(bytes).digest('hex')]);
  return secrets.mac('careers form content', canonicalJson({ said, files }));
}

/** All at once, so that nobody mends one after another. */
async function admitEach(files: Upload[]): Promise<{ uploads: Upload[]; refused: ErrorIssue[] }> {
  const uploads: Upload[] = [];
  const refused: ErrorIssue[] = [];
  for (const [at, file] of files.entries()) {
    try {
      if (at >= documentLimits.maxFiles)
        throw new JoineryError('files.too_many', `Send up to ${documentLimits.maxFiles} documents.`);
      uploads.push(await admitDocument(file));
    } catch (error) {
      if (!(error instanceof JoineryError) || !error.code.startsWith('files.')) throw error;
      refused.push({ path: file.field, message: error.message });
    }
  }
  return { uploads, refused };
}

function formIssues(parts: JobFormParts, given: Record<string, unknown>, files: Upload[]): ErrorIssue[] {
  // What a refused file is called does not matter here: it is told already.
  const named = files.map(({ field }) => ({ field, id: '', name: 'document.pdf' }));
  try {
    takeAnswers(parts, { given, files: named });
    return [];
  } catch (error) {
    if (!(error instanceof JoineryError) || error.issues.length === 0) throw error;
    return error.issues;
  }
}

function toInvalid(issues: readonly { path: PropertyKey[]; message: string }[]): JoineryError {
  return new JoineryError('request.invalid', 'The application is not complete.', {
    issues: issues.map(({ path, message }) => ({ path: path.map(String).join('.'), message })),
  });
}
