// Fields of candidates that a company has made for itself.
import { randomUUID } from 'node:crypto';
import {
  type CandidateField,
  type CandidateFieldInput,
  type CandidateFieldPatch,
  candidateFieldLimit,
  JoineryError,
} from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import { brokenConstraint } from '../../db/violations.ts';
import { newId } from '../../platform/ids.ts';
import { assertArea } from '../access/areas.ts';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import { takeNumbers } from '../counters/counters.service.ts';
import { changedOptions } from '../jobs/job-questions.ts';
import { assertSeesOpinions } from '../jobs/jobs.ts';
import { reorder } from '../stages/stages.ts';
import * as repository from './candidate-fields.repository.ts';
import { type FieldRow, fieldKey, noField, toCandidateField } from './candidate-fields.ts';

type Scope = Pick<Context, 'db' | 'clock'>;

/** Those that are shown, in their order; with `archived` the others after them. */
export async function listCandidateFields(
  context: Scope,
  principal: Principal,
  { archived = false }: { archived?: boolean | undefined } = {},
): Promise<CandidateField[]> {
  assertArea(principal, 'hiring.candidates', 'view');
  assertSeesOpinions(principal);
  const rows = await context.db.inCompany(principal.companyId, (tx) => repository.listFields(tx));
  return rows.filter(({ archivedAt }) => archived || archivedAt === null).map(toCandidateField);
}

/** @throws JoineryError `candidates.field_taken`, `request.invalid` for options that do not fit the type */
export async function createCandidateField(
  context: Scope,
  principal: Principal,
  { label, help = null, type, options }: CandidateFieldInput,
): Promise<CandidateField> {
  assertArea(principal, 'settings.fields', 'edit');
  const { candidateFields: number } = await takeNumbers(context, principal.companyId, { candidateFields: 1 });
  return editing(context, principal, async (tx, fields) => {
    const shown = fields.filter(({ archivedAt }) => archivedAt === null);
    assertRoom(shown.length + 1);
    const made: FieldRow = {
      id: newId('caf'),
      number,
      label,
      help,
      type,
      options: changedOptions(type, [], options, { path: 'options', newId: newOptionId }),
      position: shown.length,
      archivedAt: null,
    };
    await repository.insertField(tx, principal.companyId, made);
    return made;
  });
}

/** @throws JoineryError `candidates.field_not_found`, `candidates.field_taken` */
export async function updateCandidateField(
  context: Scope,
  principal: Principal,
  reference: string,
  { position, archived, options, ...patch }: CandidateFieldPatch,
): Promise<CandidateField> {
  assertArea(principal, 'settings.fields', 'edit');
  return editing(context, principal, async (tx, fields) => {
    const before = fields.find(({ id, number }) => id === reference || fieldKey(number) === reference);
    if (before === undefined) throw noField();
    const comesBack = archived === false && before.archivedAt !== null;
    const others = fields.filter(({ id, archivedAt }) => id !== before.id && archivedAt === null);
    if (comesBack) assertRoom(others.length + 1);
    const after: FieldRow = {
      ...before,
      label: patch.label ?? before.label,
      help: patch.help === undefined ? before.help : patch.help,
      options:
        options === undefined
          ? before.options
          : changedOptions(before.type, before.options, options, { path: 'options', newId: newOptionId }),
      archivedAt:
        archived === undefined
          ? before.archivedAt
          : archived
            ? (before.archivedAt ?? context.clock.now())
            : null,
    };
    const at = position ?? (comesBack ? others.length : before.position);
    const order = reorder([...others.map(({ id }) => id), after.id], after.id, at);
    const shown = after.archivedAt === null ? order : others.map(({ id }) => id);
    for (const field of [after, ...others]) {
      const place = shown.indexOf(field.id);
      await repository.updateField(tx, { ...field, position: place === -1 ? field.position : place });
    }
    return { ...after, position: Math.max(shown.indexOf(after.id), 0) };
  });
}

/** For services that have checked the rights. */
export async function listFieldsIn(tx: Transaction): Promise<FieldRow[]> {
  return repository.listFields(tx);
}

async function editing(
  context: Scope,
  principal: Principal,
  work: (tx: Transaction, fields: FieldRow[]) => Promise<FieldRow>,
): Promise<CandidateField> {
  const { companyId } = principal;
  try {
    return await context.db.inCompany(companyId, async (tx) => {
      await repository.lockFields(tx, companyId);
      return toCandidateField(await work(tx, await repository.listFields(tx)));
    });
  } catch (cause) {
    if (brokenConstraint(cause) !== 'candidate_fields_label') throw cause;
    throw new JoineryError('candidates.field_taken', 'There is a field with this label; choose another.', {
      cause,
    });
  }
}

function assertRoom(count: number): void {
  if (count <= candidateFieldLimit) return;
  throw new JoineryError(
    'request.invalid',
    `A company has up to ${candidateFieldLimit} fields of candidates.`,
    {
      issues: [{ path: 'label', message: 'expected fewer fields: archive one' }],
    },
  );
}

function newOptionId(): string {
  return randomUUID().slice(0, 8);
}
