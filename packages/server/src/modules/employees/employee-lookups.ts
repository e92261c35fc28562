import type { Company } from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import type { Lookups } from '../fields/field-values.ts';
import { insertOptions, listOptions, lockOptions } from '../fields/fields.service.ts';
import type { AskedField } from './employee-writes.ts';
import { listNumbersByName, listPeople } from './employees.repository.ts';

/** Reads what is needed to understand these values: options of their lists, people they name. */
export async function loadLookups(
  tx: Transaction,
  { id: companyId, currency }: Pick<Company, 'id' | 'currency'>,
  asked: AskedField[],
): Promise<Lookups> {
  const lists = [
    ...new Set(asked.flatMap(({ field }) => (field.listNumber === null ? [] : [field.listNumber]))),
  ];
  const options = new Map<string, string>();
  if (lists.length > 0) {
    await lockOptions(tx, companyId, 'shared');
    for (const option of await listOptions(tx, lists))
      if (option.archivedAt === null) options.set(optionKey(option.listNumber, option.name), option.name);
  }
  const people = await findNamedPeople(tx, asked);
  return {
    currency,
    findOption: (listNumber, text) => options.get(optionKey(listNumber, text)),
    findEmployee: (text) => people.get(text),
  };
}

function optionKey(listNumber: number, text: string): string {
  return `${listNumber} ${text.trim().toLowerCase()}`;
}

// A reference is an employee's number or their name in any usual order.
async function findNamedPeople(tx: Transaction, asked: AskedField[]): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  for (const { field, raw } of asked) {
    if (field.type !== 'employee' || raw === null || raw === undefined) continue;
    const text = String(raw).normalize('NFC').trim();
    if (/^\d{1,9}$/.test(text)) {
      const [person] = await listPeople(tx, { numbers: [Number(text)] });
      if (person !== undefined) found.set(text, person.number);
    } else {
      const numbers = await listNumbersByName(tx, text);
      if (numbers[0] !== undefined) found.set(text, numbers[0]);
    }
  }
  return found;
}

/** Adds options that a list does not know yet; for imports into a company's own record. */
export async function addMissingOptions(
  tx: Transaction,
  companyId: string,
  asked: AskedField[],
): Promise<void> {
  const wanted = new Map<number, Set<string>>();
  for (const { field, raw } of asked) {
    if (field.listNumber === null || typeof raw !== 'string' || raw.trim() === '') continue;
    const names = wanted.get(field.listNumber) ?? new Set();
    wanted.set(field.listNumber, names.add(raw.trim()));
  }
  for (const [listNumber, names] of wanted) await insertOptions(tx, companyId, listNumber, [...names]);
}
