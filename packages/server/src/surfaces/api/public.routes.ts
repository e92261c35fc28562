// What a web page may do without anybody being signed in: see open jobs and their forms, and send an
// application with a publishable key. Nothing here reads anything of people.
import {
  jobForm,
  pageOf,
  pageQuery,
  publicApplicationInput,
  publicFormQuery,
  publicJob,
  publicJobQuery,
  publicReceipt,
} from '@joinery/sdk';
import { careersUrl, getCareersPage } from '../../modules/careers/careers.service.ts';
import { systemPrincipal } from '../../modules/companies/companies.service.ts';
import { takeInPublic } from '../../modules/intake/public-intake.service.ts';
import { getOpenForm, listOpenJobs, namedJob } from '../../modules/jobs/public-jobs.service.ts';
import { senderOf } from '../body-sender.ts';
import type { Guards } from '../guards.ts';
import { ownOrigin } from '../own-origin.ts';
import { announcedBytes } from '../pipeline.ts';
import { idParams } from './params.ts';
import { assertPublicCaller } from './public-callers.ts';
import { page, type Route, route } from './routes.ts';

const tag = 'Public';
/** Everything under here is for web pages of others, too. */
export const publicPath = '/v1/public/';

export function publicRoutes({ intake, bodies }: Pick<Guards, 'intake' | 'bodies'>): Route[] {
  return [
    route({
      method: 'GET',
      url: '/public/jobs',
      tag,
      summary: 'Open jobs of a company that are published, newest first; no key',
      open: true,
      query: pageQuery.extend(publicJobQuery.shape).strict(),
      answer: pageOf(publicJob),
      handle: async ({ context, query, request }) => {
        const { company } = await getCareersPage(context, query.company);
        const url = careersUrl(ownOrigin(context, request), company);
        const call = { context, principal: systemPrincipal(company), query };
        const jobs = await page(call, 'public jobs', (slice) => listOpenJobs(context, company, query, slice));
        return { ...jobs, items: jobs.items.map((job) => ({ ...job, url: `${url}/jobs/${job.number}` })) };
      },
    }),
    route({
      method: 'GET',
      url: '/public/jobs/:id/form',
      tag,
      summary: 'What an application for an open job may and must hold; no key',
      open: true,
      params: idParams,
      query: publicFormQuery,
      answer: jobForm,
      handle: async ({ context, params, query }) => {
        const { company } = await getCareersPage(context, query.company);
        return (await getOpenForm(context, company, params.id)).form;
      },
    }),
    route({
      method: 'POST',
      url: '/public/applications',
      tag,
      summary: 'Apply from a web page with a publishable key; the answer is always the same',
      open: true,
      publishable: true,
      body: publicApplicationInput,
      forms: ['resume', 'coverLetter'],
      base64: 'resume',
      jsonFields: ['answers', 'consents', 'demographics'],
      answer: publicReceipt,
      status: 202,
      assertMaySend: (request) => {
        const { keyId: id, maxPerHour } = assertPublicCaller(request);
        intake.assertRoom({ id, maxPerHour });
      },
      waitToSend: (request) =>
        bodies.enter({
          address: request.ip,
          owner: assertPublicCaller(request).keyId,
          bytes: announcedBytes(request),
          sender: senderOf(request),
        }),
      handle: async ({ context, body, files, request }) => {
        const { company, keyId, name, maxPerHour } = assertPublicCaller(request);
        const key = { id: keyId, maxPerHour };
        // One job has one count, by whichever name it is called.
        const job = await namedJob(context, company, body.jobId);
        intake.take({ address: request.ip, companyId: company.id, job, key });
        const sent = { input: body, uploads: files };
        await takeInPublic(context, company, { way: 'key', name }, sent);
        return { received: true as const };
      },
    }),
  ];
}
