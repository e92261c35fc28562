// Five thousand people in a table with errors: brought, checked, added, mended and finished.
import { readFile } from 'node:fs/promises';
import { createClient, type JoineryClient } from '@joinery/sdk';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { chromiumPath, launchBrowser, openPage, signIn, skipReason } from './browser.ts';
import { type StartedServer, startServer } from './server.ts';

const rows = 5_000;
// Of a machine that does much else.
const patience = 600_000;
/** Every hundredth row is wrong: an address that is none. */
const isBad = (row: number) => row % 100 === 0;
const table = [
  'Full name;E-Mail;Mobile;Where from;Stars',
  ...Array.from({ length: rows }, (_, at) => {
    const email = isBad(at) ? 'not an address' : `person.${at}@import.example`;
    return `Person ${at};${email};+49 30 ${100_000 + at};Fair;${(at % 5) + 1}`;
  }),
].join('\r\n');
const badRows = rows / 100;
const addGood = `Add ${(rows - badRows).toLocaleString('en')} people`;

describe.skipIf(chromiumPath === undefined)(`a table of candidates${skipReason}`, () => {
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

  it('is imported, its bad rows mended in a spreadsheet, and finished', async () => {
    const { page, complaints } = await openPage(browser, server.url, { acceptDownloads: true });
    await signIn(page, server.firstRun.console);
    await page.waitForURL('**/jobs');
    await page.goto('/candidates');
    await page.getByRole('button', { name: 'Import' }).click();
    const file = { name: 'fair.csv', mimeType: 'text/csv', buffer: Buffer.from(table) };
    await choose(page, 'Table', file);
    await page.getByRole('button', { name: 'Upload' }).click();
    await page.getByRole('button', { name: addGood }).waitFor({ timeout: patience });
    expect(await column(page, 'Full name').inputValue()).toBe('Name');

    await column(page, 'Where from').click();
    await page.getByRole('option', { name: 'Source', exact: true }).click();
    await page.getByRole('button', { name: 'Save and check again' }).click();
    await page.getByText('Being checked').waitFor();
    await page.getByRole('button', { name: addGood }).click({ timeout: patience });
    await page.getByText('Rows to mend').waitFor({ timeout: patience });

    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Get the bad rows' }).click();
    const errors = await readFile(await (await download).path(), 'utf8');
    expect(errors.trim().split('\r\n')).toHaveLength(badRows + 1);
    expect(errors).toContain("'+49 30");
    let mended = 0;
    const corrected = errors.replace(/not an address/g, () => `mended.${mended++}@import.example`);
    // One is left as it was, and given up.
    const sent = corrected.replace('mended.7@import.example', 'still none');
    await choose(page, 'Mended table', { ...file, name: 'mended.csv', buffer: Buffer.from(sent) });
    await page.getByRole('button', { name: 'Check again', exact: true }).click();
    await page.getByRole('button', { name: `Add ${badRows - 1} people` }).click({ timeout: patience });
    await page.getByRole('button', { name: /^Give up 1 bad row/ }).click({ timeout: patience });
    await page.getByRole('dialog').getByRole('button', { name: 'Give up' }).click();
    await page.getByText('Everything of this table is taken or given up.').waitFor();

    const [done] = (await api.candidateImports.list()).items;
    expect(done).toMatchObject({
      state: 'done',
      counts: { total: rows, created: rows - 1, dropped: 1, bad: 0 },
    });
    const [person] = (await api.candidates.list({ q: 'mended.3@import.example' })).items;
    expect(person).toMatchObject({ source: 'Fair', phone: expect.stringMatching(/^\+49 30 /) });
    expect(complaints).toEqual([]);
  }, 1_800_000);

  it('leads to a list that is narrowed, kept and acted on', async () => {
    const { page, complaints } = await openPage(browser, server.url);
    await signIn(page, server.firstRun.console);
    await page.waitForURL('**/jobs');
    await page.goto('/candidates?source=Fair&stars=5');
    await page.getByLabel('Choose all that are shown').click();
    await page.getByRole('button', { name: 'Tag', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByPlaceholder('Type and press Enter').first().fill('met at the fair');
    await page.keyboard.press('Enter');
    await dialog.getByRole('button', { name: 'Tag', exact: true }).click();
    await page.getByText('Done for 50 of 50.').waitFor({ timeout: 60_000 });
    const tagged = await api.candidates.list({ tag: 'met at the fair', limit: 100 });
    expect(tagged.items).toHaveLength(50);
    await page.getByRole('button', { name: 'Saved' }).click();
    await page.getByRole('menuitem', { name: 'Save this filter…' }).click();
    await page.getByRole('dialog').getByLabel('Name').fill('Best of the fair');
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await vi.waitFor(async () => {
      const { items } = await api.candidateFilters.list();
      expect(items).toMatchObject([{ name: 'Best of the fair', filter: { source: 'Fair', ratingFrom: 5 } }]);
    }, 60_000);
    await page.getByRole('button', { name: 'Saved: Best of the fair' }).click();
    await page.getByRole('menuitem', { name: 'Change saved filters…' }).click();
    await page.getByRole('button', { name: 'Change the filter Best of the fair' }).click();
    await page.getByRole('dialog').getByLabel('Name').fill('Five stars');
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await page.getByRole('button', { name: 'Change the filter Five stars' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Saved: Five stars' }).click();
    await page.getByRole('menuitem', { name: 'Clear all filters' }).click();
    await page.waitForURL((url) => url.search === '');
    expect(await page.getByLabel('Source').inputValue()).toBe('');
    expect(complaints).toEqual([]);
  });

  it('shows each of its people with stars, tags and notes', async () => {
    const { page, complaints } = await openPage(browser, server.url, {
      viewport: { width: 390, height: 844 },
    });
    const [person] = (await api.candidates.list({ tag: 'met at the fair', limit: 1 })).items;
    await signIn(page, server.firstRun.console);
    await page.waitForURL('**/jobs');
    await page.goto(`/candidates/${person?.id}`);
    await page.getByText('met at the fair').first().waitFor();
    await page.getByLabel('New note').fill('Called, wants to start in May.');
    await page.getByRole('button', { name: 'Add note' }).click();
    await page.getByRole('article').getByText('Called, wants to start in May.').waitFor();
    expect(complaints).toEqual([]);
  });
});

const column = (page: Page, name: string) =>
  page.getByRole('combobox', { name: `Field of the column ${name}` });

async function choose(
  page: Page,
  label: string,
  file: { name: string; mimeType: string; buffer: Buffer },
): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await page.getByLabel(label, { exact: true }).click();
  await (await chooser).setFiles(file);
}
