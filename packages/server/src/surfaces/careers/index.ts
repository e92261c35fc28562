// The careers page of each company: open jobs for everybody, and the form to apply for one. HTML that
// works without scripts; a small script shows how far an upload is.
import multipart from '@fastify/multipart';
import { JoineryError } from '@joinery/sdk';
import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { applyOnPage, newForm } from '../../modules/careers/apply-on-page.service.ts';
import { getCareersPage, openLogo } from '../../modules/careers/careers.service.ts';
import type { Context } from '../../modules/context.ts';
import {
  findJobPlace,
  getOpenForm,
  getOpenJob,
  listJobFacets,
  listOpenJobs,
  listOpenNumbers,
} from '../../modules/jobs/public-jobs.service.ts';
import { senderOf } from '../body-sender.ts';
import type { Guards } from '../guards.ts';
import { multipartLimits, readMultipart } from '../multipart.ts';
import { ownOrigin } from '../own-origin.ts';
import { announcedBytes, assertAcceptableSize, bodyLimits, isForm, toJoineryError } from '../pipeline.ts';
import { statusOf, wordsFor } from './errors.ts';
import { fieldsOf, formPage, thanksPage } from './form-page.ts';
import {
  inOrder,
  issuesAt,
  lostFiles,
  readValues,
  soundTexts,
  sourceName,
  tokenName,
  trapName,
} from './form-values.ts';
import { html } from './html.ts';
import { jobPage, listPage } from './job-pages.ts';
import { type Answer, barePage, linkTo, pageOf, type Site, scriptVersion, styleFor } from './layout.ts';
import { embedScript, pageScript } from './scripts.ts';
import { feedOf, sitemapOf } from './structured-data.ts';

const jobsPerPage = 50;
/** It holds up to 50,000 addresses. */
const mostInSitemap = 49_000;
const lasting = 'public, max-age=31536000, immutable';

export function careersSurface(
  context: Context,
  guards: Pick<Guards, 'intake' | 'bodies' | 'robots'>,
): FastifyPluginAsync {
  return async (app) => {
    app.addHook('onRequest', async (request) => assertAcceptableSize(request, bodyLimits));
    await app.register(multipart, { limits: multipartLimits, throwFileSizeLimit: false });
    app.setErrorHandler((error, request, reply) => sendError(context, toJoineryError(error), request, reply));
    pages(app, context);
    forMachines(app, context);
    app.post('/careers/:company/jobs/:number/apply', (request, reply) =>
      takeForm(context, guards, request, reply),
    );
    app.get('/careers/:company/', async (request, reply) =>
      reply.redirect((await siteOf(context, request)).path, 301),
    );
    app.get('/careers/:company/*', async () => {
      throw new JoineryError('request.not_found', 'There is no such page.');
    });
  };
}

type Handle = (site: Site, request: FastifyRequest) => Promise<Answer>;

function pages(app: FastifyInstance, context: Context): void {
  const page = (path: string, handle: Handle) => {
    app.get(`/careers/:company${path}`, async (request, reply) =>
      send(reply, await handle(await siteOf(context, request), request)),
    );
  };
  page('', async (site, { query }) => {
    const filter = filterOf(query);
    const after = textOf(query, 'after');
    const slice = { limit: jobsPerPage, after };
    const { items: jobs, after: next } = await listOpenJobs(context, site.company, filter, slice);
    const facets = await listJobFacets(context, site.company);
    return listPage(site, { jobs, facets, filter, after: next });
  });
  page('/jobs/:number', async (site, request) => {
    const job = await getOpenJob(context, site.company, numberOf(request));
    const place = await findJobPlace(context, site.company, job.id);
    return jobPage(site, job, { place, source: textOf(request.query, sourceName) });
  });
  page('/jobs/:number/apply', async (site, request) => {
    const job = await getOpenJob(context, site.company, numberOf(request));
    const { form } = await getOpenForm(context, site.company, job.id);
    const source = textOf(request.query, sourceName);
    const typed = source === undefined ? {} : { [sourceName]: source };
    return formPage(site, job, form, { token: newForm(context, site, job.id), typed, issues: [] });
  });
  page('/thanks', async (site) => thanksPage(site));
}

