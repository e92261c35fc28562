// The main job, in one go on the built product: an applicant becomes an employee in BambooHR.
import { createClient, type Job, type JoineryClient } from '@joinery/sdk';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ask, askJson } from './bamboohr-account.ts';
import { chromiumPath, launchBrowser, openPage, signIn, skipReason } from './browser.ts';
import { makeResume } from './resume.ts';
import { type StartedServer, startServer } from './server.ts';

const person = {
  first: 'Nadia',
  last: 'Brandt',
  email: 'nadia.brandt@mail.example',
  phone: '+49 30 5550 147',
};
const name = `${person.first} ${person.last}`;
const startDate = '2027-02-01';
const lineOfResume = 'Kept three payroll systems in step, page';

describe.skipIf(chromiumPath === undefined)(
  `an applicant becomes an employee in BambooHR${skipReason}`,
  () => {
    let server: StartedServer;
    let browser: Browser;
    let api: JoineryClient;
    let resume: Uint8Array;

    beforeAll(async () => {
      resume = await makeResume(name, lineOfResume);
      browser = await launchBrowser();
      server = await startServer();
      api = createClient({ baseUrl: server.url, apiKey: server.firstRun.companies.demo.apiKey });
    });

    afterAll(async () => {
      await browser?.close();
      await server?.stop();
    });

    it('goes from POST /v1/candidates over the board and the receipt to the employee', async () => {
      const { page, complaints } = await openPage(browser, server.url);
      const job = await openJob(api);
      const candidateId = await applyWithResume(server, job, resume);

      await signIn(page, server.firstRun.console);
      await page.getByRole('link', { name: job.title }).click();
      await dragToHired(page);
      await expectStage(api, candidateId, 'hired');

      await page.locator('section[data-stage="Hired"]').getByRole('link', { name }).click();
      await expectResumeShown(page);
      await sendToBamboo(page);
      await expectStepsDone(page);
      const employeeNumber = await followReceipt(page);

      await expectEmployee(server, employeeNumber);
      await expectStatusRow(server, employeeNumber);
      await expectResumeFiled(server, employeeNumber, await resumeFor(api, candidateId, resume));
      expect(complaints).toEqual([]);
    });

    it('moves a card with the keyboard alone', async () => {
      const { page, complaints } = await openPage(browser, server.url);
      await signIn(page, server.firstRun.console);
      await page.getByRole('link', { name: 'Support Agent' }).click();
      const card = page.locator('section[data-stage="New"] article').first();
      await card.getByRole('button', { name: /^Drag / }).focus();
      await page.keyboard.press('Space');
      await page.locator('article[data-dragging]').waitFor();
      await page.keyboard.press('ArrowRight');
      await page.locator('section[data-stage="Reviewed"][data-over]').waitFor();
      const id = (await card.getAttribute('data-application')) ?? '';
      await page.keyboard.press('Space');
      await page.locator(`section[data-stage="Reviewed"] article[data-application="${id}"]`).waitFor();
      const stage = async () => (await api.applications.get(id)).stageName;
      await vi.waitFor(async () => expect(await stage()).toBe('Reviewed'), { timeout: 60_000 });
      expect(complaints).toEqual([]);
    });
  },
);

async function openJob(api: JoineryClient): Promise<Job> {
  const { items } = await api.jobs.list({ status: 'open' });
  const job = items[0];
  if (!job) throw new Error('The demo has no open job.');
  return job;
}

async function applyWithResume(server: StartedServer, job: Job, resume: Uint8Array): Promise<string> {
  const form = new FormData();
  form.set('firstName', person.first);
  form.set('lastName', person.last);
  form.set('email', person.email);
  form.set('phone', person.phone);
  form.set('source', 'Careers page');
  form.set('job_id', String(job.number));
  form.set('resume', new File([Buffer.from(resume)], 'nadia-brandt.pdf', { type: 'application/pdf' }));
  const answer = await fetch(`${server.url}/v1/candidates`, {
    method: 'POST',
    headers: { authorization: `Bearer ${server.firstRun.companies.demo.apiKey}` },
    body: form,
  });
  expect(answer.status).toBe(201);
  return ((await answer.json()) as { id: string }).id;
}

async function dragToHired(page: Page): Promise<void> {
  const card = page.locator('section[data-stage="New"] article').filter({ hasText: name });
  const target = page.locator('section[data-stage="Hired"]');
  await card.waitFor();
  await target.scrollIntoViewIfNeeded();
  const from = await centerOf(card);
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(from.x + 12, from.y + 12, { steps: 4 });
  // The board scrolls while a card is near its edge, so the target may move away under the pointer.
  await vi.waitFor(async () => {
    const to = await centerOf(target);
    await page.mouse.move(to.x, to.y, { steps: 8 });
    await page.locator('section[data-stage="Hired"][data-over]').waitFor({ timeout: 500 });
  }, 60_000);
  const moved = page.waitForResponse((answer) => answer.request().method() === 'PATCH');
  await page.mouse.up();
  expect((await moved).status()).toBe(200);
  await target.getByRole('link', { name }).waitFor();
}

async function centerOf(locator: ReturnType<Page['locator']>): Promise<{ x: number; y: number }> {
  const box = await locator.boundingBox();
  if (!box) throw new Error('Nothing to drag from or to.');
  return { x: box.x + box.width / 2, y: box.y + Math.min(box.height / 2, 200) };
}

