// A former employee is hired again: the review finds the old record, an unknown job title and a missing
// start date; a second user approves, a step fails and is done again, and BambooHR's API tells the rest.
import { createClient, type JoineryClient } from '@joinery/sdk';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Account, ask, askJson } from './bamboohr-account.ts';
import { chromiumPath, launchBrowser, openPage, signIn, skipReason } from './browser.ts';
import { type StartedServer, startServer } from './server.ts';

const person = { firstName: 'Greta', lastName: 'Lindqvist', email: 'greta.lindqvist@mail.example' };
const name = `${person.firstName} ${person.lastName}`;
const title = 'Llama Support Lead';
const second = { email: 'sigrid@demo.example', password: 'a long password 2' };
const rows = 'POST /v1/employees/{id}/tables/{table}';
const dayMs = 86_400_000;
// Yesterday has begun in every time zone.
const startDate = new Date(Date.now() - dayMs).toISOString().slice(0, 10);

describe.skipIf(chromiumPath === undefined)(`a former employee is hired again${skipReason}`, () => {
  let server: StartedServer;
  let browser: Browser;
  let api: JoineryClient;
  let acme: Account;

  beforeAll(async () => {
    browser = await launchBrowser();
    server = await startServer();
    acme = server.firstRun.companies.acme;
    api = createClient({ baseUrl: server.url, apiKey: server.firstRun.companies.demo.apiKey });
    const { email, password } = second;
    await server.command('user', 'create', '--company', 'demo', '--email', email, '--password', password);
  });

  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  it('is found, decided, approved, retried and reads right through the BambooHR dialect', async () => {
    const employeeNumber = await aFormerEmployee(acme);
    const before = await countEmployees(acme);
    const candidateId = await aHiredCandidate(api);

    const asker = await openPage(browser, server.url);
    await signIn(asker.page, server.firstRun.console);
    await asker.page.getByRole('heading', { name: 'Jobs', level: 1 }).waitFor();
    await asker.page.goto(`/candidates/${candidateId}`);
    await asker.page.getByRole('link', { name: 'Send to BambooHR' }).click();
    await decide(asker.page, employeeNumber);
    await expectCalls(asker.page, employeeNumber);

    // Nothing of the hire may have reached the account before somebody else agreed.
    const sandbox = createClient({ baseUrl: server.url, apiKey: acme.apiKey });
    await sandbox.sandbox.faults.create({ operation: rows, fault: 'drop', count: 2 });
    await asker.page.getByRole('button', { name: 'Send to BambooHR' }).click();
    await asker.page.getByText('Waiting for approval').waitFor();
    expect(await rowsOf(acme, employeeNumber, 'employmentStatus')).toHaveLength(2);

    const approver = await openPage(browser, server.url);
    await approve(approver.page);

    await retry(asker.page);
    await expectDone(asker.page, employeeNumber);
    await expectEmployee(acme, employeeNumber);
    expect(await countEmployees(acme)).toBe(before);
    expect([...asker.complaints, ...approver.complaints]).toEqual([]);
  });
});

async function aFormerEmployee(account: Account): Promise<string> {
  const { firstName, lastName, email } = person;
  const made = await ask(account, '/employees', {
    firstName,
    lastName,
    homeEmail: email,
    hireDate: '2019-03-01',
  });
  const number = made.headers.get('location')?.split('/').at(-1);
  if (!number) throw new Error('The employee has no number.');
  const history = [
    { date: '2019-03-01', employmentStatus: 'Full-Time' },
    { date: '2022-06-30', employmentStatus: 'Terminated' },
  ];
  for (const row of history) await ask(account, `/employees/${number}/tables/employmentStatus`, row);
  return number;
}

async function aHiredCandidate(api: JoineryClient): Promise<string> {
  const { items } = await api.jobs.list({ status: 'open' });
  const [known] = items;
  if (!known) throw new Error('The demo has no open job.');
  const job = await api.jobs.create({
    title,
    status: 'open',
    department: known.department,
    location: known.location,
  });
  const { firstName, lastName, email } = person;
  const { id } = await api.candidates.create({ firstName, lastName, email, jobId: job.id });
  const [application] = (await api.candidates.get(id)).applications;
  const stages = (await api.jobs.stages(job.id)).items;
  const hired = stages.find(({ kind }) => kind === 'hired');
  if (!application || !hired) throw new Error('There is nothing to hire.');
  await api.applications.move(application.id, { stageId: hired.id });
  return id;
}