/** Styles and scripts, and the same jobs for programs. */
function forMachines(app: FastifyInstance, context: Context): void {
  const file = (path: string, handle: (site: Site, request: FastifyRequest) => Promise<Sent>) => {
    app.get(`/careers/:company${path}`, async (request, reply) => {
      const { type, body, cache } = await handle(await siteOf(context, request), request);
      return reply
        .type(type)
        .header('cache-control', cache)
        .header('cross-origin-resource-policy', 'cross-origin')
        .send(body);
    });
  };
  const script = 'text/javascript; charset=utf-8';
  file('/careers.css', async (site, { query }) => {
    const { text, version } = styleFor(site);
    const cache = textOf(query, 'v') === version ? lasting : 'no-cache';
    return { type: 'text/css; charset=utf-8', cache, body: text };
  });
  file('/careers.js', async (_site, { query }) => ({
    type: script,
    cache: textOf(query, 'v') === scriptVersion ? lasting : 'no-cache',
    body: pageScript,
  }));
  file('/embed.js', async ({ url, company }) => ({
    type: script,
    cache: 'public, max-age=300',
    body: embedScript(url, `Jobs at ${company.name}`),
  }));
  file('/feed.json', async (site, { query }) => {
    const slice = { limit: 200, after: textOf(query, 'after') };
    const filter = filterOf(query);
    const { items, after } = await listOpenJobs(context, site.company, filter, slice);
    const body = JSON.stringify(feedOf(site, items, { filter, after }));
    return { type: 'application/feed+json; charset=utf-8', cache: 'no-cache', body };
  });
  file('/sitemap.xml', async (site) => ({
    type: 'application/xml; charset=utf-8',
    cache: 'no-cache',
    body: sitemapOf(site, await listOpenNumbers(context, site.company, mostInSitemap)),
  }));
  app.get('/careers/:company/logo', async (request, reply) => {
    const logo = await openLogo(context, await siteOf(context, request));
    return reply
      .type(logo.contentType)
      .headers({
        'cache-control': textOf(request.query, 'v') === logo.fileId ? lasting : 'no-cache',
        'content-security-policy': "default-src 'none'; sandbox",
        'cross-origin-resource-policy': 'cross-origin',
        'content-length': logo.bytes,
      })
      .send(await logo.open());
  });
}

interface Sent {
  type: string;
  body: string;
  cache: string;
}

// Every choice of a form is a field of its own, and every file input sends a part, chosen or not.
// A text that is too long, or none, is told at its field, with all that was typed.
const formLimits = {
  ...multipartLimits,
  fields: 1_000,
  files: 60,
  parts: 1_060,
  fieldSize: 256 * 1024,
  textBytes: bodyLimits.text,
  takesUnsound: true as const,
};

async function takeForm(
  context: Context,
  guards: Pick<Guards, 'intake' | 'bodies' | 'robots'>,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  if (!isForm(request))
    throw new JoineryError('request.unsupported_media', 'Send the form as multipart/form-data.');
  const site = await siteOf(context, request);
  const job = await getOpenJob(context, site.company, numberOf(request));
  const { form, parts } = await getOpenForm(context, site.company, job.id);
  const place = { address: request.ip, companyId: site.company.id, job: job.id };
  const fields = fieldsOf(form);
  const refuseWith = (refusal: JoineryError, { typed, files }: Filled) => {
    const shown = issuesAt(fields, refusal.issues);
    const token = newForm(context, site, job.id);
    const issues = inOrder(fields, [...shown, ...lostFiles(fields, files, shown)]);
    const page: Refusing['page'] = (problem) => formPage(site, job, form, { token, typed, issues, problem });
    return refuse(request, reply, { refusal, shown, page, token });
  };
  const isLong = !isShort(request);
  let leave = (): void => undefined;
  try {
    // Counted before it is read, and read when there is room: or any number of them that are sent at once
    // would be read at once.
    if (isLong) guards.intake.take(place);
    const { ip: address } = request;
    leave = await guards.bodies.enter({
      address,
      owner: site.company.id,
      bytes: announcedBytes(request),
      sender: senderOf(request),
    });
  } catch (error) {
    // What they typed is still on the page that they came from: nothing of it is read here.
    return refuseWith(toJoineryError(error), { typed: {}, files: [] });
  }
  try {
    return await readForm();
  } finally {
    leave();
  }

  async function readForm(): Promise<FastifyReply> {
    // A file beyond its limit is told at its field, so it is read as far as the whole form may go.
    const sent = await readMultipart(request, bodyLimits.form, formLimits);
    const files = sent.files.filter(({ name, bytes }) => name !== '' || bytes.length > 0);
    const typed = soundTexts(sent);
    try {
      if (!isLong) guards.intake.take(place);
      const { input, issues } = readValues(fields, typed, sent.unsound);
      const proof = { token: typed[tokenName] ?? '', trap: typed[trapName] ?? '' };
      const whole = { job, parts, input, issues, files, proof };
      const robot = await applyOnPage(context, site.company, whole);
      if (robot !== undefined) guards.robots[robot] += 1;
      return thank(site, request, reply);
    } catch (error) {
      const refusal = toJoineryError(error);
      if (!isForApplicant(refusal)) throw error;
      return refuseWith(refusal, { typed, files: files.map(({ field }) => field) });
    }
  }
}

