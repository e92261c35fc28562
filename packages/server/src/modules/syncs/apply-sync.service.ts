// Applies what a sync has read and a judge has let pass, some hundred people in a transaction. What
// is applied is no longer staged, in the same transaction: a killed process repeats nothing.
import type { Company } from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import { getCompany } from '../companies/companies.service.ts';
import {
  listMirroredNumbers,
  type MirrorOutcome,
  mirrorEmployees,
  nameSupervisors,
  removeMirrored,
  type ToldEmployee,
} from '../employees/employee-mirror.service.ts';
import * as holds from '../holds/open-holds.service.ts';
import * as repository from './apply-sync.repository.ts';
import { listSeenAmong, type Unreadable } from './judge-sync.repository.ts';
import * as links from './links.repository.ts';
import { assertSource } from './mirrors.repository.ts';
import { isOfPeople, numberOf, type StagedPerson, type StagedRows } from './staged.ts';
import type { SyncRun } from './sync-run.ts';
import { addCounts } from './syncs.repository.ts';

const batchSize = 500;

/** One batch, in a transaction of its own. The last call finds nothing left and finishes. */
export async function applyNextBatch(run: SyncRun): Promise<{ left: boolean }> {
  const { context, companyId, syncId } = run;
  return context.db.inCompany(companyId, async (tx) => {
    await run.ctx.assertStillOwner(tx);
    await assertSource(tx, run.connectionId);
    const company = await getCompany(tx, companyId);
    const staged = await repository.listStaged(tx, syncId, batchSize);
    if (staged.length === 0) {
      await finish(run, tx, company);
      return { left: false };
    }
    const people = Map.groupBy(staged, ({ providerId }) => providerId);
    await applyPeople(run, tx, company, [...people.values()].map(toCase));
    await repository.removeStagedOf(tx, syncId, [...people.keys()]);
    return { left: true };
  });
}

/** What is staged of one person. */
interface Case {
  providerId: string;
  verdict: 'leaver' | 'withheld' | null;
  gone: 'deleted' | 'missing' | undefined;
  people: Told<StagedPerson>[];
  rows: Told<StagedRows>[];
  unreadable: Unreadable[];
}

interface Told<Payload> {
  stream: string;
  hash: string;
  callId: number | null;
  plusCurrent: boolean;
  payload: Payload;
}

function toCase(records: repository.StagedRecord[]): Case {
  const providerId = records[0]?.providerId ?? '';
  const verdicts = records.map(({ verdict }) => verdict);
  const one: Case = {
    providerId,
    verdict: verdicts.includes('withheld') ? 'withheld' : verdicts.includes('leaver') ? 'leaver' : null,
    gone: undefined,
    people: [],
    rows: [],
    unreadable: [],
  };
  for (const record of records) {
    const { stream, problem, payload } = record;
    if (problem !== null || payload === null)
      one.unreadable.push({ providerId, stream, problem: problem ?? 'It cannot be read.' });
    else if (payload.kind === 'person') one.people.push({ ...record, payload });
    else if (payload.kind === 'rows') one.rows.push({ ...record, payload });
    else one.gone = payload.how;
  }
  return one;
}

async function applyPeople(run: SyncRun, tx: Transaction, company: Company, cases: Case[]): Promise<void> {
  const { context, companyId, connectionId, syncId } = run;
  const at = { companyId, connectionId, syncId, now: context.clock.now() };
  const withheld = cases.filter(({ verdict }) => verdict === 'withheld');
  const others = cases.filter(({ verdict }) => verdict !== 'withheld');
  const stored = await links.listEmployeeLinks(
    tx,
    connectionId,
    others.map(({ providerId }) => providerId),
  );
  const linkOf = new Map(stored.map((link) => [link.providerId, link]));
  const gone = await applyGone(run, tx, others, linkOf);
  const { told, refused } = await toTold(tx, others, linkOf);
  const mayLeave = new Set(
    told.filter(({ it }) => it.verdict === 'leaver').map(({ employee }) => employee.number),
  );
  const outcomes = await mirrorEmployees(
    context,
    tx,
    company,
    told.map(({ employee }) => employee),
    mayLeave,
  );
  const done = told.map((one) => ({ ...one, outcome: outcomes.get(one.employee.number) }));
  const unreadable = [
    ...others.flatMap((one) => one.unreadable),
    ...refused,
    ...done.flatMap(({ it, outcome }) => (outcome?.as === 'refused' ? refusalsOf(it, outcome.problem) : [])),
  ];
  await repository.upsertQuarantine(tx, at, unreadable);
  await links.upsertEmployeeLinks(
    tx,
    { ...at, at: at.now },
    done.flatMap(({ it, outcome }) => linkAfter(it, outcome, linkOf.get(it.providerId), at.now) ?? []),
  );
  await repository.updateAsked(tx, askedIn(others));
  const leavers = done.flatMap(({ employee: { number }, outcome }) =>
    outcome !== undefined && 'leaving' in outcome && outcome.leaving !== undefined
      ? [{ number, how: outcome.leaving.how }]
      : [],
  );
  await repository.insertLeavers(tx, at, [...leavers, ...gone.leavers]);
  const count = (as: MirrorOutcome['as']) => done.filter(({ outcome }) => outcome?.as === as).length;
  await addCounts(tx, syncId, {
    new: count('new'),
    changed: count('changed'),
    unchanged: count('unchanged'),
    deleted: gone.deleted,
    quarantined: new Set(unreadable.map(({ providerId }) => providerId)).size,
    withheld: withheld.length + gone.withheld + count('withheld'),
  });
}

