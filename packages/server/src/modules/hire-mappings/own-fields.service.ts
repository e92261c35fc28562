// Which further fields a hire may not have. The account is asked only where a field is named by number.
import type { HrisActions } from '@joinery/connectors';
import { JoineryError } from '@joinery/sdk';
import { foldFieldName, isFieldNumber, ownFieldNames } from './own-fields.ts';

export interface AskedAccount {
  markerField: string | null;
  actions: Pick<HrisActions, 'listFields'>;
}

/** Why each of the further fields cannot be one, by the name that it was given. Not inside a transaction. */
export async function refusedFurtherFields(
  { markerField, actions }: AskedAccount,
  aliases: readonly string[],
): Promise<Map<string, string>> {
  if (aliases.length === 0) return new Map();
  const isAsked = [...aliases, markerField ?? ''].some(isFieldNumber);
  const { fields, problem } = isAsked ? await readFields(actions) : { fields: [], problem: null };
  const own = ownFieldNames(markerField, fields);
  const refused = new Map<string, string>();
  for (const alias of aliases) {
    if (own.has(foldFieldName(alias)))
      refused.set(alias, `${alias} cannot be a further field: the hire writes it by itself. Leave it out.`);
    else if (problem !== null)
      refused.set(
        alias,
        `Whether ${alias} is a field that the hire writes by itself could not be told: ${problem} Try again later, or name fields by their alias.`,
      );
  }
  return refused;
}

async function readFields(actions: AskedAccount['actions']) {
  try {
    return { fields: await actions.listFields(), problem: null };
  } catch (error) {
    if (!(error instanceof JoineryError)) throw error;
    return { fields: [], problem: error.message };
  }
}