async function expectStage(api: JoineryClient, candidateId: string, kind: string): Promise<void> {
  const candidate = await api.candidates.get(candidateId);
  expect(candidate.applications.map((application) => application.stageKind)).toEqual([kind]);
}

async function expectResumeShown(page: Page): Promise<void> {
  await page.locator('canvas[data-drawn="1"]').waitFor();
  expect(await darkPixels(page)).toBeGreaterThan(500);
  expect(await page.getByRole('region', { name: /^Résumé .*page 1$/ }).textContent()).toContain(
    `${lineOfResume} 1`,
  );
  await page.getByRole('button', { name: 'Next page' }).click();
  await page.locator('canvas[data-drawn="2"]').waitFor();
}

// Counted in the page: a canvas that stayed white has none.
function darkPixels(page: Page): Promise<number> {
  return page.locator('canvas').evaluate((element) => {
    const canvas = element as unknown as {
      width: number;
      height: number;
      getContext(kind: '2d'): {
        getImageData(x: number, y: number, w: number, h: number): { data: Uint8ClampedArray };
      };
    };
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    let dark = 0;
    for (let at = 0; at < data.length; at += 4) if ((data[at] ?? 255) < 100) dark += 1;
    return dark;
  });
}

async function sendToBamboo(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Send to BambooHR' }).click();
  await page.getByText('1 thing to decide').waitFor();
  expect(await page.getByLabel('First name').inputValue()).toBe(person.first);
  expect(await page.getByLabel('Personal e-mail').inputValue()).toBe(person.email);
  await page.getByText('From the candidate: first name').waitFor();
  await page.getByRole('button', { name: 'Send to BambooHR' }).click();
  await page.locator('[data-path="fields.hireDate"][aria-invalid="true"]').waitFor();
  await page.getByLabel('Start date').fill(startDate);
  await page.getByRole('button', { name: 'Check what is sent' }).click();
  await page.getByText('POST employees', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Send to BambooHR' }).click();
}

async function expectStepsDone(page: Page): Promise<void> {
  await page.getByText('The employee is in BambooHR').waitFor({ timeout: 60_000 });
  const states = await page.locator('li[data-step]').evaluateAll((steps) =>
    steps.map((step) => {
      const { dataset } = step as unknown as { dataset: { step: string; state: string } };
      return `${dataset.step} ${dataset.state}`;
    }),
  );
  expect(states).toEqual([
    'search done',
    'create done',
    'read_back done',
    'employment_status done',
    'job_info done',
    'resume done',
    'write_back done',
  ]);
}

/** The receipt leads into company acme, where the owner of the demo has a user too. */
async function followReceipt(page: Page): Promise<string> {
  await page.getByRole('link', { name: 'Open the employee' }).click();
  await page.getByRole('button', { name: 'Go to Acme (sandbox)' }).click();
  await page.getByRole('heading', { name, level: 1 }).waitFor();
  await page.getByRole('region', { name: 'Employment status' }).getByText('1 Feb 2027').waitFor();
  const number = /\/employees\/(\d+)\?/.exec(page.url())?.[1];
  if (!number) throw new Error(`${page.url()} is not the address of an employee.`);
  return number;
}

async function expectEmployee(server: StartedServer, number: string): Promise<void> {
  const fields = 'firstName,lastName,homeEmail,mobilePhone,hireDate,jobTitle,customJoineryId';
  const employee = await askJson<Record<string, string>>(
    server.firstRun.companies.acme,
    `/employees/${number}?fields=${fields}&onlyCurrent=0`,
  );
  expect(employee).toMatchObject({
    id: number,
    firstName: person.first,
    lastName: person.last,
    homeEmail: person.email,
    hireDate: startDate,
  });
  expect(employee.customJoineryId).toMatch(
    /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  );
}

async function expectStatusRow(server: StartedServer, number: string): Promise<void> {
  const rows = await askJson<Record<string, string>[]>(
    server.firstRun.companies.acme,
    `/employees/${number}/tables/employmentStatus`,
  );
  expect(rows).toHaveLength(1);
  expect(rows[0]).toMatchObject({ date: startDate, employmentStatus: 'Full-Time' });
}

/** What leaves is the copy without metadata, as for whoever downloads it; what came is kept. */
async function resumeFor(api: JoineryClient, candidateId: string, came: Uint8Array): Promise<Uint8Array> {
  const [{ fileId } = { fileId: '' }] = (await api.candidates.get(candidateId)).attachments;
  const bytes = async (original: boolean) =>
    new Uint8Array(await (await api.files.download(fileId, { original })).arrayBuffer());
  expect(Buffer.from(await bytes(true)).equals(Buffer.from(came))).toBe(true);
  const cleaned = await bytes(false);
  expect(Buffer.from(cleaned).equals(Buffer.from(came))).toBe(false);
  return cleaned;
}

async function expectResumeFiled(server: StartedServer, number: string, resume: Uint8Array): Promise<void> {
  const account = server.firstRun.companies.acme;
  const view = await askJson<{ categories: { name: string; files: { id: number; name: string }[] }[] }>(
    account,
    `/employees/${number}/files/view`,
  );
  const files = view.categories.flatMap((category) => category.files ?? []);
  expect(files.map((file) => file.name)).toEqual(['nadia-brandt.pdf']);
  const answer = await ask(account, `/employees/${number}/files/${files[0]?.id}`);
  expect(Buffer.from(await answer.arrayBuffer()).equals(Buffer.from(resume))).toBe(true);
}
