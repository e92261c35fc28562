// People who lead jobs, or could. Their names pass the projection of employees like everywhere.
import { assertArea } from '../access/areas.ts';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import { readLines } from '../employees/employee-pages.service.ts';
import type { FieldValue } from '../fields/field-values.ts';

type Scope = Pick<Context, 'db' | 'clock'>;

/** Null where the principal may not see it. */
export interface LeadCard {
  firstName: string | null;
  lastName: string | null;
  jobTitle: string | null;
  /** Which photo there is of them. */
  photo: string | null;
}

/** What may be seen of these employees, by number; nothing of those who are out of scope. */
export async function readLeadCards(
  context: Scope,
  principal: Principal,
  numbers: readonly (number | null)[],
): Promise<Map<number, LeadCard>> {
  const distinct = [...new Set(numbers.filter((number) => number !== null))];
  const cards = new Map<number, LeadCard>();
  if (distinct.length === 0) return cards;
  const fields = ['firstName', 'lastName', 'jobTitle', 'photoUrl'];
  const pages = readLines(context, principal, fields, { onlyCurrent: true, numbers: distinct });
  for await (const lines of pages)
    for (const { number, values } of lines) {
      const [firstName = null, lastName = null, jobTitle = null, photo = null] = values.map(textOf);
      cards.set(number, { firstName, lastName, jobTitle, photo });
    }
  return cards;
}

export interface PossibleLead {
  employeeNumber: number;
  preferredName: string;
}

/** Who can lead a job: everybody who is active and whose name the principal sees, page by page. */
export function listPossibleLeads(
  context: Scope,
  principal: Principal,
): AsyncGenerator<PossibleLead[], void, undefined> {
  assertArea(principal, 'hiring.jobs', 'view');
  return possibleLeads(context, principal);
}

async function* possibleLeads(
  context: Scope,
  principal: Principal,
): AsyncGenerator<PossibleLead[], void, undefined> {
  const fields = ['displayName', 'fullName1', 'status'];
  for await (const lines of readLines(context, principal, fields, { onlyCurrent: true }))
    yield lines.flatMap(({ number, values }) => {
      const [displayName, fullName, status] = values.map(textOf);
      const preferredName = displayName ?? fullName;
      return preferredName === null || preferredName === undefined || status === 'Inactive'
        ? []
        : [{ employeeNumber: number, preferredName }];
    });
}

function textOf(value: FieldValue | undefined): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
