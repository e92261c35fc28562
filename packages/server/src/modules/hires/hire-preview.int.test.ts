// What is shown of hires, before and after they are asked for.

import type { AccessDefinition } from '@joinery/sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aPerson } from '../../testing/approval-bench.ts';
import type { Applicant } from '../../testing/hire-bench.ts';
import { codeOf, type HireFlow, listsOperation, startHireFlow } from '../../testing/hire-flow.ts';
import { createAccessLevel } from '../access/access-levels.service.ts';
import { builtinLevels } from '../access/levels.ts';
import type { Principal } from '../access/principal.ts';
import { getApplication } from '../applications/applications.service.ts';
import { attachFiles, getCandidate, updateCandidate } from '../candidates/candidates.service.ts';
import { putHireMapping } from '../hire-mappings/hire-mappings.service.ts';
import { defaultMapping } from '../hire-mappings/hire-mappings.ts';
import { putOffer } from '../offers/offers.service.ts';
import { cancelHire, mendHire, sendHire } from './hire-acts.service.ts';
import { previewHire } from './hire-preview.service.ts';
import { listHires, requestHire } from './hires.service.ts';

let bench: HireFlow;
let connectionId: string;

beforeAll(async () => {
  bench = await startHireFlow();
  connectionId = bench.connectionId;
});
afterAll(() => bench.close());

