// Parts of an employee's record that are no fields (time off, timesheets) and that people look
// after themselves. The right to such a part is held like the right to a field that stands in no
// catalogue, so a level has to name it. Without it, one still has one's own and, as a manager, that
// of one's direct reports, as far as the level's scope shows the employee at all.
import type { FieldDefinition } from '../fields/standard-fields.ts';
import type { Principal } from './principal.ts';
import type { Projection, Subject } from './projection.ts';

export interface RecordStanding {
  mayView: boolean;
  mayEdit: boolean;
  isSelf: boolean;
  isManager: boolean;
}

/** The part of the record with this name in a level's fields. */
export function recordPart(key: string, name: string): FieldDefinition {
  return {
    key,
    alias: key,
    number: null,
    name,
    type: 'text',
    source: { kind: 'value', key },
    listNumber: null,
    readOnly: false,
    required: false,
    deprecated: false,
    sensitive: true,
    listed: false,
    custom: false,
  };
}

/** `subject` must have been read with its job rows, else nobody is anybody's manager. */
export function standingOf(
  { principal, projection }: { principal: Principal; projection: Projection },
  subject: Subject,
  part: FieldDefinition,
): RecordStanding {
  const me = principal.employeeId;
  const isSelf = me !== null && subject.employeeId === me;
  const isManager = me !== null && subject.supervisorId === me;
  const right = projection.rightTo(subject, part);
  return {
    mayView: projection.sees(subject) && (right !== 'none' || isSelf || isManager),
    mayEdit: projection.sees(subject) && right === 'edit',
    isSelf,
    isManager,
  };
}
