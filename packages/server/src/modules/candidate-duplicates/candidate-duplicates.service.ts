// The queue of pairs that may be one person, and what people decide about them.
import {
  type CandidateDuplicate,
  type CandidateDuplicateCounts,
  type CandidateDuplicateQuery,
  type DuplicateDecision,
  JoineryError,
} from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import { type Slice, type Sliced, toSliced } from '../../platform/page.ts';
import { assertArea } from '../access/areas.ts';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import { hiringScope } from '../jobs/jobs.ts';
import * as repository from './candidate-duplicates.repository.ts';
import { findDuplicates } from './find-duplicates.service.ts';

type Scope = Pick<Context, 'db' | 'clock'>;

/** Whoever opens the queue has waited long enough for those who came in this minute. */
const mostWhileWaiting = 200;

/** The likeliest first. Whoever sees only some candidates sees pairs of these. */
export async function listDuplicates(
  context: Scope,
  principal: Principal,
  filter: CandidateDuplicateQuery,
  page: Slice,
): Promise<Sliced<CandidateDuplicate>> {
  assertArea(principal, 'hiring.candidates', 'view');
  const { companyId } = principal;
  if (page.after === undefined) await findDuplicates(context, companyId, mostWhileWaiting);
  const rows = await context.db.inCompany(companyId, (tx) =>
    repository.listPairs(tx, hiringScope(principal), filter, page),
  );
  return toSliced(rows, page.limit, ({ score, id }) => `${score} ${id}`);
}

/** Of the pairs that the principal sees. */
export async function countDuplicates(
  context: Scope,
  principal: Principal,
): Promise<CandidateDuplicateCounts> {
  assertArea(principal, 'hiring.candidates', 'view');
  return context.db.inCompany(principal.companyId, (tx) => repository.countPairs(tx, hiringScope(principal)));
}

/**
 * Says that two candidates are two people, or that it is to be asked again.
 *
 * @throws JoineryError `candidates.duplicate_not_found`, `candidates.duplicate_merged`
 */
export async function decideDuplicate(
  context: Scope,
  principal: Principal,
  id: string,
  { state }: DuplicateDecision,
): Promise<CandidateDuplicate> {
  assertArea(principal, 'hiring.candidates', 'edit');
  return context.db.inCompany(principal.companyId, async (tx) => {
    const before = await getPair(tx, principal, id);
    if (before.state === 'merged')
      throw new JoineryError(
        'candidates.duplicate_merged',
        'These two are one candidate now. Undo the merge first.',
      );
    if (before.state === state) return before;
    await repository.decidePair(tx, id, state, { at: context.clock.now(), by: principal.userName });
    return getPair(tx, principal, id);
  });
}

async function getPair(tx: Transaction, principal: Principal, id: string): Promise<CandidateDuplicate> {
  const [pair] = await repository.listPairs(
    tx,
    hiringScope(principal),
    { id },
    { limit: 1, after: undefined },
  );
  if (pair === undefined)
    throw new JoineryError('candidates.duplicate_not_found', 'There is no such pair of candidates.');
  return pair;
}
