// The parts that write values: rows of tables, further fields, options of lists.
import type { HireRows, HireTable } from '@joinery/connectors';
import { type HireStepName, JoineryError, type OptionField } from '@joinery/sdk';
import { employeeOf, type Phase, type Scene, type WritingStep } from './hire-delivery.service.ts';
import { optionSteps } from './hire-plan.ts';
import { toHireRows } from './hire-rows.ts';
import { describeRows, toComparedLook, toRowLook } from './hires.ts';

export const employmentStatus = rowPhase('employment_status', 'employmentStatus');
export const jobInfo = rowPhase('job_info', 'jobInfo');
export const compensation = rowPhase('compensation', 'compensation');

function rowPhase(step: HireStepName & WritingStep, table: HireTable): Phase {
  return {
    step,
    lookStep: step,
    async look(scene) {
      const rows = await scene.actions.listRows(employeeOf(scene), table, rowOf(scene, table));
      const sentBefore = (scene.steps.get(step)?.attempts ?? 0) > 0;
      const look = toRowLook(rows, { sentBefore });
      return {
        look,
        proof: { rows: rows.length },
        note: look.answer === 'absent' ? null : describeRows(rows),
      };
    },
    async prepare(scene) {
      return scene.actions.prepareRow(employeeOf(scene), table, rowOf(scene, table));
    },
  };
}

function rowOf<T extends HireTable>({ hire }: Scene, table: T): HireRows[T] {
  const row = toHireRows(hire.fields)[table];
  if (row === undefined) throw gone();
  return row;
}

export const extraFields: Phase = {
  step: 'extra_fields',
  lookStep: 'extra_fields',
  repeatable: true,
  async look(scene) {
    const employee = employeeOf(scene);
    const compared = await scene.actions.compareFields(employee, otherOf(scene));
    return {
      look: toComparedLook(compared, employee),
      proof: { compared },
      note: compared === 'unknown' ? 'The API key does not see all of the fields.' : null,
    };
  },
  async prepare(scene) {
    return scene.actions.prepareUpdate(employeeOf(scene), otherOf(scene));
  },
};

function otherOf({ hire }: Scene): Record<string, string> {
  if (hire.fields.other === undefined) throw gone();
  return hire.fields.other;
}

/** Made before the employee is, so that nothing has begun where the key may not make them. */
export const optionPhases: readonly Phase[] = (
  Object.entries(optionSteps) as [OptionField, (typeof optionSteps)[OptionField]][]
).map(([field, step]) => ({
  step,
  lookStep: step,
  async look(scene) {
    const name = optionOf(scene, field);
    const compared = await scene.actions.compareOption(field, name);
    return {
      look: compared === 'gone' ? { answer: 'unknown' } : toComparedLook(compared, name),
      proof: { compared },
      note: compared === 'gone' ? 'BambooHR shows this API key no such list.' : null,
    };
  },
  prepare: (scene) => scene.actions.prepareOption(field, optionOf(scene, field)),
}));

function optionOf({ hire }: Scene, field: OptionField): string {
  const name = hire.fields[field];
  if (name === undefined) throw gone();
  return name;
}

// Fields are mended between runs only; a step that has lost what it writes is skipped by a person.
function gone(): JoineryError {
  return new JoineryError('hires.field_missing', 'What this step was to write is not in the hire any more.');
}