async function decide(page: Page, employeeNumber: string): Promise<void> {
  await page.getByText('3 things to decide').waitFor();
  await page.getByRole('columnheader', { name: `Employee ${employeeNumber}` }).waitFor();
  await page.getByText('same e-mail address and same name').waitFor();

  // Nothing is sent while something is open: the first of it is shown.
  await page.getByRole('button', { name: 'Send to BambooHR' }).click();
  await page.locator('[data-path="fields.hireDate"][aria-invalid="true"]').waitFor();

  await page.getByRole('radio', { name: 'Hire again' }).check();
  await page.getByLabel('Start date').fill(startDate);
  const unknown = page.getByRole('group', { name: `BambooHR has no job title “${title}”` });
  await unknown.getByRole('button', { name: 'Add it to the list' }).click();
  await page.getByText('Nothing is missing.').waitFor();

  await page.getByRole('combobox', { name: 'Who has to approve' }).click();
  await page.getByRole('option', { name: second.email }).click();
  await page.keyboard.press('Escape');
}

async function expectCalls(page: Page, employeeNumber: string): Promise<void> {
  await page.getByRole('button', { name: 'Check what is sent' }).click();
  const calls = page.getByRole('region', { name: 'What is sent' });
  await calls.getByText(`POST employees/${employeeNumber}`, { exact: true }).waitFor();
  expect(await calls.getByRole('listitem').allInnerTexts()).toEqual([
    expect.stringMatching(/^1\. Add the job title/),
    expect.stringMatching(/^2\. Take up the old record/),
    expect.stringMatching(/^3\. Add the employment status/),
    expect.stringMatching(/^4\. Add the job information/),
  ]);
}

async function approve(page: Page): Promise<void> {
  await signIn(page, second);
  await page.getByRole('heading', { name: 'Jobs', level: 1 }).waitFor();
  await page.getByRole('link', { name: 'Approvals' }).click();
  await page.getByRole('link', { name: `Send ${name} to` }).click();
  await page.getByRole('cell', { name: title, exact: true }).first().waitFor();
  await page.getByRole('button', { name: 'Approve' }).click();
  await page.getByText('Approved', { exact: true }).first().waitFor();
}

/** The answers to the status row were lost twice, so a person has it done again. */
async function retry(page: Page): Promise<void> {
  await page.getByText('A person has to look at this').waitFor({ timeout: 60_000 });
  const step = page.locator('li[data-step="employment_status"]');
  await step.getByText('Answer lost').waitFor();
  await step.getByRole('button', { name: 'Show the receipt' }).click();
  await step.getByText('The answer was lost; it may have happened').waitFor();
  await step.getByRole('button', { name: 'Try again: Add the employment status' }).click();
}

async function expectDone(page: Page, employeeNumber: string): Promise<void> {
  await page.getByText('The employee is in BambooHR').waitFor({ timeout: 60_000 });
  await page.getByText(`${name} is employee ${employeeNumber}`).waitFor();
  const states = await page.locator('li[data-step]').evaluateAll((steps) =>
    steps.map((step) => {
      const { dataset } = step as unknown as { dataset: { step: string; state: string } };
      return `${dataset.step} ${dataset.state}`;
    }),
  );
  expect(states).toEqual([
    'search done',
    'option_job_title done',
    'reactivate done',
    'read_back done',
    'employment_status done',
    'job_info done',
    'resume skipped',
    'write_back done',
  ]);
  const log = page.getByRole('region', { name: 'Log' });
  await log.getByText('had a step done again: Add the employment status').waitFor();
  await log.getByText(`${second.email} approved it`).waitFor();
}

async function expectEmployee(account: Account, number: string): Promise<void> {
  const fields =
    'firstName,lastName,homeEmail,hireDate,status,jobTitle,employmentHistoryStatus,customJoineryId';
  const employee = await askJson<Record<string, string>>(account, `/employees/${number}?fields=${fields}`);
  expect(employee).toMatchObject({
    id: number,
    firstName: person.firstName,
    lastName: person.lastName,
    homeEmail: person.email,
    hireDate: startDate,
    status: 'Active',
    jobTitle: title,
    employmentHistoryStatus: 'Full-Time',
  });
  expect(employee.customJoineryId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-/);
  const history = await rowsOf(account, number, 'employmentStatus');
  expect(history.map(({ date, employmentStatus }) => `${date} ${employmentStatus}`).toSorted()).toEqual([
    '2019-03-01 Full-Time',
    '2022-06-30 Terminated',
    `${startDate} Full-Time`,
  ]);
  expect(await rowsOf(account, number, 'jobInfo')).toMatchObject([{ date: startDate, jobTitle: title }]);
}

const rowsOf = (account: Account, number: string, table: string): Promise<Record<string, string>[]> =>
  askJson(account, `/employees/${number}/tables/${table}`);

async function countEmployees(account: Account): Promise<number> {
  const { employees } = await askJson<{ employees: unknown[] }>(
    account,
    '/reports/custom?format=JSON&onlyCurrent=false',
    { fields: ['firstName'] },
  );
  return employees.length;
}
