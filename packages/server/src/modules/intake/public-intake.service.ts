// What comes from everybody: a web page with a publishable key, or the careers page. Nobody is signed
// in, so the job has to be public, nobody is told who is here already, and nothing is fetched for them.
import type { Company, PublicApplicationInput } from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import type { CandidateScope } from '../candidates/candidates.service.ts';
import { systemPrincipal } from '../companies/companies.service.ts';
import { inCompanyTime } from '../companies/companies.ts';
import type { Upload } from '../files/files.ts';
import { type TakenIn, takeInForm } from './intake.service.ts';

export interface PublicWay {
  way: 'key' | 'careers';
  /** What timelines call it. */
  name: string;
}

/**
 * @param beside what else has to be so: it can refuse in the transaction
 * @throws JoineryError `jobs.not_open`, `applications.incomplete`, `request.invalid`, `files.*`
 */
export async function takeInPublic(
  context: CandidateScope,
  company: Company,
  { way, name }: PublicWay,
  { input, uploads }: { input: PublicApplicationInput; uploads: Upload[] },
  beside: (tx: Transaction, taken: TakenIn) => Promise<void> = async () => undefined,
): Promise<void> {
  const { context: timed, principal } = inCompanyTime(context, systemPrincipal(company, name));
  const named = { ...input, source: input.source || name };
  await takeInForm(timed, principal, { way, input: named, uploads, publicOnly: true }, beside);
}
