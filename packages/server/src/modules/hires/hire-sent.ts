// What of a hire went out already. It stays as it went out, whoever mends the rest: a value that is
// changed after it was sent would be told as sent, and never be. Pure.
import type { HireStepName, SomeHireFields } from '@joinery/sdk';
import { employeeFields } from './hire-fields.ts';
import { jobFields, payFields } from './hire-plan.ts';
import type { StepRow } from './hires.repository.ts';

type Receipts = ReadonlyMap<HireStepName, Pick<StepRow, 'state' | 'attempts' | 'outcome'>>;
type FieldName = keyof SomeHireFields;

/** Done, or sent and perhaps done. Options of lists belong to nobody, and a look changes nothing. */
export function hasGoneOut(steps: Receipts): boolean {
  return [...steps].some(
    ([name, step]) =>
      !name.startsWith('option_') &&
      name !== 'search' &&
      name !== 'read_back' &&
      (step.state === 'done' || isUncertain(step)),
  );
}

/**
 * Fields whose values cannot be others any more. Rows that are not done are compared before they are sent.
 * Without markers a create that may have happened is looked for by what it said.
 */
export function sentFields(steps: Receipts, { isMarked }: { isMarked: boolean }): Set<FieldName> {
  const isDone = (name: HireStepName) => steps.get(name)?.state === 'done';
  const create = steps.get('create');
  const again = steps.get('reactivate');
  const isTakenUp = again !== undefined && (again.state === 'done' || isUncertain(again));
  const isMade = create !== undefined && (create.state === 'done' || (!isMarked && isUncertain(create)));
  const isDated =
    (isMade && create.attempts > 0) ||
    (['reactivate', 'employment_status', 'job_info', 'compensation'] as const).some(isDone);
  return new Set<FieldName>([
    ...(isMade || isTakenUp ? (['firstName', 'lastName', ...employeeFields] as const) : []),
    ...(isDated ? (['hireDate'] as const) : []),
    ...(isDone('employment_status') ? (['employmentStatus'] as const) : []),
    ...(isDone('job_info') ? jobFields : []),
    ...(isDone('compensation') ? ([...payFields, 'payCurrency'] as const) : []),
    ...(isDone('extra_fields') ? (['other'] as const) : []),
  ]);
}

function isUncertain({ state, attempts, outcome }: Pick<StepRow, 'state' | 'attempts' | 'outcome'>): boolean {
  if (attempts === 0) return false;
  return state === 'sending' || state === 'ambiguous' || outcome === 'done' || outcome === 'ambiguous';
}

/** The fields as they are now, but for those that went out. */
export function keepSent(
  before: SomeHireFields,
  now: SomeHireFields,
  sent: ReadonlySet<FieldName>,
): SomeHireFields {
  const others = Object.entries(now).filter(([name]) => !sent.has(name as FieldName));
  const kept = Object.entries(before).filter(([name]) => sent.has(name as FieldName));
  return Object.fromEntries([...others, ...kept]) as SomeHireFields;
}

/** Fields that somebody asks to have otherwise than they went out. */
export function refusedFields(
  before: SomeHireFields,
  {
    fields = {},
    without = [],
  }: { fields?: SomeHireFields | undefined; without?: readonly string[] | undefined },
  sent: ReadonlySet<FieldName>,
): string[] {
  const refused = [...sent].filter((name) => {
    if (name === 'other')
      return (
        Object.entries(fields.other ?? {}).some(([alias, value]) => before.other?.[alias] !== value) ||
        Object.keys(before.other ?? {}).some((alias) => without.includes(`other.${alias}`))
      );
    const isOther = fields[name] !== undefined && fields[name] !== before[name];
    return isOther || (without.includes(name) && before[name] !== undefined);
  });
  return refused.sort();
}
