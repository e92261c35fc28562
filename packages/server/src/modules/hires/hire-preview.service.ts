// What a hire would do, before anything is written: fields, lists, people who are there already, calls.
import type {
  EmployeeSearch,
  FileCategory,
  Finding,
  FoundEmployee,
  HrisActions,
  PreparedWrite,
} from '@joinery/connectors';
import {
  type Attachment,
  type HireDuplicate,
  type HireFile,
  type HireInput,
  type HirePreview,
  JoineryError,
  type SomeHireFields,
} from '@joinery/sdk';
import { assertArea } from '../access/areas.ts';
import type { Principal } from '../access/principal.ts';
import { getCandidate, getHiringFile } from '../candidates/candidates.service.ts';
import { openConnection } from '../connections/connections.service.ts';
import type { Context } from '../context.ts';
import { hiringScope } from '../jobs/jobs.ts';
import type { Scene } from './hire-delivery.service.ts';
import { listCategories } from './hire-documents.service.ts';
import { type Evaluation, evaluateHire } from './hire-evaluation.service.ts';
import { completeFields, recordFields, toNewEmployee } from './hire-fields.ts';
import { isFileStep } from './hire-file-phases.ts';
import { phasesOf } from './hire-phases.ts';
import { fileSteps, planSteps } from './hire-plan.ts';
import { describeOpenPoints } from './hire-preflight.ts';
import { describeLeft, maskFound, searchableFields, sightOfRecord } from './hire-sight.service.ts';
import * as repository from './hires.repository.ts';
import { requestOf } from './hires.service.ts';
import { findCategory, markerOf } from './hires.ts';

/**
 * Asks the provider and writes nothing, here or there. Trouble at the provider is part of the answer.
 *
 * @throws JoineryError `applications.not_found`, `connections.not_found`, `connections.disabled`
 */
export async function previewHire(
  context: Context,
  principal: Principal,
  input: HireInput,
): Promise<HirePreview> {
  // It asks the provider much, so it is for those who may send.
  assertArea(principal, 'hiring.hires', 'edit');
  const { companyId } = principal;
  const { applicationId, connectionId } = input;
  const file = await getHiringFile(context, principal, applicationId);
  const { connection, existing } = await context.db.inCompany(companyId, async (tx) => ({
    connection: await openConnection(context, tx, companyId, connectionId, { urgency: 'person' }),
    existing: await repository.listHires(tx, hiringScope(principal), { applicationId, connectionId }),
  }));
  const { actions } = connection;
  const asked = requestOf(input);
  const evaluation = await evaluateHire(context, principal, file, connection, asked);
  const request = { ...asked, fields: evaluation.fields, files: asked.files ?? evaluation.files };
  const marker = markerOf(companyId, applicationId);
  const begun = existing.find(({ state }) => state !== 'done');
  const { fields: searched, left } = await searchableFields(context, principal, evaluation);
  const found = withoutOwn(await search(actions, marker, searched, describeLeft(left)), begun);
  const seen = await maskFound(context, principal, connectionId, { ...found, left });
  const { attachments } = await getCandidate(context, principal, file.candidate.id);
  const somebody = found.duplicates[0]?.employeeNumber;
  const categories = await listCategories(context, companyId, connection, somebody);
  const files = filesOf(request.files, attachments, categories);
  const hire = { ...unsentHire, applicationId, connectionId, marker, request };
  const scene = {
    ...{ context, principal, hire, actions, markerField: connection.markerField },
    hidden: await hiddenOf(context, principal, connectionId, { ...request, ...found }),
  };
  const calls = evaluation.missing.length > 0 ? [] : withoutDone(await callsOf(scene, files), begun);
  return {
    applicationId,
    connectionId,
    fields: evaluation.fields,
    from: evaluation.from,
    missing: evaluation.missing,
    unknownOptions: evaluation.unknownOptions,
    ...found,
    ...seen,
    record: await recordOf(scene, calls),
    calls,
    files,
    mappingVersion: evaluation.mappingVersion,
    options: toLists(evaluation.options),
    optionsProblem: evaluation.optionsProblem,
    problem: describeOpenPoints(evaluation),
    existingHireId: existing[0]?.id ?? null,
  };
}

function toLists(options: Evaluation['options']): HirePreview['options'] {
  return Object.fromEntries(Object.entries(options).map(([field, names]) => [field, [...names]]));
}

