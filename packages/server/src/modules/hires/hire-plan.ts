// Which steps a hire needs. What is planned once stays planned: a run meets the steps that its hire
// had when it began, so a newer build never sends what an older one did not plan.
import type { HireFields, HireStepName } from '@joinery/sdk';

export function planSteps(fields: HireFields): HireStepName[] {
  const { employmentStatus } = fields;
  return [
    'search',
    'create',
    'read_back',
    ...(employmentStatus === undefined ? [] : ['employment_status' as const]),
    'resume',
  ];
}
