// What a hire would send, and what stands against it: mapping, then the provider's lists.
import type { EmployeeOptions, HrisActions } from '@joinery/connectors';
import {
  type HireFile,
  JoineryError,
  type MappingProblem,
  type OptionField,
  type SomeHireFields,
} from '@joinery/sdk';
import type { Principal } from '../access/principal.ts';
import type { HiringFile } from '../candidates/candidates.service.ts';
import type { Context } from '../context.ts';
import { mapApplication } from '../hire-mappings/hire-mappings.service.ts';
import { refusedFurtherFields } from '../hire-mappings/own-fields.service.ts';
import { goneDocuments, unknownCategories } from './hire-documents.service.ts';
import { missingFields, missingStatus } from './hire-fields.ts';
import { readOptions } from './hire-options.service.ts';
import { asListed, type KnownOptions, type OpenPoints, unknownOptions } from './hire-preflight.ts';
import { judgeSupervisor } from './hire-supervisors.service.ts';
import type { HireRequest } from './hires.repository.ts';

export interface Evaluation extends OpenPoints {
  fields: SomeHireFields;
  from: Record<string, string>;
  options: KnownOptions;
  /** Lists that options can be added to, as far as it is known. */
  open: readonly OptionField[] | undefined;
  /** Why the lists could not be read; then nothing is known to be unknown. */
  optionsProblem: string | null;
  mappingVersion: number;
  /** Whether employees there carry markers. */
  isMarked: boolean;
  /** What the mapping made of the application, before anybody decided otherwise. */
  mapped: SomeHireFields;
  /** Documents that go along where nobody chose others; null: the newest résumé, where there is one. */
  files: HireFile[] | null;
}

export type Decided = Pick<
  HireRequest,
  'given' | 'without' | 'createOptions' | 'files' | 'person' | 'unchecked'
>;

/** A connection as it is asked here. */
interface Asked {
  id: string;
  markerField: string | null;
  actions: Pick<
    HrisActions,
    'listOptions' | 'listFileCategories' | 'listMarkers' | 'listFields' | 'listNames'
  >;
}

/** Not inside a transaction: the provider may be asked. Its trouble is part of the answer and never thrown. */
export async function evaluateHire(
  context: Context,
  principal: Principal,
  file: HiringFile,
  connection: Asked,
  { given = {}, without, createOptions, files, person, unchecked }: Decided,
): Promise<Evaluation> {
  const mapped = await mapApplication(context, principal, connection.id, file);
  const wanted = leaveOut(overlay(mapped.fields, given), without);
  const decided = { createOptions };
  const lists = await readLists(
    context,
    connection,
    (lists) => unknownOptions(wanted, lists, decided).length === 0,
  );
  const { options, open } = lists;
  const fields = asListed(wanted, options);
  const supervisor = await judgeSupervisor(context, principal, connection, fields.reportsTo);
  const problem = lists.problem ?? supervisor.problem;
  return {
    fields,
    from: sourcesOf(fields, given, mapped.from),
    missing: [
      ...missingFields(fields),
      ...missingStatus(fields, { without, person }),
      ...unfitFields(mapped.problems, wanted, without),
      ...goneDocuments(files, file.attachments),
      ...(await unknownCategories(context, principal.companyId, connection, { files, person })),
      ...(await takenFields(connection, fields)),
    ],
    unknownOptions: [
      ...unknownOptions(fields, options, { ...decided, ...(open && { open }) }),
      ...supervisor.unknown,
    ],
    unread: unchecked ? null : problem,
    options,
    open,
    optionsProblem: problem,
    mappingVersion: mapped.version,
    isMarked: connection.markerField !== null,
    mapped: mapped.fields,
    files: mapped.documents,
  };
}

function overlay(mapped: SomeHireFields, given: SomeHireFields): SomeHireFields {
  const other = { ...mapped.other, ...given.other };
  return { ...mapped, ...given, ...(Object.keys(other).length > 0 && { other }) };
}

/** What the mapping could not make of a value is not dropped in silence: somebody gives another, or leaves it out. */
function unfitFields(
  problems: readonly MappingProblem[],
  wanted: SomeHireFields,
  without: readonly string[],
): Evaluation['missing'] {
  const isOpen = ({ field, kind }: MappingProblem) =>
    kind === 'unfit' && !without.includes(field) && !has(wanted, field);
  return problems.filter(isOpen).map(({ field, message }) => ({ field, message }));
}

async function takenFields(
  connection: Asked,
  { other = {} }: SomeHireFields,
): Promise<Evaluation['missing']> {
  const refused = await refusedFurtherFields(connection, Object.keys(other));
  return [...refused].map(([alias, message]) => ({ field: `other.${alias}`, message }));
}

function has(fields: SomeHireFields, name: string): boolean {
  if (name.startsWith('other.')) return fields.other?.[name.slice('other.'.length)] !== undefined;
  return fields[name as keyof SomeHireFields] !== undefined;
}

async function readLists(
  context: Pick<Context, 'db' | 'clock' | 'log'>,
  connection: { id: string; actions: Pick<HrisActions, 'listOptions'> },
  isEnough: (lists: KnownOptions) => boolean,
) {
  try {
    const lists = await readOptions(context, connection, (read) => isEnough(onlyLists(read)));
    return { options: onlyLists(lists), open: lists.open, problem: null };
  } catch (error) {
    if (!(error instanceof JoineryError)) throw error;
    context.log.warn({ err: error, connectionId: connection.id }, 'a hire is looked at without lists');
    return { options: {}, open: undefined, problem: error.message };
  }
}

function onlyLists({ open: _open, ...lists }: EmployeeOptions): KnownOptions {
  return lists;
}

function leaveOut(fields: SomeHireFields, without: readonly string[]): SomeHireFields {
  const kept = Object.entries(fields).filter(([name]) => !without.includes(name));
  const { other, ...rest } = Object.fromEntries(kept) as SomeHireFields;
  if (other === undefined) return rest;
  const others = Object.entries(other).filter(([alias]) => !without.includes(`other.${alias}`));
  return others.length === 0 ? rest : { ...rest, other: Object.fromEntries(others) };
}

function sourcesOf(
  fields: SomeHireFields,
  given: SomeHireFields,
  from: Record<string, string>,
): Record<string, string> {
  const { other = {}, ...plain } = fields;
  const names = [...Object.keys(plain), ...Object.keys(other).map((alias) => `other.${alias}`)];
  return Object.fromEntries(
    names.map((name) => [name, has(given, name) ? 'given' : (from[name] ?? 'given')]),
  );
}
