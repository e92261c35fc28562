// Somebody applies on the careers page with a real PDF, with a script and without, and the recruiter
// sees them; every page of it is accessible.
import { createClient, type Job, type JoineryClient } from '@joinery/sdk';
import axe from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { chromiumPath, launchBrowser, openPage, signIn, skipReason } from './browser.ts';
import { makeResume } from './resume.ts';
import { type StartedServer, startServer } from './server.ts';

describe.skipIf(chromiumPath === undefined)(`the careers page${skipReason}`, () => {
  let server: StartedServer;
  let browser: Browser;
  let api: JoineryClient;
  let job: Job;
  let careers: string;

  beforeAll(async () => {
    browser = await launchBrowser();
    server = await startServer();
    api = createClient({ baseUrl: server.url, apiKey: server.firstRun.companies.demo.apiKey });
    const made = await api.jobs.create({
      title: 'Boat Builder',
      department: 'Workshop',
      location: 'Kiel',
      description: 'You build boats.\n\n- of wood\n- with others',
      questions: { phone: 'required', resume: 'required' },
      customQuestions: [
        { label: 'Which boats have you built?', type: 'long_text', required: true },
        { label: 'Can you swim?', type: 'yes_no', required: true },
        { label: 'Tools', type: 'multiple_choice', options: [{ label: 'Saw' }, { label: 'Plane' }] },
      ],
    });
    job = await api.jobs.publish(made.id);
    careers = new URL((await api.careers.get()).url).pathname;
    await api.careers.update({ privacyUrl: 'https://example.com/privacy', color: '#e8b80c' });
  });

  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  const open = (options: BrowserContextOptions = {}) => openPage(browser, server.url, options);
  const resume = async (name: string) => ({
    name: 'résumé of mine.pdf',
    mimeType: 'application/pdf',
    buffer: Buffer.from(await makeResume(name, 'Boats since 1999')),
  });

  async function toForm(page: Page): Promise<void> {
    await page.goto(careers);
    await page.getByLabel('Department').selectOption('Workshop');
    await page.getByRole('button', { name: 'Show jobs' }).click();
    await page.getByRole('link', { name: /^Boat Builder/ }).click();
    await page.getByRole('link', { name: 'Apply for this job' }).first().click();
    await page.getByRole('heading', { name: 'Apply: Boat Builder' }).waitFor();
    // Nobody fills a form in faster.
    await page.waitForTimeout(1_000);
  }

  async function fill(page: Page, person: { first: string; last: string }): Promise<void> {
    await page.getByLabel('First name').fill(person.first);
    await page.getByLabel('Last name').fill(person.last);
    await page.getByLabel('E-mail').fill(`${person.first.toLowerCase()}@example.com`);
    await page.getByLabel('Which boats have you built?').fill('Three dinghies & a "yawl" <30 ft>');
    await page.getByLabel('Saw').check();
    await page.getByLabel('Résumé').setInputFiles(await resume(`${person.first} ${person.last}`));
  }

  it('takes an application with a script: what is wrong stands at its field and the file stays chosen', async () => {
    const { page, complaints } = await open();
    await toForm(page);
    await fill(page, { first: 'Ada', last: 'Bark' });
    await page.getByRole('button', { name: 'Send application' }).click();
    const summary = page.getByRole('alert');
    await summary.getByRole('link', { name: 'Phone: Fill this in.' }).waitFor();
    expect(await summary.getByRole('link').allInnerTexts()).toEqual([
      'Phone: Fill this in.',
      'Can you swim?: Choose an answer.',
    ]);
    expect(await page.locator('#f-phone').getAttribute('aria-invalid')).toBe('true');
    expect(await page.evaluate('document.querySelector("#f-resume").files.length')).toBe(1);
    await page.getByLabel('Phone').fill('+49 431 123456');
    await page.getByRole('radio', { name: 'Yes' }).check();
    await page.waitForTimeout(1_000);
    await page.getByRole('button', { name: 'Send application' }).click();
    await page.getByRole('heading', { name: 'Thank you' }).waitFor();
    expect(complaints).toEqual([]);
  });

  it('takes one without a script: what was typed stays, and one click more does nothing', async () => {
    const { page, complaints } = await open({
      javaScriptEnabled: false,
      viewport: { width: 390, height: 844 },
    });
    await toForm(page);
    await fill(page, { first: 'Bo', last: 'Keel' });
    await page.getByRole('button', { name: 'Send application' }).click();
    await page.getByRole('heading', { name: 'Please look at your answers again' }).waitFor();
    expect(await page.getByLabel('Which boats have you built?').inputValue()).toContain('"yawl" <30 ft>');
    expect(await page.getByLabel('Saw').isChecked()).toBe(true);
    await page.getByLabel('Phone').fill('+49 431 654321');
    await page.getByRole('radio', { name: 'No' }).check();
    // A browser gives no file back to a page: it is chosen again.
    await page.getByLabel('Résumé').setInputFiles(await resume('Bo Keel'));
    await page.waitForTimeout(1_000);
    await page.getByRole('button', { name: 'Send application' }).click();
    await page.getByRole('heading', { name: 'Thank you' }).waitFor();
    await page.reload();
    expect((await api.candidates.list({ q: 'Bo Keel' })).items).toHaveLength(1);
    expect(complaints).toEqual([]);
  });

  it('shows both to the recruiter, with their answers and résumés', async () => {
    const { page, complaints } = await open();
    await signIn(page, server.firstRun.console);
    await page.waitForURL('**/jobs');
    await page.goto(`/jobs/${job.id}`);
    for (const name of ['Ada Bark', 'Bo Keel'])
      await page.locator('section[data-stage="New"] article').filter({ hasText: name }).waitFor();
    const [ada] = (await api.candidates.list({ q: 'Ada Bark' })).items;
    expect(ada).toMatchObject({ source: 'Careers page', phone: '+49 431 123456' });
    await page.goto(`/candidates/${ada?.id}`);
    await page.getByText('Three dinghies & a "yawl" <30 ft>').first().waitFor();
    await page.getByText('résumé of mine.pdf').first().waitFor();
    expect(complaints).toEqual([]);
  });

  it('is set up on a page with a preview, and gives out publishable keys', async () => {
    const { page, complaints } = await open();
    await signIn(page, server.firstRun.console);
    await page.waitForURL('**/jobs');
    await page.goto('/careers-page');
    await page.getByLabel('Headline').fill('Build boats with us');
    await page.getByRole('button', { name: 'Save' }).click();
    const preview = page.frameLocator('iframe[title="Preview of the careers page"]');
    await preview.getByRole('heading', { name: 'Build boats with us' }).waitFor();
    await page.getByRole('button', { name: 'New publishable key' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('Our own page');
    await dialog.getByLabel('Pages that may send with it').fill('https://www.example.com');
    await dialog.getByRole('button', { name: 'Make the key' }).click();
    await vi.waitFor(async () => {
      expect((await api.publishableKeys.list()).items).toMatchObject([
        { origins: ['https://www.example.com'] },
      ]);
    }, 60_000);
    await page.getByText(/pk_/).first().waitFor();
    expect(complaints).toEqual([]);
  });

  it('has no serious fault of accessibility on any page, wide and narrow', async () => {
    const path = `${careers}/jobs/${job.number}`;
    for (const viewport of [
      { width: 1280, height: 900 },
      { width: 360, height: 740 },
    ]) {
      // The page's own policy lets no script of a test in.
      const { page } = await open({ viewport, bypassCSP: true });
      for (const url of [
        careers,
        `${careers}?q=nothing`,
        `${careers}?embed=1`,
        path,
        `${path}/apply`,
        `${careers}/thanks`,
        `${careers}/nothing`,
      ]) {
        await page.goto(url);
        expect(await seriousFaults(page)).toEqual([]);
        expect(await page.evaluate('document.documentElement.scrollWidth > innerWidth')).toBe(false);
      }
      await page.goto(`${path}/apply`);
      await page.waitForTimeout(1_000);
      await page.getByRole('button', { name: 'Send application' }).click();
      await page.getByRole('alert').waitFor();
      expect(await seriousFaults(page)).toEqual([]);
    }
    // And a fault would be found.
    const { page } = await open({ bypassCSP: true });
    await page.goto(careers);
    await page.evaluate('document.querySelector(\'label[for="by-q"]\').remove()');
    expect((await seriousFaults(page)).map(({ id }) => id)).toEqual(['label']);
  });
});

interface Fault {
  id: string;
  impact: string;
  nodes: { html: string }[];
}

async function seriousFaults(page: Page): Promise<Fault[]> {
  await page.addScriptTag({ content: axe.source });
  const violations = (await page.evaluate('axe.run().then((found) => found.violations)')) as Fault[];
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, impact, nodes }) => ({ id, impact, nodes: nodes.map(({ html }) => ({ html })) }));
}