describe('the preview', () => {
  it('shows fields, what is unknown with options to choose, calls and files, and writes nothing', async () => {
    const applicant = await bench.aHiredApplication();
    const before = await bench.creates();
    const input = { applicationId: applicant.applicationId, connectionId, fields: bench.fields() };
    const preview = await previewHire(bench.context, bench.owner, {
      ...input,
      fields: { ...bench.fields(), department: 'Nowhere Land' },
    });
    expect(preview.unknownOptions).toMatchObject([{ field: 'department', value: 'Nowhere Land' }]);
    expect(preview.problem).toContain('Nowhere Land');
    expect(preview.options.department).toContain(bench.known.department);
    const whole = await previewHire(bench.context, bench.owner, input);
    expect(whole).toMatchObject({
      missing: [],
      unknownOptions: [],
      problem: null,
      searched: 'all',
      duplicates: [],
      existingHireId: null,
      from: { firstName: 'candidate.firstName', hireDate: 'given' },
    });
    expect(whole.calls.map(({ step }) => step)).toEqual(
      expect.arrayContaining(['create', 'employment_status', 'resume']),
    );
    const create = whole.calls.find(({ step }) => step === 'create');
    expect(create).toMatchObject({
      method: 'POST',
      values: { firstName: 'Ada', lastName: applicant.lastName },
    });
    expect(whole.files).toMatchObject([{ name: 'Ada Byron.txt', kind: 'resume' }]);
    expect(await bench.creates()).toBe(before);
    // Connections of other tests have triggers for all jobs, which may have begun hires of their own.
    const made = (await bench.hiresOf(applicant)).filter((hire) => hire.connectionId === connectionId);
    expect(made).toEqual([]);
  });

  it('fills fields and documents by the mapping and the offer; what is typed comes first, and nothing is dropped unsaid', async () => {
    const applicant = await bench.aHiredApplication();
    const { context, owner } = bench;
    const { candidateId, applicationId } = applicant;
    const letter = Buffer.from('We offer you the job.');
    const upload = { field: 'offer', name: 'Offer.txt', contentType: 'text/plain', bytes: letter };
    await attachFiles(context, owner, candidateId, [upload]);
    await updateCandidate(context, owner, candidateId, { country: 'Narnia' });
    const offered = { startDate: '2027-06-01', jobTitle: bench.known.jobTitle, payRate: '100' };
    await putOffer(context, owner, applicationId, { ...offered, payCurrency: 'EUR' });
    const typed = { department: bench.known.department, location: bench.known.location };
    const input = { applicationId, connectionId, fields: { ...typed, payRate: '120' } };
    const preview = await previewHire(context, owner, input);
    expect(preview).toMatchObject({
      fields: { hireDate: '2027-06-01', jobTitle: bench.known.jobTitle, payRate: '120', payCurrency: 'EUR' },
      from: { hireDate: 'offer.startDate', payRate: 'given', payCurrency: 'offer.payCurrency' },
      missing: [{ field: 'country', message: expect.stringContaining('“Narnia” is no country') }],
      mappingVersion: 0,
    });
    expect(preview.files.map(({ name, kind }) => [name, kind])).toEqual([
      ['Ada Byron.txt', 'resume'],
      ['Offer.txt', 'offer'],
    ]);
    const draft = await requestHire(context, owner, input);
    expect(draft).toMatchObject({ state: 'draft', problem: expect.stringContaining('Narnia') });
    await putHireMapping(context, owner, connectionId, {
      basedOn: 0,
      definition: { ...defaultMapping, files: [{ kind: 'offer', category: 'No Such Category' }] },
    });
    const mended = await previewHire(context, owner, { ...input, without: ['country'] });
    expect(mended).toMatchObject({
      missing: [],
      mappingVersion: 1,
      files: [{ kind: 'offer', categoryName: null }],
    });
    await putHireMapping(context, owner, connectionId, { basedOn: 1, definition: defaultMapping });
  });

  it('finds who is there already, and by what', async () => {
    const first = await bench.aHiredApplication();
    const hire = await bench.request({ ...first, connectionId });
    const { employeeNumber } = await bench.until(hire.id, 'done');
    const again = await bench.aHiredApplication({ email: first.email });
    const { applicationId } = again;
    const preview = await previewHire(bench.context, bench.owner, {
      applicationId,
      connectionId,
      fields: bench.fields(),
    });
    expect(preview.duplicates).toMatchObject([
      { employeeNumber, homeEmail: first.email, how: ['email'], name: `Ada ${first.lastName}` },
    ]);
    const own = await previewHire(bench.context, bench.owner, {
      ...hireInput(first),
      fields: bench.fields(),
    });
    expect(own.duplicates[0]?.how).toContain('marker');
    expect(own.existingHireId).toBe(hire.id);
  });

  const hireInput = ({ applicationId }: Applicant) => ({ applicationId, connectionId });

  it('is there although the provider is in trouble, and says what it does not know', async () => {
    const applicant = await bench.aHiredApplication();
    const fresh = await bench.aConnection();
    await bench.fault(listsOperation, 'status_500');
    await bench.fault('POST /v1/reports/custom', 'status_500');
    const preview = await previewHire(bench.context, bench.owner, {
      ...{ applicationId: applicant.applicationId, connectionId: fresh },
      fields: { ...bench.fields(), jobTitle: 'Astronaut' },
    });
    expect(preview).toMatchObject({ options: {}, unknownOptions: [], searched: 'partly' });
    expect(preview.optionsProblem).not.toBeNull();
    expect(preview.searchProblem).not.toBeNull();
  });

  it('is there for a candidate without a résumé, and uploads none', async () => {
    const applicant = await bench.aHiredApplication({ resume: false });
    const preview = await previewHire(bench.context, bench.owner, {
      ...hireInput(applicant),
      fields: bench.fields(),
    });
    expect(preview.files).toEqual([]);
    expect(preview.calls.map(({ step }) => step)).toEqual(['create', 'employment_status', 'job_info']);
  });

  it('is for those who may send, and knows nothing of other companies', async () => {
    const applicant = await bench.aHiredApplication();
    const { access } = bench.owner;
    const hiring = { ...access.hiring, hires: 'view' as const };
    const reader = { ...bench.owner, access: { ...access, hiring } };
    const { owner: stranger } = await bench.aCompany();
    const ask = (as: typeof stranger) => codeOf(previewHire(bench.context, as, hireInput(applicant)));
    expect(await ask(reader)).toBe('access.forbidden');
    expect(await ask(stranger)).toBe('applications.not_found');
    const { id } = await bench.request({ ...applicant, connectionId }, { jobTitle: 'Astronaut' });
    for (const as of [reader, stranger]) {
      const code = as === reader ? 'access.forbidden' : 'hires.not_found';
      expect(await codeOf(mendHire(bench.context, as, id, {}))).toBe(code);
      expect(await codeOf(sendHire(bench.context, as, id))).toBe(code);
      expect(await codeOf(cancelHire(bench.context, as, id, 'x'))).toBe(code);
    }
  });
});

describe('the standing of hires', () => {
  it('is shown with application and candidate, to those who may see hires', async () => {
    const applicant = await bench.aHiredApplication();
    const { id } = await bench.request({ ...applicant, connectionId }, { jobTitle: 'Astronaut' });
    const { context, owner } = bench;
    const application = await getApplication(context, owner, applicant.applicationId);
    expect(application.hires).toMatchObject([{ id, connectionId, state: 'draft', employeeNumber: null }]);
    expect(application.hires?.[0]?.problem).toContain('Astronaut');
    const candidate = await getCandidate(context, owner, applicant.candidateId);
    expect(candidate.applications[0]?.hires).toEqual(application.hires);
    const { access } = owner;
    const blind = { ...owner, access: { ...access, hiring: { ...access.hiring, hires: 'none' as const } } };
    expect(await getApplication(context, blind, applicant.applicationId)).not.toHaveProperty('hires');
  });

  it('is found by states, connection, job and name', async () => {
    const applicant = await bench.aHiredApplication();
    const own = await bench.aConnection();
    const { id } = await bench.request({ ...applicant, connectionId: own }, { jobTitle: 'Astronaut' });
    const { jobId } = await getApplication(bench.context, bench.owner, applicant.applicationId);
    const found = async (query: Parameters<typeof listHires>[2]) =>
      (await listHires(bench.context, bench.owner, query, { limit: 50 })).items.map((hire) => hire.id);
    expect(await found({ connectionId: own })).toEqual([id]);
    expect(await found({ jobId })).toEqual([id]);
    expect(await found({ q: applicant.lastName.toUpperCase() })).toEqual([id]);
    expect(await found({ q: applicant.email ?? '' })).toEqual([id]);
    expect(await found({ q: '%' })).toEqual([]);
    expect(await found({ connectionId: own, state: ['draft', 'done'] })).toEqual([id]);
    expect(await found({ connectionId: own, state: ['done'] })).toEqual([]);
  });
});

