// The rows that a hire adds, from the fields that were reviewed. Pure.
import type { HireRows } from '@joinery/connectors';
import type { CompleteFields } from './hire-fields.ts';

export function toHireRows(fields: CompleteFields): { [T in keyof HireRows]: HireRows[T] | undefined } {
  const { hireDate: date, employmentStatus: status, payRate, payCurrency } = fields;
  const { jobTitle, department, division, location, reportsTo } = fields;
  const { payType: type, payPer: per, paySchedule: schedule, payReason: reason, exempt } = fields;
  return {
    employmentStatus: status === undefined ? undefined : { date, status },
    jobInfo: { date, ...kept({ jobTitle, department, division, location, reportsTo }) },
    compensation: {
      date,
      ...(payRate === undefined ? {} : { rate: { value: payRate, currency: payCurrency ?? '' } }),
      ...kept({ type, per, schedule, reason, exempt }),
    },
  };
}

function kept(values: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
