// The client against this server's BambooHR dialect. They share no code: each was written from what is
// known of the real API, and here they meet over HTTP.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { BambooHr } from '@joinery/bamboohr';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSandbox } from '../../packages/server/src/modules/sandboxes/sandboxes.service.ts';
import { startTestServer, type TestServer } from '../../packages/server/src/testing/server.ts';

let server: TestServer;
let hr: BambooHr;
let baseUrl: string;
let apiKey: string;

beforeAll(async () => {
  server = await startTestServer();
  ({ apiKey } = await createSandbox(server.context, { slug: 'acme', name: 'Acme', employees: 40 }));
  baseUrl = `${server.url}/api/gateway.php/acme`;
  hr = new BambooHr({ baseUrl, apiKey, retry: { limit: 0 } });
});
afterAll(() => server.close());

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

const today = new Date().toISOString().slice(0, 10);
const year = Number(today.slice(0, 4));

describe('people', () => {
  it('are the same in the list of pages, the report, its stream and the dataset', async () => {
    const listed = await all(hr.employees.list({ pageSize: 7 }));
    const report = await hr.reports.custom({ fields: ['lastName', 'status'] });
    const stream = await all((await hr.reports.open({ fields: ['lastName', 'status'] })).rows);
    const rows = await all(
      hr.datasets.rows('employee', { fields: ['eeid', 'lastName'], orderBy: 'eeid asc', pageSize: 7 }),
    );
    expect(listed).toHaveLength(40);
    expect(stream).toEqual(report.rows);
    const names = new Map(report.rows.map((row) => [row.id, row.values.lastName]));
    expect(new Map(listed.map((one) => [one.id, one.values.lastName]))).toEqual(names);
    expect(new Map(rows.map((row) => [String(row.eeid), row.lastName]))).toEqual(names);
  });

  it('are created, read, changed, found among the changes, and removed', async () => {
    const since = new Date(Date.now() - 60_000);
    const { id } = await hr.employees.create({
      firstName: 'Ann',
      lastName: 'Lee',
      hireDate: `${year}-01-05`,
    });
    await hr.employees.update(id, { city: 'Oslo', payRate: { value: '65000.00', currency: 'USD' } });
    const employee = await hr.employees.get(id, ['city', 'hireDate', 'payRate', 'nothing']);
    expect(employee).toMatchObject({
      values: { city: 'Oslo', hireDate: `${year}-01-05`, payRate: { value: '65000.00', currency: 'USD' } },
      missing: ['nothing'],
    });
    const found = await hr.reports.searchEmployees({
      fields: ['firstName', 'lastName'],
      where: ({ values }) => values.firstName === 'Ann' && values.lastName === 'Lee',
    });
    expect(found.matches.map((row) => row.id)).toEqual([id]);
    await hr.employees.remove(id);
    const { changes } = await hr.employees.changed(since);
    expect(changes.find((change) => change.id === id)?.action).toBe('Deleted');
  });

  it('have rows, which are added, changed and removed', async () => {
    const { id } = await hr.employees.create({ firstName: 'Bo', lastName: 'Berg' });
    await hr.tables.addRow(id, 'compensation', {
      startDate: `${year}-02-01`,
      rate: { value: '50000.00', currency: 'EUR' },
      type: 'Salary',
    });
    const [row] = await hr.tables.list(id, 'compensation');
    expect(row?.values.rate).toEqual({ value: '50000.00', currency: 'EUR' });
    await hr.tables.updateRow(id, 'compensation', row?.id ?? '', { comment: 'Raise' });
    const rows = await all(await hr.tables.open('all', 'compensation'));
    expect(rows.find((one) => one.id === row?.id)?.values.comment).toBe('Raise');
    const changed = await hr.tables.changed('compensation', new Date(Date.now() - 60_000));
    expect(changed.find(({ employeeId }) => employeeId === id)?.rows).toHaveLength(1);
    await hr.tables.removeRow(id, 'compensation', row?.id ?? '');
    expect(await hr.tables.list(id, 'compensation')).toEqual([]);
    await expect(hr.tables.removeRow(id, 'compensation', row?.id ?? '')).rejects.toMatchObject({
      outcome: 'refused',
      reason: 'not_done',
    });
  });

  it('have files and photos', async () => {
    const { categories } = await hr.files.list(1);
    const category = categories.find(({ canUploadFiles }) => canUploadFiles);
    const file = {
      bytes: new TextEncoder().encode('Dear all'),
      fileName: 'letter.txt',
      contentType: 'text/plain',
    };
    const { id } = await hr.files.upload(1, { categoryId: category?.id ?? '', file });
    await hr.files.update(1, id, { name: 'A letter', share: true });
    const stored = (await hr.files.list(1)).categories
      .flatMap(({ files }) => files)
      .find((one) => one.id === id);
    expect(stored).toMatchObject({ name: 'A letter', shared: true, sizeBytes: 8 });
    expect(Buffer.from((await hr.files.download(1, id)).bytes).toString()).toBe('Dear all');
    expect(Buffer.concat(await all((await hr.files.open(1, id)).chunks)).toString()).toBe('Dear all');
    await hr.files.remove(1, id);
    await expect(hr.files.download(1, id)).rejects.toMatchObject({ outcome: 'refused', status: 404 });
  });

  it('have dependents and trainings', async () => {
    await hr.dependents.create({ employeeId: 1, firstName: 'Kim', lastName: 'Lee', ssn: '123-45-6789' });
    const kim = (await hr.dependents.list({ employeeId: 1 })).find(({ firstName }) => firstName === 'Kim');
    expect(kim?.maskedSsn).not.toContain('123');
    expect((await hr.dependents.get(kim?.id ?? '')).lastName).toBe('Lee');
    const category = await hr.trainings.addCategory('Safety first');
    const type = await hr.trainings.addType({ name: 'Fire drill', category: { id: Number(category.id) } });
    expect((await hr.trainings.types()).find(({ id }) => id === type.id)?.category?.name).toBe(
      'Safety first',
    );
    const record = await hr.trainings.addRecord(1, type.id, { completed: `${year}-01-10` });
    expect((await hr.trainings.records(1)).map(({ id }) => id)).toContain(record.id);
    await hr.trainings.removeRecord(record.id);
    await hr.trainings.removeType(type.id);
    await hr.trainings.removeCategory(category.id);
  });

  it('set goals, reach them, talk about them', async () => {
    const goal = await hr.goals.create(1, {
      title: 'Learn to bake',
      dueDate: `${year + 1}-01-01`,
      sharedWithEmployeeIds: [1],
    });
    await hr.goals.setProgress(1, goal.id, 50);
    await hr.goals.addComment(1, goal.id, 'Half way');
    expect((await hr.goals.list(1)).find(({ id }) => id === goal.id)?.percentComplete).toBe(50);
    expect((await hr.goals.comments(1, goal.id)).map(({ text }) => text)).toEqual(['Half way']);
    await hr.goals.close(1, goal.id);
    await hr.goals.reopen(1, goal.id);
    await hr.goals.remove(1, goal.id);
  });

  it('take time off and clock in', async () => {
    const { types } = await hr.timeOff.types();
    const vacation = types.find(({ name }) => name === 'Vacation');
    const start = `${year + 1}-03-02`;
    const request = await hr.timeOff.request(1, {
      status: 'requested',
      start,
      end: start,
      timeOffTypeId: vacation?.id ?? '',
      amount: 8,
    });
    await hr.timeOff.setStatus(request.id, 'approved', { note: 'Enjoy' });
    const [found] = await hr.timeOff.requests({ start, end: start, employeeId: 1 });
    expect(found).toMatchObject({ id: request.id, status: 'approved', dates: { [start]: '8' } });
    expect((await hr.timeOff.whosOut({ start, end: start })).map((one) => one.employeeId)).toContain('1');
    expect((await hr.timeOff.balances(1, today)).length).toBeGreaterThan(0);
    expect((await hr.timeOff.employeePolicies(1)).length).toBeGreaterThan(0);
    const clock = await hr.timeTracking.clockIn(1);
    expect((await hr.timeTracking.clockOut(1)).id).toBe(clock.id);
    const hours = await hr.timeTracking.storeHourEntries([{ employeeId: 2, date: today, hours: 2 }]);
    expect(hours.entries).toMatchObject([{ employeeId: '2', hours: 2 }]);
    await hr.timeTracking.removeHourEntries(hours.entries.map(({ id }) => id));
  });
});