describe('what the preview tells of employees', () => {
  const born = '1990-02-03';

  /** Somebody who may send hires and sees of employees what the grants say. */
  async function aSender(employees: AccessDefinition['employees'], directory = false): Promise<Principal> {
    const nothing = builtinLevels.no_access?.definition;
    if (nothing === undefined) throw new Error('the built-in level without access is missing');
    const hiring = { jobs: 'view', candidates: 'view', hires: 'edit', assignedJobsOnly: false } as const;
    const { id } = await createAccessLevel(bench.context, bench.owner, {
      name: `Senders ${Math.random()}`,
      definition: { ...nothing, hiring, directory, employees },
    });
    return (await aPerson(bench.context, bench.owner, { level: id })).principal();
  }

  async function aTwin() {
    const first = await bench.aHiredApplication();
    const { id } = await bench.request({ ...first, connectionId }, { dateOfBirth: born });
    const { employeeNumber } = await bench.until(id, 'done');
    const { applicationId } = await bench.aHiredApplication({ email: first.email });
    const look = (as: Principal, typed: object = {}) =>
      previewHire(bench.context, as, {
        ...{ applicationId, connectionId },
        fields: { ...bench.fields(), firstName: 'Ada', lastName: first.lastName, ...typed },
      });
    return { first, employeeNumber, look };
  }

  it('is as much as the access level shows, and names who sees more', async () => {
    const { first, employeeNumber, look } = await aTwin();
    const admin = await (await aPerson(bench.context, bench.owner)).principal();
    const blind = await look(await aSender([]));
    expect(blind.duplicates).toMatchObject([
      {
        employeeNumber,
        ...{ name: null, homeEmail: null, workEmail: null, phone: null, status: null },
        ...{ hireDate: null, jobTitle: null, dateOfBirthMatches: null, identical: null },
        how: ['email', 'name'],
      },
    ]);
    expect(blind.duplicates[0]?.hidden).toContain('dateOfBirth');
    expect(blind.mayBeAsked).toEqual([admin.userName]);
    const names = { firstName: 'view', lastName: 'view', hireDate: 'view' } as const;
    const some = await look(await aSender([{ scope: { kind: 'all' }, fields: names }]));
    expect(some.duplicates).toMatchObject([
      { name: `Ada ${first.lastName}`, hireDate: '2027-01-04', homeEmail: null, dateOfBirthMatches: null },
    ]);
    const whole = await look(bench.owner, { dateOfBirth: born });
    expect(whole.duplicates).toMatchObject([
      {
        homeEmail: first.email,
        dateOfBirthMatches: true,
        hidden: [],
        how: ['email', 'name_birth_date', 'name'],
      },
    ]);
    expect(whole.mayBeAsked).toEqual([]);
  });

  it('is nothing that could be found out by trying values one after the other', async () => {
    const { look } = await aTwin();
    const blind = await aSender([
      { scope: { kind: 'all' }, fields: { firstName: 'view', lastName: 'view' } },
    ]);
    const right = await look(blind, { dateOfBirth: born });
    const wrong = await look(blind, { dateOfBirth: '1991-12-31' });
    expect(right.duplicates).toEqual(wrong.duplicates);
    expect(right.duplicates[0]?.how).toEqual(['email', 'name']);
    expect(right).toMatchObject({
      searched: 'partly',
      searchProblem: expect.stringContaining('date of birth'),
    });
    // Somebody else's address, under a name that nobody has.
    const other = await bench.aHiredApplication();
    const { id } = await bench.request({ ...other, connectionId });
    await bench.until(id, 'done');
    const fresh = await bench.aHiredApplication();
    const input = { applicationId: fresh.applicationId, connectionId };
    const tried = { ...input, fields: { ...bench.fields(), homeEmail: other.email ?? '' } };
    expect((await previewHire(bench.context, blind, tried)).duplicates).toEqual([]);
    expect((await previewHire(bench.context, bench.owner, tried)).duplicates).toHaveLength(1);
    // What the application itself says is compared for everybody.
    expect(await previewHire(bench.context, blind, input)).toMatchObject({ searched: 'all' });
  });
});