/** A form without documents is read even from those who sent too many: their words are shown again. */
const isShort = ({ headers }: FastifyRequest): boolean =>
  Number(headers['content-length'] ?? Number.POSITIVE_INFINITY) <= 256 * 1024;

const isForApplicant = ({ kind }: JoineryError): boolean =>
  ['invalid', 'conflict', 'too_large', 'rate_limited', 'unsupported_media'].includes(kind);

// The same for whoever applied before. Also after a reload nothing is sent again.
function thank(site: Site, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const next = linkTo(site, '/thanks');
  if (wantsJson(request)) return reply.code(202).send({ received: true, next });
  return reply.redirect(next, 303);
}

/** The texts that a form came with, and the fields of its files. */
interface Filled {
  typed: Record<string, string>;
  files: string[];
}

interface Refusing {
  refusal: JoineryError;
  shown: ReturnType<typeof issuesAt>;
  page(problem: { status: number; title: string; headers: Record<string, string> }): Answer;
  token: string;
}

function refuse(
  request: FastifyRequest,
  reply: FastifyReply,
  { refusal, shown, page, token }: Refusing,
): FastifyReply {
  const status = statusOf(refusal);
  const wait = refusal.retryAfterSeconds;
  const headers: Record<string, string> = wait === undefined ? {} : { 'retry-after': String(wait) };
  const title = shown.length > 0 ? 'Please look at your answers again' : wordsFor(refusal).text;
  if (!wantsJson(request)) return send(reply, page({ status, title, headers }));
  return reply.code(status).headers(headers).send({ problem: title, issues: shown, token });
}

const wantsJson = ({ headers }: FastifyRequest): boolean => headers.accept === 'application/json';

async function sendError(
  context: Context,
  error: JoineryError,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const status = statusOf(error);
  const words = wordsFor(error);
  if (wantsJson(request)) return reply.code(status).send({ problem: words.text, issues: [] });
  const site = await siteOf(context, request).catch(() => undefined);
  if (site === undefined) return send(reply, barePage(status, words));
  const body = html`<h1>${words.title}</h1><p>${words.text}</p><p><a href="${linkTo(site, '')}">All jobs</a></p>`;
  return send(reply, pageOf(site, { title: words.title, status, body }));
}

function send(reply: FastifyReply, { status, headers, body }: Answer): FastifyReply {
  return reply.code(status).headers(headers).send(body);
}

async function siteOf(context: Context, request: FastifyRequest): Promise<Site> {
  const { company: slug } = request.params as { company?: string };
  const page = await getCareersPage(context, slug ?? '');
  const path = `/careers/${page.company.slug}`;
  const isEmbedded = textOf(request.query, 'embed') === '1';
  return { ...page, path, url: `${ownOrigin(context, request)}${path}`, isEmbedded };
}

const numberOf = ({ params }: FastifyRequest): string => (params as { number: string }).number;

function textOf(query: unknown, name: string): string | undefined {
  const value = (query as Record<string, unknown>)[name];
  return typeof value === 'string' && value.trim() !== '' ? value.trim().slice(0, 200) : undefined;
}

function filterOf(query: unknown) {
  return {
    q: textOf(query, 'q'),
    department: textOf(query, 'department'),
    location: textOf(query, 'location'),
    employmentType: textOf(query, 'employmentType'),
  };
}