/** Deletions, and who is missing without a word. */
async function applyGone(
  run: SyncRun,
  tx: Transaction,
  cases: readonly Case[],
  linkOf: ReadonlyMap<string, links.EmployeeLink>,
): Promise<{ deleted: number; withheld: number; leavers: repository.NewLeaver[] }> {
  const { context, companyId, connectionId } = run;
  const known = cases.filter(({ providerId, gone }) => gone !== undefined && linkOf.has(providerId));
  const idsOf = (list: readonly Case[]) => list.map(({ providerId }) => providerId);
  const missing = idsOf(known.filter(({ gone }) => gone === 'missing'));
  await links.markMissing(tx, connectionId, missing, context.clock.now());
  const deleted = known.filter(({ gone }) => gone === 'deleted');
  // Nobody said that they may leave: they have become active since they were judged.
  const active = await listActive(tx, deleted);
  const mayGo = deleted.filter(
    ({ providerId, verdict }) => verdict === 'leaver' || !active.has(Number(providerId)),
  );
  const removed = await removeMirrored(
    tx,
    companyId,
    mayGo.map(({ providerId }) => Number(providerId)),
  );
  await links.removeEmployeeLinks(tx, connectionId, idsOf(mayGo));
  const leavers = removed.filter(({ status }) => status === 'Active');
  return {
    deleted: removed.length,
    withheld: deleted.length - mayGo.length,
    leavers: leavers.map(({ number }) => ({ number, how: 'deleted' })),
  };
}

async function listActive(tx: Transaction, cases: readonly Case[]): Promise<Set<number>> {
  return listMirroredNumbers(
    tx,
    cases.map(({ providerId }) => Number(providerId)),
    'Active',
  );
}

interface ToldCase {
  it: Case;
  employee: ToldEmployee;
}

async function toTold(
  tx: Transaction,
  cases: readonly Case[],
  linkOf: ReadonlyMap<string, links.EmployeeLink>,
): Promise<{ told: ToldCase[]; refused: Unreadable[] }> {
  const told: ToldCase[] = [];
  const refused: Unreadable[] = [];
  const supervisors = new Map<Case, number>();
  for (const it of cases) {
    const link = linkOf.get(it.providerId);
    // Somebody new is nobody before the person itself was read.
    if (it.gone !== undefined || (link === undefined && it.people.length === 0)) continue;
    if (it.people.length + it.rows.length === 0) continue;
    if (link === undefined && it.unreadable.some(({ stream }) => isOfPeople(stream))) continue;
    const number = numberOf(it.providerId);
    if (number === undefined) {
      refused.push(...refusalsOf(it, 'The provider’s id is no number that an employee can have.'));
      continue;
    }
    const supervisor = numberOf(supervisorAfter(it, link) ?? '');
    if (supervisor !== undefined) supervisors.set(it, supervisor);
    told.push({ it, employee: toEmployee(it, link, number) });
  }
  const known = await listMirroredNumbers(tx, [...new Set(supervisors.values())]);
  for (const { employee } of told) known.add(employee.number);
  for (const { it, employee } of told) {
    const supervisor = supervisors.get(it);
    if (supervisor !== undefined && known.has(supervisor)) employee.supervisor = supervisor;
  }
  return { told, refused };
}

function toEmployee(it: Case, link: links.EmployeeLink | undefined, number: number): ToldEmployee {
  const status = statusAfter(it, link);
  const hasPhoto = it.people.flatMap(({ payload }) => payload.hasPhoto ?? []).at(-1);
  return {
    number,
    values: Object.assign({}, ...it.people.map(({ payload }) => payload.values)) as ToldEmployee['values'],
    ...(status !== null && { status }),
    ...(hasPhoto !== undefined && { hasPhoto }),
    tables: it.rows.map(({ payload: { table, rows }, plusCurrent }) => ({ table, rows, plusCurrent })),
  };
}

