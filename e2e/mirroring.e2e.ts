// A company mirrors an account: its people are here, too many leavers at once wait for a person, and
// leave when that person says so.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Account, ask, askJson } from './bamboohr-account.ts';
import { chromiumPath, launchBrowser, openPage, signIn, skipReason } from './browser.ts';
import { type StartedServer, startServer } from './server.ts';

const owner = { email: 'olive@mirror.example', password: 'a long password 1' };
const leaving = 6;

interface Row {
  id: string;
  firstName: string;
  lastName: string;
  status: string;
  hireDate: string;
}

describe.skipIf(chromiumPath === undefined)(`a company mirrors a BambooHR account${skipReason}`, () => {
  let server: StartedServer;
  let browser: Browser;
  let acme: Account;

  beforeAll(async () => {
    browser = await launchBrowser();
    server = await startServer();
    acme = server.firstRun.companies.acme;
    await server.command('company', 'create', '--name', 'mirror');
    const { email, password } = owner;
    await server.command('user', 'create', '--company', 'mirror', '--email', email, '--password', password);
  });

  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  it('sees its people, and who decides lets the leavers go', async () => {
    const { page, complaints } = await openPage(browser, server.url);
    await signIn(page, owner);
    await page.getByRole('heading', { name: 'Jobs', level: 1 }).waitFor();

    await connect(page, acme);
    await page.getByRole('cell', { name: /\d+ new/ }).waitFor({ timeout: 60_000 });

    const leavers = await terminate(acme, leaving);
    await page.getByRole('button', { name: 'Sync now' }).click();
    await page.getByText(`${leaving} people wait for a decision`).waitFor({ timeout: 60_000 });
    await page.getByRole('link', { name: 'Look at it' }).click();
    const [first] = leavers;
    const name = `${first?.firstName} ${first?.lastName}`;
    await page.getByRole('link', { name }).waitFor();
    await page.getByRole('button', { name: 'Approve' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Approve' }).click();
    await page.getByText('Applied', { exact: true }).waitFor({ timeout: 60_000 });

    await page.getByRole('link', { name }).click();
    await page.getByText('Mirrored from BambooHR').waitFor();
    await page.getByText('Inactive').first().waitFor();
    expect(complaints).toEqual([]);
  });
});

async function connect(page: Page, { apiKey, baseUrl }: Account): Promise<void> {
  await page.getByRole('link', { name: 'Integrations' }).click();
  await page.getByRole('link', { name: 'Add BambooHR' }).first().click();
  await page.getByLabel('Subdomain').fill('acme');
  await page.getByLabel(/^API key/).fill(apiKey);
  await page.getByRole('button', { name: 'Marker field and another address' }).click();
  await page.getByLabel('Base URL').fill(baseUrl);
  await page.getByRole('button', { name: 'Check access' }).click();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('heading', { name: 'BambooHR', level: 1 }).waitFor();
}

/** Ends the employment of some who are active, from yesterday on. */
async function terminate(account: Account, count: number): Promise<Row[]> {
  const fields = ['firstName', 'lastName', 'status', 'hireDate'];
  const { employees } = await askJson<{ employees: Row[] }>(
    account,
    '/reports/custom?format=JSON&onlyCurrent=false',
    {
      fields,
    },
  );
  const yesterday = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
  const chosen = employees
    .filter(({ status, hireDate }) => status === 'Active' && hireDate !== '' && hireDate < yesterday)
    .slice(0, count);
  for (const { id } of chosen)
    await ask(account, `/employees/${id}/tables/employmentStatus`, {
      date: yesterday,
      employmentStatus: 'Terminated',
    });
  return chosen;
}
