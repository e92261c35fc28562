// The parts of a hand-off in their order: how each is looked for, and how it is written.
import type { Phase } from './hire-delivery.service.ts';
import { filePhases } from './hire-file-phases.ts';
import { checkPerson, createEmployee, reactivate, readBack } from './hire-person-phases.ts';
import { compensation, employmentStatus, extraFields, jobInfo, optionPhases } from './hire-value-phases.ts';

/** Somebody new is searched for as a part of the create. */
export function phasesOf(isNewPerson: boolean): readonly Phase[] {
  return [
    ...(isNewPerson ? [] : [checkPerson]),
    ...optionPhases,
    createEmployee,
    reactivate,
    readBack,
    employmentStatus,
    jobInfo,
    compensation,
    ...filePhases,
    extraFields,
  ];
}
