// What is seen of a hire at the provider, and what that means. What follows from it is decided by
// modules/sendings; the workflow only carries it out.
import type { Comparison, EmployeeSearch, FileCategory, Finding, ListedRow } from '@joinery/connectors';
import { type HireFile, JoineryError } from '@joinery/sdk';
import { nameUuid } from '../../platform/ids.ts';
import type { Doubt, Look, Question, Recognition } from '../sendings/sendings.ts';

/**
 * What the employee carries so that everybody finds out whose hire it is. It derives from ids
 * that never change and that a restored backup still has, so a server that forgot a hire arrives
 * at the same marker again; a company's short name could be changed and is not part of it.
 */
export function markerOf(companyId: string, applicationId: string): string {
  return nameUuid(`${companyId}/${applicationId}`);
}

/**
 * What a search for the hire's employee means.
 *
 * Only the marker proves that an employee is ours. Without a marker field, e-mail, last name and
 * hire date together do, and only after we sent a create: before that, the same person may have
 * been typed in by somebody. A list that shows fewer people than an earlier one was cut somewhere
 * (`isCut`): whoever is not in it may be there all the same.
 */
export function toCreateLook(
  search: EmployeeSearch,
  { sentBefore, approved, isCut }: { sentBefore: boolean; approved: boolean; isCut: boolean },
): Look {
  if (search.marker !== null) {
    if (search.marker.answer === 'unknown') return { answer: 'unknown' };
    if (search.marker.answer === 'found') return oneOf(search.marker, 'marker', 'marker_twice');
  } else if (sentBefore && search.email.answer === 'found') {
    const identical = search.email.employees.every((employee) => employee.identical === true);
    return identical ? oneOf(search.email, 'identity', 'same_email') : doubtful('same_email', search.email);
  }
  // A person has looked at these and said that the hire is somebody else.
  if (approved) return { answer: isCut ? 'unknown' : 'absent' };
  for (const [doubt, finding] of questionsOf(search))
    if (finding.answer === 'found') return doubtful(doubt, finding);
  const unseen = questionsOf(search).some(([, { answer }]) => answer === 'unknown');
  return { answer: unseen || isCut ? 'unknown' : 'absent' };
}

/** What makes somebody look like the person, the strongest first. */
function questionsOf({ email, birthDate, phone, name }: EmployeeSearch): [Doubt, Finding][] {
  return [
    ['same_email', email],
    ['same_birth_date', birthDate],
    ['same_phone', phone],
    ['same_name', name],
  ];
}

type Found = Extract<Finding, { answer: 'found' }>;

function oneOf(finding: Found, how: Recognition, doubt: Doubt): Look {
  const [first, ...others] = finding.employees;
  if (first === undefined || others.length > 0) return doubtful(doubt, finding);
  return { answer: 'found', providerId: first.id, how };
}

function doubtful(doubt: Doubt, finding: Found): Look {
  return { answer: 'doubtful', doubt, employees: finding.employees.map(({ id }) => id) };
}

/** What an employee read back says about who made it. `chosen`: a person named it, so it proves nothing more. */
export function toProofLook(
  proof: { id: string; marker: string | null; different: readonly string[] },
  chosen: boolean,
): Look {
  if (chosen) return { answer: 'found', providerId: proof.id, how: 'person' };
  if (proof.marker === 'ours') return { answer: 'found', providerId: proof.id, how: 'marker' };
  const isSame = !['lastName', 'hireDate'].some((field) => proof.different.includes(field));
  if (proof.marker === null && isSame) return { answer: 'found', providerId: proof.id, how: 'identity' };
  return { answer: 'doubtful', doubt: 'not_proven', employees: [proof.id] };
}

/**
 * A row of the same date that says something else is a person's to judge, and so is one that says
 * less. One that says nothing of it may have come with the employee; after a sending it may be ours.
 */
export function toRowLook(rows: readonly ListedRow[], { sentBefore }: { sentBefore: boolean }): Look {
  const equal = rows.find(({ fit }) => fit === 'equal');
  if (equal !== undefined) return { answer: 'found', providerId: equal.id, how: 'comparison' };
  const fits = rows.map(({ fit }) => fit);
  if (fits.includes('clash')) return { answer: 'doubtful', doubt: 'row_differs', employees: [] };
  if (fits.includes('near') || (sentBefore && fits.includes('blank')))
    return { answer: 'doubtful', doubt: 'row_incomplete', employees: [] };
  return { answer: 'absent' };
}

/** For people: rows of the date that are not as wanted, without values. */
export function describeRows(rows: readonly ListedRow[]): string | null {
  if (rows.some(({ fit }) => fit === 'equal')) return null;
  const words = rows.flatMap(({ id, fit, different }) => {
    if (fit === 'clash') return [`Row ${id} of that date has another ${different.join(', ')}.`];
    return fit === 'near' || fit === 'blank' ? [`Row ${id} of that date lacks ${different.join(', ')}.`] : [];
  });
  return words.length === 0 ? null : words.join(' ');
}

/** What categories are called that take a kind of file. Nothing is guessed for other files. */
const categoryWords: Record<HireFile['kind'], RegExp | undefined> = {
  resume: /(?<!\p{L})(r[ée]sum[ée]s?|cvs?)(?!\p{L})/iu,
  cover_letter: /(?<!\p{L})(cover letters?|applications?|r[ée]sum[ée]s?)(?!\p{L})/iu,
  offer: /(?<!\p{L})(offers?|offer letters?|contracts?|signed)(?!\p{L})/iu,
  other: undefined,
};

