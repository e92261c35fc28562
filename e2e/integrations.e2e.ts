// Connecting an account by hand: a wrong key is seen before anything is stored, the right one works,
// and switching the integration off is felt where hires are sent.
import { createClient, type JoineryClient } from '@joinery/sdk';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, launchBrowser, openPage, signIn, skipReason } from './browser.ts';
import { type StartedServer, startServer } from './server.ts';

const name = 'Second account';

describe.skipIf(chromiumPath === undefined)(`a person connects BambooHR${skipReason}`, () => {
  let server: StartedServer;
  let browser: Browser;
  let api: JoineryClient;

  beforeAll(async () => {
    browser = await launchBrowser();
    server = await startServer();
    api = createClient({ baseUrl: server.url, apiKey: server.firstRun.companies.demo.apiKey });
  });

  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  it('gets its scripts compressed', async () => {
    const page = await (await fetch(server.url)).text();
    const script = /src="(\/assets\/[^"]+\.js)"/.exec(page)?.[1];
    const answer = await fetch(`${server.url}${script}`, { headers: { 'accept-encoding': 'gzip' } });
    expect(answer.headers.get('content-encoding')).toBe('gzip');
  });

  it('refuses a wrong password in words, and lets the right one in', async () => {
    const { page } = await openPage(browser, server.url);
    await signIn(page, { ...server.firstRun.console, password: 'not the password' });
    await page.getByRole('alert').getByText('That did not match').waitFor();
    await signIn(page, server.firstRun.console);
    await page.getByRole('heading', { name: 'Jobs', level: 1 }).waitFor();
    await page.context().close();
  });

  it('adds, tests, mends, switches and removes an integration', async () => {
    const { page, complaints } = await openPage(browser, server.url, {
      viewport: { width: 390, height: 844 },
      colorScheme: 'dark',
    });
    await signIn(page, server.firstRun.console);
    await page.getByRole('heading', { name: 'Jobs', level: 1 }).waitFor();
    await page.getByRole('button', { name: 'Open menu' }).click();
    await page.getByRole('link', { name: 'Integrations' }).click();

    await addAccount(page, server);
    await page.getByRole('main').getByRole('link', { name: 'Integrations' }).click();
    const card = page.getByRole('region', { name });
    await card.getByRole('button', { name: 'Test' }).click();
    await card.getByText('Healthy').waitFor();
    expect(await card.getByLabel('Failed').count()).toBe(0);

    await giveKey(page, 'not-a-key');
    await card.getByRole('button', { name: 'Test' }).click();
    await card.getByText('Key refused').waitFor();
    await giveKey(page, server.firstRun.companies.acme.apiKey);
    await card.getByRole('button', { name: 'Test' }).click();
    await card.getByText('Healthy').waitFor();

    await card.getByText('On: hires can be sent').waitFor();
    await card.getByLabel(`${name} enabled`).click();
    await card.getByText('Off: nothing is read or sent').waitFor();
    expect(await isEnabled(api)).toBe(false);

    await remove(page);
    expect(await isEnabled(api)).toBeUndefined();
    expect(await pageIsTooWide(page)).toBe(false);
    expect(complaints).toEqual([]);
  });
});

/** A refused key is seen before anything is stored; with the right one it is saved and opened. */
async function addAccount(page: Page, server: StartedServer): Promise<void> {
  const { apiKey, baseUrl } = server.firstRun.companies.acme;
  await page.getByRole('link', { name: 'Add BambooHR' }).click();
  await page.getByRole('button', { name: 'Check access' }).click();
  await page.getByText('Enter the company part of COMPANY.bamboohr.com').waitFor();
  await page.getByLabel('Subdomain').fill('acme');
  await page.getByLabel(/^API key/).fill('not-a-key');
  await page.getByRole('button', { name: 'Marker field and another address' }).click();
  await page.getByLabel('Base URL').fill(baseUrl);
  await page.getByLabel('Mirror people').click();
  await page.getByLabel('Send hires').click();
  await page.getByRole('button', { name: 'Check access' }).click();
  await page.getByText('The account did not let us look').waitFor();
  expect(await page.getByRole('button', { name: 'Save' }).count()).toBe(0);

  await page.getByLabel(/^API key/).fill(apiKey);
  await page.getByRole('button', { name: 'Check access' }).click();
  await page.getByRole('heading', { name: 'The access level for it' }).waitFor();
  await page.getByLabel(/^Name/).fill(name);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('heading', { name, level: 1 }).waitFor();
}

async function giveKey(page: Page, key: string): Promise<void> {
  await page.getByRole('button', { name: `More for ${name}` }).click();
  await page.getByRole('menuitem', { name: 'Edit' }).click();
  await page.getByLabel(/^API key/).fill(key);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('The integration was saved.').first().waitFor();
}

async function remove(page: Page): Promise<void> {
  await page.getByRole('button', { name: `More for ${name}` }).click();
  await page.getByRole('menuitem', { name: 'Remove' }).click();
  await page.getByRole('button', { name: 'Remove', exact: true }).click();
  await page.getByRole('region', { name }).waitFor({ state: 'detached' });
}

async function isEnabled(api: JoineryClient): Promise<boolean | undefined> {
  const { items } = await api.connections.list();
  return items.find((connection) => connection.name === name)?.enabled;
}

function pageIsTooWide(page: Page): Promise<boolean> {
  return page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth');
}
