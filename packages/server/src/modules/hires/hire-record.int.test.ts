// A former employee's record that is taken up by a hire: what is shown of it before, and what is written.
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aPerson } from '../../testing/approval-bench.ts';
import { type Applicant, type HireBench, startHireBench } from '../../testing/hire-bench.ts';
import { createAccessLevel } from '../access/access-levels.service.ts';
import { builtinLevels } from '../access/levels.ts';
import { getCandidate } from '../candidates/candidates.service.ts';
import { createEmployee } from '../employees/employees.service.ts';
import { previewHire } from './hire-preview.service.ts';
import { requestHire } from './hires.service.ts';

let bench: HireBench;
let connectionId: string;

beforeAll(async () => {
  bench = await startHireBench();
  connectionId = await bench.aConnection();
});
afterAll(() => bench.close());

const old = {
  middleName: 'Augusta',
  homeEmail: 'old@mail.example',
  mobilePhone: '801-555-0100',
  dateOfBirth: '1990-12-10',
  address1: '1 Old Street',
  city: 'Leeds',
  hireDate: '2019-02-04',
};

async function aFormer({ firstName, lastName }: { firstName: string; lastName: string }): Promise<string> {
  const { number } = await createEmployee(bench.context, bench.sandboxOwner, { firstName, lastName, ...old });
  return String(number);
}

const inputOf = ({ applicationId }: Applicant, employeeNumber: string, fields: object = {}) => ({
  applicationId,
  connectionId,
  fields: { hireDate: '2027-01-04', employmentStatus: 'Full-Time', ...bench.known, ...fields },
  person: { as: 'rehire' as const, employeeNumber },
  files: [],
});

async function valuesOf(employeeNumber: string): Promise<Record<string, unknown>> {
  return bench.context.db.inCompany(bench.sandbox.company.id, async (tx) => {
    const { rows } = await sql<{ values: Record<string, unknown> }>`
      select "values" from employees where number = ${Number(employeeNumber)}`.execute(tx);
    return rows[0]?.values ?? {};
  });
}

const changed = { preferredName: 'Adie', mobilePhone: '+1 (801) 555-0100', city: 'York' };

it('a file category that the account does not have is told before the very first hire', async () => {
  const { applicationId, candidateId } = await bench.aHiredApplication();
  const { attachments } = await getCandidate(bench.context, bench.owner, candidateId);
  const [file] = attachments;
  const preview = (categoryId: string) =>
    previewHire(bench.context, bench.owner, {
      ...{ applicationId, connectionId },
      fields: { hireDate: '2027-01-04', employmentStatus: 'Full-Time', ...bench.known },
      files: [{ attachmentId: file?.fileId ?? '', kind: 'resume', categoryId }],
    });
  const unknown = await preview('987654');
  expect(unknown.missing).toEqual([
    {
      field: 'files.0.categoryId',
      message: 'The account has no file category 987654 that takes files.',
    },
  ]);
  const known = unknown.files[0]?.categories[0]?.id ?? '';
  expect((await preview(known)).missing).toEqual([]);
});