/** The employee that was made for the hire is nobody to decide about. */
function withoutOwn(found: Searched, begun: repository.HireView | undefined): Searched {
  const own = begun?.steps.find(({ name, state }) => name === 'create' && state === 'done')?.providerId;
  const duplicates = found.duplicates.filter(({ employeeNumber }) => employeeNumber !== own);
  return { ...found, duplicates };
}

/** What is done is not done again when the hire goes on. */
function withoutDone(
  calls: HirePreview['calls'],
  begun: repository.HireView | undefined,
): HirePreview['calls'] {
  const done = (begun?.steps ?? []).filter(({ state }) => state === 'done').map(({ name }) => name);
  return calls.filter(({ step }) => !done.includes(step));
}

type Searched = Pick<HirePreview, 'duplicates' | 'searched' | 'searchProblem'>;

async function search(
  actions: Pick<HrisActions, 'searchEmployees'>,
  marker: string,
  fields: SomeHireFields,
  notCompared: string | null,
): Promise<Searched> {
  const { firstName, lastName, hireDate = '' } = fields;
  const partly = (searchProblem: string): Searched => ({ duplicates: [], searched: 'partly', searchProblem });
  if (firstName === undefined || lastName === undefined)
    return partly('A first and a last name are needed to look for the person.');
  try {
    const employee = toNewEmployee({ ...fields, firstName, lastName, hireDate });
    return notingLeft(toSearched(await actions.searchEmployees(marker, employee)), notCompared);
  } catch (error) {
    if (!(error instanceof JoineryError)) throw error;
    return partly(error.message);
  }
}

function notingLeft(found: Searched, notCompared: string | null): Searched {
  if (notCompared === null) return found;
  const searchProblem = [found.searchProblem, notCompared].filter((said) => said !== null).join(' ');
  return { ...found, searched: 'partly', searchProblem };
}

const kinds = {
  marker: 'marker',
  email: 'email',
  phone: 'phone',
  birthDate: 'name_birth_date',
  name: 'name',
} as const;

export function toSearched(found: EmployeeSearch): Searched {
  const people = new Map<string, HireDuplicate>();
  const problems = new Set<string>();
  for (const [question, how] of Object.entries(kinds)) {
    const finding: Finding | null = found[question as keyof typeof kinds];
    if (finding?.answer === 'unknown') problems.add(finding.reason);
    if (finding?.answer !== 'found') continue;
    for (const employee of finding.employees) {
      const known = people.get(employee.id) ?? toDuplicate(employee);
      people.set(employee.id, { ...known, how: [...known.how, how] });
    }
  }
  const searchProblem = problems.size === 0 ? null : [...problems].join(' ');
  return {
    duplicates: [...people.values()],
    searched: searchProblem === null ? 'all' : 'partly',
    searchProblem,
  };
}

function toDuplicate({ id, ...employee }: FoundEmployee): HireDuplicate {
  const { identical, name, workEmail, homeEmail, phone, status, hireDate, jobTitle, dateOfBirthMatches } =
    employee;
  const shown = { name, workEmail, homeEmail, phone, status, hireDate, jobTitle, dateOfBirthMatches };
  return { employeeNumber: id, ...shown, how: [], identical, hidden: [] };
}

function filesOf(
  chosen: readonly HireFile[] | null,
  attachments: readonly Attachment[],
  categories: readonly FileCategory[],
): HirePreview['files'] {
  const open = categories.filter(({ canUpload }) => canUpload).map(({ id, name }) => ({ id, name }));
  return (chosen ?? usualFiles(attachments)).map((file) => {
    const { attachmentId, kind, categoryId } = file;
    const attachment = findAttachment(attachments, attachmentId);
    const category = findCategory(categories, file);
    return {
      attachmentId,
      name: attachment.name,
      kind,
      categoryId: categoryId ?? category?.id ?? null,
      categoryName: category?.name ?? null,
      categories: open,
    };
  });
}

function usualFiles(attachments: readonly Attachment[]): HireFile[] {
  const newest = attachments.find(({ kind }) => kind === 'resume');
  return newest === undefined ? [] : [{ attachmentId: newest.fileId, kind: 'resume', categoryId: null }];
}

function findAttachment(attachments: readonly Attachment[], id: string): Attachment {
  const attachment = attachments.find(({ fileId }) => fileId === id);
  if (attachment === undefined)
    throw new JoineryError('files.not_found', 'The candidate has no such document.');
  return attachment;
}

const unsentHire = {
  id: 'preview',
  state: 'draft' as const,
  attempt: 0,
  employeeNumber: null,
  problem: null,
  requestedBy: '',
  startedBy: 'person' as const,
  approvalId: null,
};