describe('the account', () => {
  it('tells its fields, tables, lists and users', async () => {
    expect((await hr.meta.fields()).map(({ alias }) => alias)).toContain('hireDate');
    expect((await hr.meta.tables()).map(({ alias }) => alias)).toContain('jobInfo');
    expect((await hr.meta.users()).length).toBeGreaterThan(0);
    const departments = (await hr.meta.lists()).find(({ alias }) => alias === 'department');
    await hr.meta.updateList(departments?.fieldId ?? '', [{ value: 'Bakery' }]);
    const now = await hr.meta.list(departments?.fieldId ?? '');
    expect(now.options.map(({ name }) => name)).toContain('Bakery');
    const { datasets } = hr;
    expect((await datasets.list()).map(({ name }) => name)).toContain('employee');
    expect((await datasets.fields('employee')).map(({ name }) => name)).toContain('eeid');
    expect((await datasets.options('employee', ['status'])).status?.map(({ id }) => id)).toContain('Active');
  });

  it('has files of its own', async () => {
    await hr.companyFiles.addCategories(['Handbooks']);
    const category = (await hr.companyFiles.list()).find(({ name }) => name === 'Handbooks');
    const file = { bytes: new TextEncoder().encode('Be kind'), fileName: 'rules.txt' };
    const { id } = await hr.companyFiles.upload({ categoryId: category?.id ?? '', file });
    expect(Buffer.from((await hr.companyFiles.download(id)).bytes).toString()).toBe('Be kind');
    await hr.companyFiles.remove(id);
  });

  it('has webhooks', async () => {
    const created = await hr.webhooks.create({
      name: 'Changes',
      url: 'https://example.com/hook',
      events: ['employee_with_fields.updated'],
      monitorFields: ['jobTitle'],
    });
    expect(created.privateKey).toMatch(/^[\da-f]{32}$/);
    expect((await hr.webhooks.list()).map(({ id }) => id)).toEqual([created.id]);
    expect(await hr.webhooks.get(created.id)).toMatchObject({ events: ['employee_with_fields.updated'] });
    expect(await hr.webhooks.log(created.id)).toEqual([]);
    expect((await hr.webhooks.monitorFields()).length).toBeGreaterThan(10);
    expect((await hr.webhooks.postFields()).length).toBeGreaterThan(10);
    await hr.webhooks.remove(created.id);
    expect(await hr.webhooks.list()).toEqual([]);
  });

  it('hires', async () => {
    const { applicantTracking } = hr;
    const [job] = await applicantTracking.jobs();
    const resume = { bytes: await aPdf(), fileName: 'cv.pdf', contentType: 'application/pdf' };
    const { id } = await applicantTracking.createApplication({
      firstName: 'Ada',
      lastName: 'Example',
      email: 'ada@mail.example',
      jobId: job?.id ?? '',
      resume,
    });
    expect((await all(applicantTracking.applications())).map((one) => one.id)).toContain(id);
    const application = await applicantTracking.application(id);
    const stored = await hr.companyFiles.download(application.resumeFileId ?? '');
    expect(Buffer.from(stored.bytes).equals(Buffer.from(resume.bytes))).toBe(true);
    const reviewed = (await applicantTracking.statuses()).find(({ code }) => code === 'REVIEWED');
    await applicantTracking.setStatus(id, reviewed?.id ?? '');
    await applicantTracking.comment(id, 'Promising');
    expect((await applicantTracking.application(id)).status.label).toBe('Reviewed');
    const [lead] = await applicantTracking.hiringLeads();
    const opened = await applicantTracking.createJobOpening({
      postingTitle: 'Baker',
      jobStatus: 'Open',
      hiringLead: lead?.employeeId ?? '',
      employmentType: 'Full-Time',
      jobDescription: 'Bread',
      questions: { resume: 'required', coverLetter: 'off' },
    });
    expect((await applicantTracking.jobs()).map((one) => one.title)).toContain('Baker');
    await expect(
      applicantTracking.createApplication({ firstName: 'A', lastName: 'B', jobId: opened.id }),
    ).rejects.toMatchObject({ outcome: 'refused', status: 422 });
  });

  it('says what is wrong in its own words, with the right outcome', async () => {
    const wrong = new BambooHr({ baseUrl, apiKey: 'wrong', retry: { limit: 0 } });
    await expect(wrong.meta.fields()).rejects.toMatchObject({ outcome: 'refused', status: 401 });
    await expect(hr.employees.get(999_999, ['city'])).rejects.toMatchObject({
      outcome: 'refused',
      status: 404,
      providerMessage: 'Employee not found',
    });
  });
});

describe('the example', () => {
  it('lists who is new', async () => {
    const program = fileURLToPath(new URL('new_people.ts', import.meta.url));
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--conditions=joinery-source', program, '2000-01-01'],
      { env: { ...process.env, BAMBOOHR_BASE_URL: baseUrl, BAMBOOHR_API_KEY: apiKey } },
    );
    const lines = stdout.trim().split('\n');
    expect(lines.length).toBeGreaterThan(20);
    expect(lines[0]).toMatch(/^\d+\t\d{4}-\d\d-\d\d\t\S+/);
  });
});

async function aPdf(): Promise<Uint8Array<ArrayBuffer>> {
  const { PDFDocument } = await import('pdf-lib');
  const document = await PDFDocument.create();
  document.addPage().drawText('Ada Example');
  return new Uint8Array(await document.save());
}
