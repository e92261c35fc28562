// A job is set up, and an external recruiter has a day with it, on the built product.
import { createClient, type Job, type JoineryClient } from '@joinery/sdk';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { chromiumPath, launchBrowser, openPage, signIn, skipReason } from './browser.ts';
import { type StartedServer, startServer } from './server.ts';

const recruiter = { email: 'rita@agency.example', password: 'correct horse battery' };

describe.skipIf(chromiumPath === undefined)(`a job and its external recruiter${skipReason}`, () => {
  let server: StartedServer;
  let browser: Browser;
  let api: JoineryClient;
  let job: Job;

  beforeAll(async () => {
    browser = await launchBrowser();
    server = await startServer();
    api = createClient({ baseUrl: server.url, apiKey: server.firstRun.companies.demo.apiKey });
    job = await api.jobs.create({ title: 'Night Porter', status: 'draft' });
    const levels = await api.accessLevels.list();
    const accessLevelId = levels.items.find(({ builtin }) => builtin === 'external_recruiter')?.id ?? '';
    const name = { firstName: 'Rita', lastName: 'Recruiter' };
    await api.users.create({ kind: 'person', ...name, ...recruiter, accessLevelId });
  });

  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  it('is asked about, published and given to the recruiter on one page', async () => {
    const { page, complaints } = await openPage(browser, server.url);
    await signIn(page, server.firstRun.console);
    await page.waitForURL('**/jobs');
    await page.goto(`/jobs/${job.id}/setup`);
    await addQuestion(page, 'Can you stay awake?');
    await addQuestion(page, 'Since when?');
    await page.getByRole('button', { name: 'Move “Since when?” up' }).click();
    const preview = page.getByRole('region', { name: 'Preview of the form' });
    await vi.waitFor(async () => {
      const labels = await preview.locator('label').allInnerTexts();
      expect(labels.slice(-2).map((text) => text.trim())).toEqual(['Since when?', 'Can you stay awake?']);
    }, 20_000);
    await page.getByRole('combobox', { name: 'Add somebody to the team' }).click();
    await page.getByRole('option', { name: /^Rita Recruiter/ }).click();
    await page.getByRole('button', { name: 'Open and publish' }).click();
    await page.getByText('Shown to everybody since').waitFor();
    expect(await api.jobs.get(job.id)).toMatchObject({ status: 'open', publishedAt: expect.any(String) });
    expect((await api.jobs.team(job.id)).items).toMatchObject([{ role: 'external_recruiter' }]);
    expect(complaints).toEqual([]);
  });

  it('shows the recruiter that job and their own people, and lets them bring one', async () => {
    await api.candidates.create({ name: 'Somebody Else', jobId: job.id });
    const { page, complaints } = await openPage(browser, server.url);
    await signIn(page, recruiter);
    await page.getByRole('link', { name: 'Night Porter' }).click();
    await page.getByRole('button', { name: 'Add candidate' }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('Nora Night');
    await dialog.getByRole('button', { name: 'Add candidate' }).click();
    const card = page.locator('section[data-stage="New"] article').filter({ hasText: 'Nora Night' });
    await card.waitFor();
    expect(await page.locator('article').count()).toBe(1);
    expect(await page.getByRole('button', { name: /^Drag / }).count()).toBe(0);
    await page.goto('/candidates');
    await page.getByText('Nora Night').waitFor();
    expect(await page.getByText('Somebody Else').count()).toBe(0);
    await page.goto('/jobs');
    await page.getByText('Night Porter').waitFor();
    expect(await page.locator('tbody tr').count()).toBe(1);
    expect(await page.getByRole('button', { name: 'New job' }).count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  it('makes one of two candidates, whose old address leads to the one who stays, and two again', async () => {
    const add = (phone: string) =>
      api.candidates.create({ name: 'Nadia Twice', email: 'nadia@mail.example', phone, byHand: true });
    const [kept, other] = [await add('+44 20 7946 0001'), await add('+44 20 7946 0002')];
    const { page, complaints } = await openPage(browser, server.url);
    await signIn(page, server.firstRun.console);
    await page.waitForURL('**/jobs');
    await page.goto('/candidates/duplicates');
    await page.getByRole('link', { name: 'Compare Nadia Twice' }).click();
    await page.getByRole('radio', { name: `Keep the record of Nadia Twice, number ${kept.number}` }).check();
    await page.getByRole('radio', { name: 'Phone: +44 20 7946 0002' }).check();
    await page.getByRole('button', { name: 'Merge' }).click();
    await page.getByRole('region', { name: 'Merged' }).waitFor();
    expect((await api.candidates.get(kept.id)).phone).toBe('+44 20 7946 0002');
    await page.goto(`/candidates/${other.id}`);
    await page.waitForURL(`**/candidates/${kept.id}`);
    await page.getByRole('button', { name: 'Undo the merge' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Undo the merge' }).click();
    await page.getByRole('link', { name: 'Open Nadia Twice' }).waitFor();
    expect((await api.candidates.get(kept.id)).phone).toBe('+44 20 7946 0001');
    expect((await api.candidates.get(other.id)).phone).toBe('+44 20 7946 0002');
    expect(complaints).toEqual([]);
  });
});

async function addQuestion(page: Page, label: string): Promise<void> {
  await page.getByRole('button', { name: 'Add question' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Question' }).fill(label);
  await dialog.getByRole('button', { name: 'Add question' }).click();
  await dialog.waitFor({ state: 'hidden' });
}