describe('a record that is taken up', () => {
  it('is shown beside the hire, gets what changed, and keeps what the hire does not say', async () => {
    const applicant = await bench.aHiredApplication({ resume: false });
    const employeeNumber = await aFormer(applicant);
    const input = inputOf(applicant, employeeNumber, { ...changed, dateOfBirth: old.dateOfBirth });
    const { record, calls } = await previewHire(bench.context, bench.owner, input);
    const { email: homeEmail, firstName, lastName } = applicant;
    expect(record).toEqual([
      { field: 'hireDate', there: old.hireDate, here: '2027-01-04', written: true },
      { field: 'firstName', there: firstName, here: firstName, written: false },
      { field: 'lastName', there: lastName, here: lastName, written: false },
      { field: 'middleName', there: old.middleName, here: null, written: false },
      { field: 'preferredName', there: null, here: 'Adie', written: true },
      { field: 'homeEmail', there: old.homeEmail, here: homeEmail, written: true },
      { field: 'mobilePhone', there: old.mobilePhone, here: changed.mobilePhone, written: true },
      // Theirs is not shown, and is written whether it is another one or not.
      { field: 'dateOfBirth', here: old.dateOfBirth, written: true },
      { field: 'address1', there: old.address1, here: null, written: false },
      { field: 'city', there: old.city, here: 'York', written: true },
    ]);
    const { id } = await requestHire(bench.context, bench.owner, input);
    const hire = await bench.until(id, 'done', 'failed', 'needs_attention');
    expect(hire).toMatchObject({ state: 'done', problem: null, employeeNumber });
    expect(await valuesOf(employeeNumber)).toMatchObject({
      ...old,
      ...changed,
      ...{ homeEmail, hireDate: '2027-01-04' },
      customJoineryId: hire.marker,
    });
    const names = ['city', 'customJoineryId', 'dateOfBirth', 'hireDate', 'homeEmail'];
    names.push('mobilePhone', 'preferredName');
    expect(calls.find(({ step }) => step === 'reactivate')).toMatchObject({
      method: 'POST',
      path: `employees/${employeeNumber}`,
      values: { city: 'York' },
    });
    const sent = hire.steps.find(({ name }) => name === 'reactivate');
    expect(sent?.requestSummary).toBe(`POST employees/${employeeNumber}: ${names.join(', ')}`);
    expect(hire.steps.find(({ name }) => name === 'read_back')?.note).toBeNull();
  });

  it('has every value once, also where the answer to them is lost', async () => {
    const applicant = await bench.aHiredApplication({ resume: false });
    const employeeNumber = await aFormer(applicant);
    await bench.fault('POST /v1/employees/{id}', 'execute_then_drop');
    const { id } = await requestHire(bench.context, bench.owner, inputOf(applicant, employeeNumber, changed));
    const hire = await bench.until(id, 'done', 'failed', 'needs_attention');
    expect(hire).toMatchObject({ state: 'done', problem: null });
    expect(hire.steps.find(({ name }) => name === 'reactivate')).toMatchObject({
      attempts: 1,
      proof: { how: 'comparison', sends: [{ outcome: 'ambiguous' }] },
    });
    expect(await valuesOf(employeeNumber)).toMatchObject({ city: 'York', preferredName: 'Adie' });
  });

  it('tells nothing to whom the access level does not show it, not even by what is written', async () => {
    const applicant = await bench.aHiredApplication({ resume: false });
    const employeeNumber = await aFormer(applicant);
    const nothing = builtinLevels.no_access?.definition;
    if (nothing === undefined) throw new Error('the built-in level without access is missing');
    const hiring = { jobs: 'view', candidates: 'view', hires: 'edit', assignedJobsOnly: false } as const;
    const definition = { ...nothing, hiring };
    const level = await createAccessLevel(bench.context, bench.owner, { name: 'Hires only', definition });
    const blind = await (await aPerson(bench.context, bench.owner, { level: level.id })).principal();
    const input = inputOf(applicant, employeeNumber, { city: old.city });
    const { record, calls } = await previewHire(bench.context, blind, input);
    expect(record?.map(({ field }) => field)).toEqual([
      ...['hireDate', 'firstName', 'lastName', 'homeEmail', 'city'],
    ]);
    expect(record?.filter((line) => 'there' in line || !line.written)).toEqual([]);
    expect(calls.find(({ step }) => step === 'reactivate')?.values).toMatchObject({
      ...{ firstName: applicant.firstName, lastName: applicant.lastName, city: old.city },
    });
  });

  it('is nothing of a new person’s preview', async () => {
    const { applicationId } = await bench.aHiredApplication({ resume: false });
    const fields = { hireDate: '2027-01-04', employmentStatus: 'Full-Time', ...bench.known };
    const preview = await previewHire(bench.context, bench.owner, { applicationId, connectionId, fields });
    expect(preview.record).toBeNull();
  });
});
