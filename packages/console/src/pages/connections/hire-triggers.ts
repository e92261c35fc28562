// What begins hires on a connection, as the form holds it: one line for all jobs and one for each job
// that differs. Pure.
import type { HireTrigger, HireTriggers } from '@joinery/sdk';
import {
  type ApprovalValues,
  noApproval,
  toApprovalRules,
  toApprovalValues,
} from '../hires/approval-form.ts';

export interface TriggerValues {
  /** Null: all jobs that have no line of their own. */
  jobId: string | null;
  isAutomatic: boolean;
  approval: ApprovalValues;
}

/** The line for all jobs comes first, and is there even when nobody ever saved one. */
export function toTriggerValues({ items }: HireTriggers): TriggerValues[] {
  const general = items.find(({ jobId }) => jobId === null);
  const own = items.filter(({ jobId }) => jobId !== null);
  return [general ?? { jobId: null, mode: 'manual' as const, approval: null }, ...own].map(
    ({ jobId, mode, approval }) => ({
      jobId,
      isAutomatic: mode === 'automatic',
      approval: toApprovalValues(approval),
    }),
  );
}

export const aTriggerFor = (jobId: string): TriggerValues => ({
  jobId,
  isAutomatic: true,
  approval: noApproval,
});

export function toTriggers(values: readonly TriggerValues[]): HireTriggers {
  return {
    items: values.map(
      ({ jobId, isAutomatic, approval }): HireTrigger => ({
        jobId,
        mode: isAutomatic ? 'automatic' : 'manual',
        approval: toApprovalRules(approval),
      }),
    ),
  };
}

/** What follows from a line, for people. */
export function triggerWords({ isAutomatic, approval }: TriggerValues): string {
  const asks = approval.who.length > 0;
  if (isAutomatic)
    return asks
      ? 'Begins when an application enters a stage of kind hired, and is sent once it is approved'
      : 'Begins when an application enters a stage of kind hired, and is sent at once when nothing is missing';
  return asks
    ? 'A person sends each hire, and it waits for approval'
    : 'A person sends each hire from the candidate';
}