/** Where a file belongs: the category that was chosen, or one whose name says so; it must take files. */
export function findCategory(
  categories: readonly FileCategory[],
  { kind, categoryId, category }: Pick<HireFile, 'kind' | 'categoryId' | 'category'>,
): FileCategory | undefined {
  const taking = categories.filter(({ canUpload }) => canUpload);
  if (categoryId !== null) return taking.find(({ id }) => id === categoryId);
  if (category !== undefined) return taking.find(({ name }) => foldName(name) === foldName(category));
  return taking.find(({ name }) => categoryWords[kind]?.test(name));
}

function foldName(name: string): string {
  return name.trim().toLowerCase();
}

/** `sizes` are those that it may have been sent with: of its cleaned copy, and as it came. */
export function toFileLook(
  categories: readonly FileCategory[],
  file: { name: string; sizes: readonly number[] },
  wanted: Pick<HireFile, 'kind' | 'categoryId' | 'category'>,
): Look {
  const files = categories.flatMap((category) => category.files);
  const same = files.find(
    ({ name, bytes }) => name === file.name && bytes !== null && file.sizes.includes(bytes),
  );
  if (same !== undefined) return { answer: 'found', providerId: same.id, how: 'comparison' };
  if (findCategory(categories, wanted) !== undefined) return { answer: 'absent' };
  // What a person chose is not dropped without one.
  return wanted.categoryId === null && wanted.category === undefined
    ? { answer: 'skip' }
    : { answer: 'doubtful', doubt: 'category_gone', employees: [] };
}

/** What it means for a write how the fields that it sets compare. */
export function toComparedLook(compared: Comparison, providerId: string): Look {
  if (compared === 'same') return { answer: 'found', providerId, how: 'comparison' };
  return { answer: compared === 'unknown' ? 'unknown' : 'absent' };
}

/** Whether the record that a person named may become the hire's. Without a marker field they alone know. */
export function toPersonLook(marker: Finding | null, employeeNumber: string): Look {
  if (marker?.answer === 'unknown') return { answer: 'unknown' };
  if (marker?.answer === 'found') {
    const others = marker.employees.filter(({ id }) => id !== employeeNumber);
    if (others.length > 0)
      return { answer: 'doubtful', doubt: 'marker_elsewhere', employees: others.map(({ id }) => id) };
  }
  return { answer: 'found', providerId: employeeNumber, how: 'person' };
}

/** For people: what stopped the hand-off, and what they can do. `note` is what the receipt says. */
export function describeQuestion(
  why: Question,
  { note, employees = [] }: { note: string | null; employees?: string[] | undefined },
): string {
  const who = employees.length === 1 ? `employee ${employees[0]}` : `employees ${employees.join(', ')}`;
  const said = note === null ? '' : ` ${note}`;
  switch (why) {
    case 'marker_twice':
      return `More than one employee carries this hire’s marker: ${employees.join(', ')}. Decide in BambooHR which one stays, then link it.`;
    case 'marker_elsewhere':
      return `This hire’s marker is on ${who}, who is not the one that was named. Link that one, or take the marker off there and try again.`;
    case 'category_gone':
    case 'file_gone':
      return `A file cannot be put where it was to go.${said} Choose again, or skip the step.`;
    case 'same_email':
      return `There is already ${who} with this e-mail address. Link the hire if that is the same person, or create a new employee.`;
    case 'same_birth_date':
      return `There is already ${who} with this name and date of birth. Link the hire if that is the same person, or create a new employee.`;
    case 'same_phone':
      return `There is already ${who} with this phone number. Link the hire if that is the same person, or create a new employee.`;
    case 'row_differs':
      return `The employee has a row of that date already, and it says something else.${said} Change it in BambooHR and try the step again, or skip the step.`;
    case 'row_incomplete':
      return `The employee has a row of that date that lacks a part of what was to be written: BambooHR leaves out values that its lists do not know.${said} Complete it in BambooHR and try the step again, or skip the step.`;
    case 'same_name':
      return `There is already ${who} with this name. Link the hire if that is the same person, or create a new employee.`;
    case 'hired_elsewhere':
      return `Somebody with the same name, e-mail address, phone number or date of birth is being sent to BambooHR at this moment.${said} When that has ended, try again: who is there then is found.`;
    case 'not_proven':
      return `Employee ${employees.join(', ')} was created but does not show this hire’s marker.${said}`;
    case 'cannot_look':
    case 'sent_before':
      return `It cannot be told whether the employee exists already.${said}`;
    case 'changed_meanwhile':
      return 'BambooHR shows something else now than when this was decided. Compare again and decide anew.';
    case 'blocked':
      return note ?? 'The connection may not be used.';
    case 'look_refused':
      return `BambooHR could not be asked.${said}`;
    case 'look_keeps_failing':
      return `BambooHR kept failing while it was asked.${said}`;
    case 'still_uncertain':
      return `The answer to a write was lost twice, and nothing of it is to be found. Look in BambooHR before sending it again.${said}`;
    case 'not_found':
      return `What was written is not to be found.${said}`;
    case 'gave_up':
      return `It could not be done for a long time.${said}`;
  }
}

export function hireNotFound(): JoineryError {
  return new JoineryError('hires.not_found', 'There is no such hire.');
}
