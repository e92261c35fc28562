// What a hire would send, and what stands against it: mapping, then the provider's lists.
import type { HrisActions } from '@joinery/connectors';
import { type OptionField, optionField, type SomeHireFields } from '@joinery/sdk';
import type { HiringFile } from '../candidates/candidates.service.ts';
import type { Context } from '../context.ts';
import { fillFields, missingFields } from './hire-fields.ts';
import { readOptions } from './hire-options.service.ts';
import { asListed, type KnownOptions, type OpenPoints, unknownOptions } from './hire-preflight.ts';
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
}

export type Decided = Pick<HireRequest, 'given' | 'without' | 'createOptions'>;

/** Not inside a transaction: the provider may be asked. Its trouble is part of the answer and never thrown. */
export async function evaluateHire(
  context: Pick<Context, 'db' | 'clock' | 'log'>,
  file: HiringFile,
  connection: { id: string; actions: Pick<HrisActions, 'listOptions'> },
  { given = {}, without, createOptions }: Decided,
): Promise<Evaluation> {
  const wanted = leaveOut(fillFields(given, file), without);
  const decided = { createOptions };
  const read = await readOptions(
    context,
    connection,
    (lists) => unknownOptions(wanted, lists, decided).length === 0,
  ).then(
    (lists) => ({ options: onlyLists(lists), open: lists.open, problem: null }),
    (error: unknown) => {
      context.log.warn({ err: error, connectionId: connection.id }, 'a hire is looked at without lists');
      const problem = error instanceof Error ? error.message : 'The lists could not be read.';
      return { options: {}, open: undefined, problem };
    },
  );
  const { options, open, problem } = read;
  const fields = asListed(wanted, options);
  return {
    fields,
    from: sourcesOf(fields, given),
    missing: missingFields(fields),
    unknownOptions: unknownOptions(fields, options, { ...decided, ...(open && { open }) }),
    options,
    open,
    optionsProblem: problem,
    mappingVersion: 0,
  };
}

function onlyLists(lists: Record<OptionField, readonly string[]>): KnownOptions {
  return Object.fromEntries(optionField.options.map((field) => [field, lists[field]]));
}

function leaveOut(fields: SomeHireFields, without: readonly string[]): SomeHireFields {
  const kept = Object.entries(fields).filter(([name]) => !without.includes(name));
  const { other, ...rest } = Object.fromEntries(kept) as SomeHireFields;
  if (other === undefined) return rest;
  const others = Object.entries(other).filter(([alias]) => !without.includes(`other.${alias}`));
  return others.length === 0 ? rest : { ...rest, other: Object.fromEntries(others) };
}

const sources: Partial<Record<keyof SomeHireFields, string>> = {
  firstName: 'candidate.firstName',
  lastName: 'candidate.lastName',
  homeEmail: 'candidate.email',
  mobilePhone: 'candidate.phone',
  employmentStatus: 'Full-Time',
  jobTitle: 'job.title',
  department: 'job.department',
  location: 'job.location',
};

function sourcesOf(fields: SomeHireFields, given: SomeHireFields): Record<string, string> {
  const named = Object.keys(fields).map((name) => {
    const field = name as keyof SomeHireFields;
    return [name, given[field] === undefined ? (sources[field] ?? 'given') : 'given'] as const;
  });
  return Object.fromEntries(named);
}
