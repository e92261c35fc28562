// Keeps a hire what it was when something of it went out: the same person, with the values that were sent.
import { type HireFile, type HirePatch, type HireStepName, JoineryError } from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import { namedEmployee } from './hire-delivery.service.ts';
import type { Evaluation } from './hire-evaluation.service.ts';
import { fileSteps } from './hire-plan.ts';
import { hasGoneOut, keepSent, refusedFields, sentFields } from './hire-sent.ts';
import * as repository from './hires.repository.ts';

interface Change {
  /** What somebody asks for; nothing where a hire only goes on. */
  asked: Pick<HirePatch, 'fields' | 'without' | 'files'>;
  request: repository.HireRequest;
  evaluation: Evaluation;
}

/**
 * The evaluation with the values that went out. Another person is another search. The caller has locked
 * the hire, which is still as it was before the change.
 *
 * @throws JoineryError `hires.written` for another person or other values than went out
 */
export async function keepWhatWentOut(
  tx: Transaction,
  hire: Pick<repository.HireRow, 'id' | 'request'>,
  { asked, request, evaluation }: Change,
): Promise<Evaluation> {
  const steps = await repository.getSteps(tx, hire.id);
  if (steps.size === 0) return evaluation;
  const [before, now] = [namedEmployee(hire.request), namedEmployee(request)];
  const own = steps.get('create')?.providerId ?? before;
  // Who names the employee that was made for the hire names nobody else.
  const isOther = now === undefined ? before !== undefined : now !== own;
  if (isOther && hasGoneOut(steps)) throw otherPerson();
  if (isOther) await lookAnew(tx, hire.id, before, now);
  const sent = sentFields(steps, evaluation);
  const refused = refusedFields(hire.request.fields, asked, sent).map((name) => `fields.${name}`);
  if (hasOtherFiles(hire.request.files, asked.files, steps)) refused.push('files');
  if (refused.length > 0) throw otherValues(refused);
  return { ...evaluation, fields: keepSent(hire.request.fields, evaluation.fields, sent) };
}

async function lookAnew(
  tx: Transaction,
  id: string,
  before: string | undefined,
  now: string | undefined,
): Promise<void> {
  await turnTo(tx, id, before, now);
  await repository.updateStep(tx, id, 'search', { state: 'pending' });
}

/** All that comes after the person is known is about another employee now. */
export async function turnTo(
  tx: Transaction,
  id: string,
  before: string | undefined,
  employeeNumber: string | undefined,
): Promise<void> {
  if (before === employeeNumber) return;
  for (const { name, state } of (await repository.getSteps(tx, id)).values())
    if (!early.has(name) && state !== 'skipped')
      await repository.updateStep(tx, id, name, {
        state: 'pending',
        outcome: null,
        providerId: null,
        proof: null,
        note: null,
      });
}

const early = new Set<HireStepName>([
  'search',
  'create',
  'option_job_title',
  'option_department',
  'option_division',
  'option_location',
  'option_employment_status',
]);

function hasOtherFiles(
  before: readonly HireFile[] | null,
  now: readonly HireFile[] | undefined,
  steps: ReadonlyMap<HireStepName, repository.StepRow>,
): boolean {
  if (before === null || now === undefined) return false;
  const wanted = fileSteps(now);
  return [...fileSteps(before)].some(
    ([step, { attachmentId }]) =>
      steps.get(step)?.state === 'done' && wanted.get(step)?.attachmentId !== attachmentId,
  );
}

function otherPerson(): JoineryError {
  return new JoineryError(
    'hires.written',
    'Something of this hire was written already, or may have been, so it is not turned into somebody else. Link the employee that was made, or decide what becomes of the step that stopped.',
    { issues: [{ path: 'person', message: 'cannot be changed any more' }] },
  );
}

function otherValues(paths: readonly string[]): JoineryError {
  return new JoineryError(
    'hires.written',
    'These were sent already, or may have been. Let the hire go on with them, and change the employee afterwards.',
    { issues: paths.map((path) => ({ path, message: 'was sent already' })) },
  );
}
