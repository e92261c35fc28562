// The client against this server's BambooHR dialect. They share no code: each was written from what is
// known of the real API, and here they meet over HTTP.
import { execFile } from 'node:child_process';
import { request } from 'node:http';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { BambooHr, type FetchAnswer, type FetchInit } from '@joinery/bamboohr';
import type { Company } from '@joinery/sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemPrincipal } from '../../packages/server/src/modules/companies/companies.service.ts';
import { createSavedReport } from '../../packages/server/src/modules/reports/reports.service.ts';
import { createSandbox } from '../../packages/server/src/modules/sandboxes/sandboxes.service.ts';
import { startTestServer, type TestServer } from '../../packages/server/src/testing/server.ts';

let server: TestServer;
let hr: BambooHr;
let baseUrl: string;
let apiKey: string;
let company: Company;

beforeAll(async () => {
  server = await startTestServer();
  ({ apiKey, company } = await createSandbox(server.context, { slug: 'acme', name: 'Acme', employees: 40 }));
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

  it('have goals with milestones, seen with the people around them', async () => {
    const { goals } = hr;
    const input = { title: 'Learn to fry', dueDate: `${year + 1}-01-01`, sharedWithEmployeeIds: [1] };
    const goal = await goals.create(1, { ...input, milestones: [{ title: 'Oil' }, { title: 'Heat' }] });
    const [oil, heat] = goal.milestones;
    expect(oil).toMatchObject({ title: 'Oil', completedAt: null });
    const half = await goals.setMilestoneProgress(1, goal.id, oil?.id ?? '', true);
    expect(half.percentComplete).toBe(50);
    await goals.update(1, goal.id, { ...input, deletedMilestoneIds: [heat?.id ?? ''] });
    await goals.addComment(1, goal.id, 'Hot');
    const seen = await goals.get(1, goal.id);
    expect(seen.goal.milestones.map(({ title }) => title)).toEqual(['Oil']);
    const [comment] = seen.comments;
    await goals.updateComment(1, goal.id, comment?.id ?? '', 'Very hot');
    expect((await goals.comments(1, goal.id)).map(({ text }) => text)).toEqual(['Very hot']);
    const overview = await goals.overview(1, { filter: 'status-all' });
    expect(overview.commentCounts[goal.id]).toBe(1);
    expect(overview.persons.map(({ employeeId }) => employeeId)).toContain('1');
    const counts = await goals.counts(1);
    expect(counts.map(({ id }) => id)).toEqual(['status-inProgress', 'status-completed', 'status-closed']);
    expect(counts[0]?.actions.canEditGoal).toBe(true);
    expect(await goals.canCreate(1)).toBe(true);
    const [somebody] = await goals.shareOptions(1, '2', { limit: 1 });
    expect(somebody?.employeeId).toMatch(/^\d+$/);
    expect(await goals.alignmentOptions(1)).toBeInstanceOf(Array);
    await goals.remove(1, goal.id);
    await expect(goals.get(1, goal.id)).rejects.toMatchObject({ outcome: 'refused', status: 404 });
  });

  it('book time on projects and tasks, and payroll keeps hours', async () => {
    const { projects, hourRecords } = hr;
    const made = await projects.create({ name: 'Oven', tasks: [{ name: 'Draw' }] });
    await projects.update(made.id, { billable: false, employeeIds: [1, 2] });
    expect(await projects.get(made.id)).toMatchObject({
      billable: false,
      allowAllEmployees: false,
      employeeIds: ['1', '2'],
    });
    const task = await projects.addTask(made.id, { name: 'Build' });
    await projects.updateTask(task.id, { name: 'Build it' });
    expect(await projects.task(task.id)).toMatchObject({ name: 'Build it', projectId: made.id });
    expect((await projects.tasks(made.id)).map(({ name }) => name)).toEqual(['Draw', 'Build it']);
    const { entries } = await hr.timeTracking.storeHourEntries([
      { employeeId: 1, date: today, hours: 1, projectId: made.id, taskId: task.id },
    ]);
    expect(entries).toMatchObject([{ projectId: made.id, taskId: task.id }]);
    await expect(projects.remove(made.id)).rejects.toMatchObject({ outcome: 'refused', status: 409 });
    await hr.timeTracking.removeHourEntries(entries.map(({ id }) => id));
    await projects.removeTask(task.id);
    expect((await projects.list()).map(({ id }) => id)).toContain(made.id);
    await projects.remove(made.id);

    const record = {
      id: 'shift-1',
      employeeId: 1,
      date: `${year}-01-05`,
      rateType: 'REG',
      hours: 8,
    } as const;
    await hourRecords.add({ ...record, payRate: 15.5 });
    await hourRecords.adjust('shift-1', { hours: 6.5 });
    expect(await hourRecords.get('shift-1')).toMatchObject({
      employeeId: '1',
      date: `${year}-01-05`,
      hours: 6.5,
      adjustedHours: 6.5,
      payRate: '15.5',
    });
    const outcomes = await hourRecords.store([
      { ...record, id: 'shift-2' },
      { ...record, id: 'shift-3', employeeId: 999_999 },
    ]);
    expect(outcomes.map(({ success }) => success)).toEqual([true, false]);
    expect(outcomes[1]?.message).not.toBeNull();
    for (const id of ['shift-1', 'shift-2']) await hourRecords.remove(id);
    await expect(hourRecords.get('shift-1')).rejects.toMatchObject({ outcome: 'refused', status: 400 });
  });

  it('are grouped, counted and shown with their history', async () => {
    const { datasets } = hr;
    const summary = await datasets.summary('employee', {
      fields: ['eeid', 'status'],
      groupBy: 'status',
      aggregations: { eeid: 'count' },
    });
    expect(summary.totalItems).toBe(summary.rows.length);
    expect(summary.aggregations[0]).toMatchObject({
      field: 'eeid',
      aggregation: 'count',
      all: summary.totalItems,
    });
    expect(Object.values(summary.groups).flat()).toHaveLength(summary.totalItems);
    const fields = ['eeid', 'jobInformationEffectiveDate', 'jobInformationJobTitle'];
    const history = await all(datasets.history('employee', { fields, showHistory: ['jobInformation'] }));
    const rows = await all(await hr.tables.open('all', 'jobInfo'));
    expect(history.length).toBeGreaterThanOrEqual(rows.length);
  });

  it('are read with more fields than one request takes', async () => {
    const known = [...new Set((await hr.meta.fields()).map(({ alias, id }) => alias ?? id))];
    const nothing = Array.from({ length: 400 }, (_, at) => `nothing${at}`);
    const { rows, missing } = await hr.reports.custom({ fields: [...known, ...nothing, 'lastName', 'age'] });
    expect(missing).toEqual(expect.arrayContaining(nothing));
    expect(rows).toHaveLength((await all(hr.employees.list())).length);
    const alone = await hr.reports.custom({ fields: ['lastName', 'hireDate', 'age'] });
    const joined = new Map(rows.map((row) => [row.id, row.values]));
    for (const { id, values } of alone.rows) expect(joined.get(id)).toMatchObject({ ...values });
    const employee = await hr.employees.get(2, [...known, ...nothing, 'age']);
    expect(employee.missing).toEqual(expect.arrayContaining(nothing));
    expect(employee.values.age).toBe(joined.get('2')?.age);
  });

  it('are put into files by reports', async () => {
    const csv = await hr.reports.exportCustom({ fields: ['firstName', 'lastName'] }, 'CSV');
    const lines = new TextDecoder().decode(csv.bytes).trim().split('\n');
    expect(lines.length).toBeGreaterThan(40);
    const pdf = await hr.reports.exportCustom({ fields: ['firstName'] }, 'PDF');
    expect(new TextDecoder().decode(pdf.bytes.subarray(0, 5))).toBe('%PDF-');
    const input = {
      name: 'Phone list',
      fields: ['lastName', 'hireDate'],
      filter: null,
      sort: [],
      shared: true,
    };
    const { number } = await createSavedReport(server.context, systemPrincipal(company), input);
    expect(await all(hr.reports.saved())).toMatchObject([{ id: String(number), name: 'Phone list' }]);
    const rows = await all(hr.reports.runSaved(number));
    expect(rows.length).toBeGreaterThan(40);
    const exported = await hr.reports.exportSaved(number, 'CSV');
    expect(new TextDecoder().decode(exported.bytes).trim().split('\n')).toHaveLength(rows.length + 1);
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

  it('tells of itself, is changed, and has places and time zones', async () => {
    const { meta } = hr;
    await hr.company.updateInformation({ legalName: 'Acme Inc.', address: { city: 'Oslo', line2: null } });
    await hr.company.setDisplayName('Acme & Co');
    await hr.company.setIndustryCodes(['541511']);
    expect(await hr.company.information()).toMatchObject({
      legalName: 'Acme Inc.',
      displayName: 'Acme & Co',
      address: { city: 'Oslo', line2: null },
    });
    expect((await hr.company.profile()).industryCodes).toEqual(['541511']);
    const label = 'Harbour';
    const place = await hr.company.addLocation({ label, address: { city: 'Oslo', timezone: 'Europe/Oslo' } });
    await hr.company.updateLocation(place.id, { label: 'Old harbour', address: { city: 'Oslo' } });
    expect((await all(hr.company.locations())).map((one) => one.label)).toContain('Old harbour');
    await hr.company.removeLocation(place.id);
    const zones = await all(meta.timeZones());
    expect(zones.map(({ id }) => id)).toContain('Europe/Oslo');
    expect(zones.length).toBeGreaterThan(100);
    const [denver] = await all(meta.timeZones({ filter: "id eq 'America/Denver'" }));
    expect(denver?.label).toMatch(/Denver|Mountain/);
    const [country] = await meta.countries();
    expect((await meta.provinces(country?.id ?? '')).length).toBeGreaterThan(0);
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
    // People get a copy without what the file tells about its making.
    expect(stored.contentType).toContain(resume.contentType);
    expect(Buffer.from(stored.bytes).subarray(0, 5).toString()).toBe('%PDF-');
    const { PDFDocument } = await import('pdf-lib');
    expect((await PDFDocument.load(stored.bytes)).getPageCount()).toBe(1);
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

  it('is the same under a host name of its own', async () => {
    const own = new BambooHr({ baseUrl: 'http://acme.hr.example/api', apiKey, fetch: throughHost });
    expect(await own.meta.tables()).toEqual(await hr.meta.tables());
    const { id, location } = await own.employees.create({ firstName: 'Di', lastName: 'Host' });
    expect(location).toBe(`http://acme.hr.example/api/v1/employees/${id}`);
    expect((await hr.employees.get(id, ['firstName'])).values.firstName).toBe('Di');
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

/** The server under test in the place of the host that is asked for. */
function throughHost(url: string, init: FetchInit): Promise<FetchAnswer> {
  const { hostname, pathname, search } = new URL(url);
  return new Promise((resolve, reject) => {
    const options = {
      method: init.method,
      headers: { ...init.headers, host: hostname },
      signal: init.signal,
    };
    const sent = request(server.url + pathname + search, options, (answer) => {
      const get = (name: string) => answer.headers[name.toLowerCase()]?.toString() ?? null;
      resolve({ status: answer.statusCode ?? 0, headers: { get }, body: answer });
    });
    sent.once('error', reject).end(init.body);
  });
}

async function aPdf(): Promise<Uint8Array<ArrayBuffer>> {
  const { PDFDocument } = await import('pdf-lib');
  const document = await PDFDocument.create();
  document.addPage().drawText('Ada Example');
  return new Uint8Array(await document.save());
}
