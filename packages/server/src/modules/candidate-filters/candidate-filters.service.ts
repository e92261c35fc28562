// Lists of candidates that somebody looks at again and again. A saved filter gives no right: whoever
// uses it sees what they would see without it.
import {
  JoineryError,
  type SavedCandidateFilter,
  type SavedCandidateFilterInput,
  type SavedCandidateFilterPatch,
} from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import { brokenConstraint } from '../../db/violations.ts';
import { newId } from '../../platform/ids.ts';
import { assertArea } from '../access/areas.ts';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import { hiringScope } from '../jobs/jobs.ts';
import * as repository from './candidate-filters.repository.ts';

type Scope = Pick<Context, 'db' | 'clock'>;

const mostFilters = 100;

/** The principal's own and those that others share, by name. Who sees assigned jobs only has their own. */
export async function listCandidateFilters(
  context: Scope,
  principal: Principal,
): Promise<SavedCandidateFilter[]> {
  assertArea(principal, 'hiring.candidates', 'view');
  const rows = await context.db.inCompany(principal.companyId, (tx) => listSeen(tx, principal));
  return rows.map((row) => toFilter(principal, row));
}

/** @throws JoineryError `candidates.filter_taken` */
export async function createCandidateFilter(
  context: Scope,
  principal: Principal,
  { name, shared, filter }: SavedCandidateFilterInput,
): Promise<SavedCandidateFilter> {
  assertArea(principal, 'hiring.candidates', 'view');
  return naming(context, principal, async (tx) => {
    const own = await repository.listFilters(tx, principal.userId, { own: true });
    if (own.length >= mostFilters)
      throw new JoineryError('request.invalid', `One user has up to ${mostFilters} saved filters.`, {
        issues: [{ path: 'name', message: 'expected fewer saved filters: remove one' }],
      });
    const id = newId('caq');
    const { userId, companyId } = principal;
    await repository.insertFilter(tx, companyId, {
      id,
      userId,
      name,
      shared,
      filter,
      createdAt: context.clock.now(),
    });
    return toFilter(principal, await findOwn(tx, principal, id));
  });
}

/** @throws JoineryError `candidates.filter_not_found` also for one of somebody else, `candidates.filter_taken` */
export async function updateCandidateFilter(
  context: Scope,
  principal: Principal,
  id: string,
  patch: SavedCandidateFilterPatch,
): Promise<SavedCandidateFilter> {
  assertArea(principal, 'hiring.candidates', 'view');
  return naming(context, principal, async (tx) => {
    await findOwn(tx, principal, id);
    await repository.updateFilter(tx, id, patch);
    return toFilter(principal, await findOwn(tx, principal, id));
  });
}

export async function removeCandidateFilter(context: Scope, principal: Principal, id: string): Promise<void> {
  assertArea(principal, 'hiring.candidates', 'view');
  await context.db.inCompany(principal.companyId, async (tx) => {
    await findOwn(tx, principal, id);
    await repository.removeFilter(tx, id);
  });
}

// Names and jobs of a shared filter may be of what somebody with assigned jobs only does not see.
function listSeen(tx: Transaction, principal: Principal): Promise<repository.FilterRow[]> {
  return repository.listFilters(tx, principal.userId, { own: hiringScope(principal).sight !== undefined });
}

async function findOwn(tx: Transaction, principal: Principal, id: string): Promise<repository.FilterRow> {
  const own = await repository.listFilters(tx, principal.userId, { own: true });
  const found = own.find((row) => row.id === id);
  if (found !== undefined) return found;
  throw new JoineryError('candidates.filter_not_found', 'There is no such saved filter of yours.');
}

function toFilter(
  { userId: self }: Principal,
  { userId, createdAt, ...row }: repository.FilterRow,
): SavedCandidateFilter {
  return { ...row, own: userId === self, createdAt: createdAt.toISOString() };
}

async function naming<T>(
  context: Scope,
  principal: Principal,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  try {
    return await context.db.inCompany(principal.companyId, work);
  } catch (cause) {
    if (brokenConstraint(cause) !== 'candidate_filters_name') throw cause;
    throw new JoineryError('candidates.filter_taken', 'You have a saved filter with this name.', { cause });
  }
}