interface Unsent extends Pick<Scene, 'context' | 'principal' | 'actions' | 'markerField' | 'hidden'> {
  hire: repository.HireRow;
}

/** What is not told of the record that a person named; nothing where there is none. */
async function hiddenOf(
  context: Context,
  principal: Principal,
  connectionId: string,
  { person, duplicates }: Pick<Searched, 'duplicates'> & Pick<repository.HireRequest, 'person'>,
): Promise<readonly string[]> {
  if (person?.as !== 'rehire') return [];
  const { employeeNumber } = person;
  const status = duplicates.find((one) => one.employeeNumber === employeeNumber)?.status ?? null;
  const shows = await sightOfRecord(context, principal, connectionId, { employeeNumber, status });
  return recordFields.filter((field) => field === 'dateOfBirth' || !shows(field));
}

/** Of a rehire: the old record beside what the hire says, and what of it is written. */
async function recordOf(
  { actions, hire, hidden = [] }: Unsent,
  calls: HirePreview['calls'],
): Promise<HirePreview['record']> {
  const { person, fields } = hire.request;
  if (person?.as !== 'rehire') return null;
  const names = recordFields.filter((name) => !hidden.includes(name));
  const there = await readRecord(actions, person.employeeNumber, names);
  const written = calls.find(({ step }) => step === 'reactivate')?.values ?? {};
  return recordFields
    .map((field) => ({
      field,
      ...(Object.hasOwn(there, field) ? { there: there[field] ?? null } : {}),
      here: fields[field] ?? null,
      written: Object.hasOwn(written, field),
    }))
    .filter((line) => line.here !== null || (line.there ?? null) !== null);
}

async function readRecord(
  actions: Pick<HrisActions, 'readHired'>,
  employeeNumber: string,
  fields: readonly string[],
): Promise<Readonly<Record<string, string | null>>> {
  try {
    return (await actions.readHired(employeeNumber, { fields, tables: [] }))?.values ?? {};
  } catch (error) {
    if (error instanceof JoineryError) return {};
    throw error;
  }
}

/** The writes in their order, as the steps themselves prepare them. `{id}` stands for what is not known yet. */
async function callsOf(
  { hire, ...rest }: Unsent,
  files: HirePreview['files'],
): Promise<HirePreview['calls']> {
  const { request } = hire;
  const { person, approved } = request;
  const names = planSteps(request);
  const scene: Scene = {
    ...rest,
    hire: { ...hire, fields: completeFields(request.fields), approved },
    steps: new Map(names.map((name) => [name, { ...unsentStep, name }])),
    employeeId: person === null || person.as === 'new' ? '{id}' : person.employeeNumber,
    chosen: false,
    uncertain: false,
    mostSeen: 0,
  };
  const uploads = fileSteps(files);
  const calls: HirePreview['calls'] = [];
  for (const { step, prepare } of phasesOf(person === null || person.as === 'new')) {
    if (!names.includes(step) || prepare === undefined) continue;
    const upload = files.find(({ attachmentId }) => attachmentId === uploads.get(step)?.attachmentId);
    // A candidate without a résumé has the step for it, and nothing to put there.
    if (upload === undefined && isFileStep(step)) continue;
    const prepared = upload === undefined ? await prepareCall(prepare, scene) : prepareUpload(scene, upload);
    if (prepared === undefined) continue;
    const { method, path, values } = prepared.preview;
    calls.push({ step, method, path, values: { ...values } });
  }
  return calls;
}

const unsentStep: Omit<repository.StepRow, 'name'> = {
  state: 'pending',
  attempts: 0,
  fence: 0,
  outcome: null,
  providerId: null,
  proof: null,
  note: null,
};

type Previewed = Pick<PreparedWrite<unknown>, 'preview'>;

/** Some look at a list first; what cannot be seen now is prepared again when it is sent. */
async function prepareCall(
  prepare: (scene: Scene) => Promise<Previewed>,
  scene: Scene,
): Promise<Previewed | undefined> {
  try {
    return await prepare(scene);
  } catch (error) {
    if (error instanceof JoineryError) return undefined;
    throw error;
  }
}

/** The bytes are not read for it, and the category may not be known yet. */
function prepareUpload({ actions, employeeId }: Scene, file: HirePreview['files'][number]): Previewed {
  return actions.prepareUpload(employeeId ?? '{id}', {
    categoryId: file.categoryId ?? '{category}',
    name: file.name,
    contentType: 'application/octet-stream',
    bytes: new Uint8Array(),
  });
}