function statusAfter(it: Case, link: links.EmployeeLink | undefined): 'Active' | 'Inactive' | null {
  return it.people.flatMap(({ payload }) => payload.status ?? []).at(-1) ?? link?.toldStatus ?? null;
}

function supervisorAfter(it: Case, link: links.EmployeeLink | undefined): string | null {
  const told = it.people.map(({ payload }) => payload.supervisorId).filter((id) => id !== undefined);
  const last = told.at(-1);
  return last === undefined ? (link?.toldSupervisor ?? null) : (last ?? '');
}

function refusalsOf(it: Case, problem: string): Unreadable[] {
  const { providerId } = it;
  return [...it.people, ...it.rows].map(({ stream }) => ({ providerId, stream, problem }));
}

function linkAfter(
  it: Case,
  outcome: MirrorOutcome | undefined,
  before: links.EmployeeLink | undefined,
  now: Date,
): links.EmployeeLink | undefined {
  if (outcome === undefined || !('employeeId' in outcome)) return undefined;
  const parts = [...it.people, ...it.rows];
  const changedAt = it.people.flatMap(({ payload }) => payload.changedAt ?? []).map((text) => new Date(text));
  const instants = [before?.sourceChangedAt ?? null, ...changedAt].filter((at) => at !== null);
  return {
    providerId: it.providerId,
    recordId: outcome.employeeId,
    hashes: { ...before?.hashes, ...Object.fromEntries(parts.map(({ stream, hash }) => [stream, hash])) },
    ...markAbsent(parts, before, now),
    toldStatus: statusAfter(it, before),
    toldSupervisor: supervisorAfter(it, before),
    sourceChangedAt: instants.length === 0 ? null : new Date(Math.max(...instants.map((at) => at.getTime()))),
    missingSince: null,
  };
}

/** What was not told keeps its source and is stale from now on; what was told comes from its call. */
function markAbsent(
  parts: readonly Told<StagedPerson | StagedRows>[],
  before: links.EmployeeLink | undefined,
  now: Date,
): Pick<links.EmployeeLink, 'sources' | 'stale'> {
  const sources = { ...before?.sources };
  const stale = { ...before?.stale };
  for (const { stream, callId, payload } of parts) {
    const prefix = payload.kind === 'rows' ? `${payload.table}.` : '';
    const absent = new Set(payload.absent.map((name) => `${prefix}${name}`));
    const whole = sources[stream];
    for (const name of absent) {
      stale[name] ??= now.toISOString();
      if (whole !== undefined) sources[name] ??= whole;
    }
    for (const name of toldIn(payload)) {
      if (absent.has(name)) continue;
      delete stale[name];
      delete sources[name];
    }
    if (callId !== null) sources[stream] = callId;
  }
  return { sources, stale };
}

function toldIn(payload: StagedPerson | StagedRows): string[] {
  if (payload.kind === 'rows')
    return [
      ...new Set(
        payload.rows.flatMap(({ values }) =>
          Object.keys(values).map((column) => `${payload.table}.${column}`),
        ),
      ),
    ];
  return [
    ...Object.keys(payload.values),
    ...(payload.status === undefined ? [] : ['status']),
    ...(payload.supervisorId === undefined ? [] : ['supervisorId']),
  ];
}

function askedIn(cases: readonly Case[]): { callId: number; keys: string[] }[] {
  const asked = new Map<number, string[]>();
  for (const { people } of cases)
    for (const { callId, payload } of people)
      if (callId !== null && !asked.has(callId)) asked.set(callId, [...toldIn(payload), ...payload.absent]);
  return [...asked].map(([callId, keys]) => ({ callId, keys }));
}

async function finish(run: SyncRun, tx: Transaction, company: Company): Promise<void> {
  const { context, connectionId, syncId } = run;
  const { allowHoldId, written } = await repository.getApplied(tx, syncId);
  if (written > 0)
    await nameSupervisors(context, tx, company, (employeeIds) =>
      links.listToldSupervisors(tx, connectionId, employeeIds),
    );
  await welcomeBack(run, tx);
  await repository.removeHealed(tx, connectionId, syncId);
  if (allowHoldId !== null) await holds.closeApproved(tx, allowHoldId);
}

/** Who was gone and was shown by this sync is here again. */
async function welcomeBack({ context, connectionId, syncId }: SyncRun, tx: Transaction): Promise<void> {
  const gone = [
    ...(await links.listMissing(tx, connectionId)),
    ...(await holds.listRefusedGone(tx, connectionId)),
  ];
  const here = [...(await listSeenAmong(tx, syncId, gone))];
  await links.unmarkMissing(tx, connectionId, here);
  await holds.markReturned(tx, connectionId, here, context.clock.now());
}
