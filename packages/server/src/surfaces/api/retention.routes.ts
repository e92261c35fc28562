import {
  type CandidatePrivacy,
  candidatePrivacy,
  type PrivacyReason,
  pageOf,
  pageQuery,
  privacyQuery,
  privacyReason,
  retention,
  retentionInput,
} from '@joinery/sdk';
import type { Principal } from '../../modules/access/principal.ts';
import { exportCandidate } from '../../modules/retention/export-candidate.service.ts';
import {
  eraseCandidate,
  getPrivacy,
  getRetention,
  holdForLaw,
  liftRestriction,
  listPrivacy,
  type RetentionScope,
  releaseFromLaw,
  renewCandidate,
  restrictCandidate,
  setRetention,
} from '../../modules/retention/retention.service.ts';
import { headersOf } from './files.routes.ts';
import { idParams } from './params.ts';
import { FileAnswer, page, type Route, route } from './routes.ts';

const tag = 'Candidates';

type Act = (
  context: RetentionScope,
  principal: Principal,
  id: string,
  reason: PrivacyReason,
) => Promise<CandidatePrivacy>;

const act = (name: string, summary: string, perform: Act): Route =>
  route({
    method: 'POST',
    url: `/candidates/:id/${name}`,
    tag,
    summary,
    params: idParams,
    body: privacyReason,
    answer: candidatePrivacy,
    // It waits for everybody who writes in the company, and a second time finds it done.
    repeatable: true,
    handle: ({ context, principal, params, body }) => perform(context, principal, params.id, body),
  });

export const retentionRoutes: Route[] = [
  route({
    method: 'GET',
    url: '/retention',
    tag: 'Retention',
    summary:
      'How long candidates are kept, by country; the usual rules, switched off, until the company chooses',
    answer: retention,
    handle: ({ context, principal }) => getRetention(context, principal),
  }),
  route({
    method: 'PUT',
    url: '/retention',
    tag: 'Retention',
    summary: 'Choose how long candidates are kept',
    body: retentionInput,
    answer: retention,
    handle: ({ context, principal, body }) => setRetention(context, principal, body),
  }),
  route({
    method: 'GET',
    url: '/retention/candidates',
    tag: 'Retention',
    summary: 'Candidates whose time is nearly over, who are restricted, or who were erased',
    query: pageQuery.extend(privacyQuery.shape).strict(),
    answer: pageOf(candidatePrivacy),
    handle: (call) =>
      page(call, 'retention', (slice) => listPrivacy(call.context, call.principal, call.query, slice)),
  }),
  route({
    method: 'GET',
    url: '/candidates/:id/privacy',
    tag,
    summary: 'How long a candidate is kept, and whether they are held, restricted or erased',
    params: idParams,
    answer: candidatePrivacy,
    handle: ({ context, principal, params }) => getPrivacy(context, principal, params.id),
  }),
  route({
    method: 'GET',
    url: '/candidates/:id/export',
    tag,
    summary: 'Everything that is kept of a candidate, in one ZIP file',
    params: idParams,
    sendsFile: true,
    handle: async ({ context, principal, params }) => {
      const file = await exportCandidate(context, principal, params.id);
      return new FileAnswer(headersOf(file), file.open);
    },
  }),
  act('renew', 'Keep a candidate: their time begins anew', renewCandidate),
  act('hold', 'Erase nothing of a candidate until they are released', holdForLaw),
  act('release', 'End a hold', releaseFromLaw),
  act('restrict', 'Keep a candidate from everybody’s sight', restrictCandidate),
  act('lift', 'End a restriction', liftRestriction),
  act('erase', 'Erase a candidate, or restrict them until the law lets them be erased', eraseCandidate),
];
