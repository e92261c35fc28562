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
    }, 60_000);
    await page.getByRole('combobox', { name: 'Add somebody to the team' }).click();
    await page.getByRole('option', { name: /^Rita Recruiter/ }).click();
    await page.getByRole('button', { name: 'Open and publish' }).click();
    await page.getByText('Shown to everybody since').waitFor();
    expect(await api.jobs.get(job.id)).toMatchObject({ status: 'open', publishedAt: expect.any(String) });
    expect((await api.jobs.team(job.id)).items).toMatchObject([{ role: 'external_recruiter' }]);
    expect(complaints).toEqual([]);
  });

  it('is the recruiter’s only job, and theirs are only people whom they bring', async () => {
    const other = await api.jobs.create({ title: 'Day Porter', status: 'open' });
    await api.candidates.create({ name: 'Somebody Else', jobId: job.id });
    const { page, complaints } = await openPage(browser, server.url);
    await signIn(page, recruiter);
    await page.getByRole('link', { name: 'Night Porter' }).waitFor();
    expect(await page.locator('tbody tr').count()).toBe(1);
    expect(await page.getByRole('button', { name: 'New job' }).count()).toBe(0);
    await page.goto(`/jobs/${other.id}`);
    await page.getByText('There is no such job, or it is not one of yours').waitFor();
    await page.goto(`/jobs/${job.id}/setup`);
    await page.getByText('You may look at this job, and not set it up').waitFor();

    await page.goto(`/jobs/${job.id}`);
    await page.getByRole('button', { name: 'Add candidate' }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('Nora Night');
    const chooser = page.waitForEvent('filechooser');
    await dialog.getByLabel('Résumé').click();
    await (await chooser).setFiles({
      name: 'nora.txt',
      mimeType: 'text/plain',
      buffer: Buffer.from('Nora Night, night porter at the Grand for nine years'),
    });
    await dialog.getByRole('button', { name: 'Add candidate' }).click();
    const card = page.locator('section[data-stage="New"] article').filter({ hasText: 'Nora Night' });
    await card.waitFor();
    expect(await page.locator('article').count()).toBe(1);
    expect(await page.getByRole('button', { name: /^Drag / }).count()).toBe(0);
    await page.goto('/candidates');
    await page.getByText('Nora Night').waitFor();
    expect(await page.getByText('Somebody Else').count()).toBe(0);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('is done by the company, which the recruiter sees, and not what it thinks of their person', async () => {
    const { items } = await api.candidates.list({ q: 'Nora Night' });
    const [nora] = items;
    const [application] = nora?.applications ?? [];
    if (nora === undefined || application === undefined) throw new Error('nobody was brought');
    const stages = (await api.jobs.stages(job.id)).items;
    const stageOf = (name: string) => stages.find((stage) => stage.name === name)?.id ?? '';
    const opinion = 'Too sleepy for us';
    await api.applications.comment(application.id, { text: opinion });
    await api.applications.update(application.id, { rating: 2, stageId: stageOf('Reviewed') });
    await api.candidates.patch(nora.id, { rating: 2, tags: [opinion] });
    await api.candidates.addNote(nora.id, { text: opinion });
    const file = new File([opinion], 'scorecard.txt', { type: 'text/plain' });
    await api.candidates.attach(nora.id, { file });

    const { page, complaints } = await openPage(browser, server.url);
    await signIn(page, recruiter);
    await page.getByRole('link', { name: 'Night Porter' }).click();
    await page.getByRole('link', { name: 'Nora Night' }).click();
    await page.getByText('night porter at the Grand for nine years').waitFor();
    const stage = page.getByRole('combobox', { name: 'Stage of the application for Night Porter' });
    await page.getByText('Reviewed', { exact: true }).waitFor();
    expect(await stage.count()).toBe(0);
    await page.getByRole('textbox', { name: 'New note' }).fill('Can begin in May');
    await page.getByRole('button', { name: 'Add note' }).click();
    await page.locator('article').filter({ hasText: 'Can begin in May' }).waitFor();
    const comment = page.getByRole('textbox', { name: 'Comment on the application for Night Porter' });
    await comment.fill('Prefers Fridays off');
    await page.getByRole('button', { name: 'Comment', exact: true }).click();
    await page.getByText('Commented: Prefers Fridays off').waitFor();
    await page.getByText('Moved from New to Reviewed').waitFor();
    const shown = await page.locator('body').textContent();
    expect(shown).toContain('nora.txt');
    expect(shown).not.toMatch(/sleepy|scorecard/);
    expect(await page.getByRole('radio', { name: '2 of 5', checked: true }).count()).toBe(0);
    expect(await page.getByRole('heading', { name: 'Assessment' }).count()).toBe(0);

    // Nor by hand, whether or not it is a stage that somebody is hired in.
    for (const name of ['Interviewed', 'Hired'])
      expect(await statusOfMove(page, application.id, stageOf(name))).toBe(403);
    expect((await api.applications.get(application.id)).stageName).toBe('Reviewed');
    expect((await api.candidates.notes(nora.id)).items.map(({ text }) => text)).toEqual([
      'Can begin in May',
      opinion,
    ]);
    expect(complaints).toEqual([]);
    await page.context().close();
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

/** What the server says to a move that no button of the page asks for. */
function statusOfMove(page: Page, applicationId: string, stageId: string): Promise<number> {
  return page.evaluate(
    async ([id, to]) => {
      const headers = { 'content-type': 'application/json' };
      const body = JSON.stringify({ stageId: to });
      return (await fetch(`/v1/applications/${id}`, { method: 'PATCH', headers, body })).status;
    },
    [applicationId, stageId],
  );
}
