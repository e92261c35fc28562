// Which steps a hire needs. What is planned once stays planned: a run meets the steps that its hire
// had when it began, so a newer build never sends what an older one did not plan.
import type { HireFile, HireStepName, OptionField } from '@joinery/sdk';
import type { HireRequest, StepRow } from './hires.repository.ts';

type Planned = Pick<HireRequest, 'fields' | 'person' | 'createOptions' | 'files'>;

export const optionSteps = {
  jobTitle: 'option_job_title',
  department: 'option_department',
  division: 'option_division',
  location: 'option_location',
  employmentStatus: 'option_employment_status',
} as const satisfies Record<OptionField, HireStepName>;

export const jobFields = ['jobTitle', 'department', 'division', 'location', 'reportsTo'] as const;
export const payFields = ['payRate', 'payType', 'payPer', 'paySchedule', 'payReason', 'exempt'] as const;
const furtherFiles = [
  'file_1',
  'file_2',
  'file_3',
  'file_4',
  'file_5',
  'file_6',
  'file_7',
  'file_8',
] as const;

export function planSteps(request: Planned): HireStepName[] {
  const { fields, person, createOptions, files } = request;
  const options = createOptions.filter((field) => fields[field] !== undefined);
  const needed: Partial<Record<HireStepName, boolean>> = {
    search: true,
    create: person === null || person.as === 'new',
    reactivate: person?.as === 'rehire',
    read_back: true,
    employment_status: fields.employmentStatus !== undefined,
    job_info: jobFields.some((field) => fields[field] !== undefined),
    compensation: payFields.some((field) => fields[field] !== undefined),
    extra_fields: Object.keys(fields.other ?? {}).length > 0,
    write_back: true,
  };
  return [
    ...(Object.keys(needed) as HireStepName[]).filter((step) => needed[step]),
    ...options.map((field) => optionSteps[field]),
    // Nobody chose files: the newest résumé goes along.
    ...(files === null ? ['resume' as const] : fileSteps(files).keys()),
  ];
}

/** Which file each step uploads. */
export function fileSteps(files: readonly HireFile[]): Map<HireStepName, HireFile> {
  const steps = new Map<HireStepName, HireFile>();
  const further: HireStepName[] = [...furtherFiles];
  for (const file of files) {
    const own = file.kind === 'resume' || file.kind === 'offer' ? file.kind : undefined;
    const step = own !== undefined && !steps.has(own) ? own : further.shift();
    if (step !== undefined) steps.set(step, file);
  }
  return steps;
}

/** Whether a person left the step out; what a hire does not need is skipped, too. */
export function isLeftOut({ state, proof }: Pick<StepRow, 'state' | 'proof'>): boolean {
  return state === 'skipped' && proof?.leftOut === true;
}

/** Those that a person may leave out: without the others there is no employee. */
export function isSkippable(step: HireStepName): boolean {
  return step !== 'search' && step !== 'create';
}
