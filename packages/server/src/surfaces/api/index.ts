// The native API: prefix, identity of callers, the list of route files.
import multipart from '@fastify/multipart';
import swagger from '@fastify/swagger';
import { JoineryError } from '@joinery/sdk';
import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import type { Context } from '../../modules/context.ts';
import { createGuards, type Guards } from '../guards.ts';
import { multipartLimits } from '../multipart.ts';
import { assertAcceptableSize, bodyLimits } from '../pipeline.ts';
import { accessRoutes } from './access.routes.ts';
import { applicationsRoutes } from './applications.routes.ts';
import { approvalsRoutes } from './approvals.routes.ts';
import { candidateDuplicatesRoutes } from './candidate-duplicates.routes.ts';
import { candidateFieldsRoutes } from './candidate-fields.routes.ts';
import { candidateFiltersRoutes } from './candidate-filters.routes.ts';
import { candidateImportsRoutes } from './candidate-imports.routes.ts';
import { candidateNotesRoutes } from './candidate-notes.routes.ts';
import { candidatesRoutes } from './candidates.routes.ts';
import { careersRoutes } from './careers.routes.ts';
import { companyRoutes } from './company.routes.ts';
import { accountRoutes, connectionsRoutes } from './connections.routes.ts';
import { consentsRoutes } from './consents.routes.ts';
import { mountRoutes, sendProblem } from './dispatch.ts';
import { mountDocs } from './docs.ts';
import { employeeFilesRoutes } from './employee-files.routes.ts';
import { employeesRoutes } from './employees.routes.ts';
import { fieldsRoutes } from './fields.routes.ts';
import { filesRoutes } from './files.routes.ts';
import { hireChangesRoutes } from './hire-changes.routes.ts';
import { hireFindingsRoutes } from './hire-findings.routes.ts';
import { hireMappingsRoutes } from './hire-mappings.routes.ts';
import { hiresRoutes } from './hires.routes.ts';
import { hiringReportRoutes } from './hiring-report.routes.ts';
import { holdsRoutes } from './holds.routes.ts';
import { jobsRoutes } from './jobs.routes.ts';
import { oauthAppsRoutes } from './oauth-apps.routes.ts';
import { offersRoutes } from './offers.routes.ts';
import { openApiOptions } from './openapi.ts';
import { pipelinesRoutes } from './pipelines.routes.ts';
import { providerWritesRoutes } from './provider-writes.routes.ts';
import { publicPath, publicRoutes } from './public.routes.ts';
import { installPublicCallers } from './public-callers.ts';
import { recruitingRoutes } from './recruiting.routes.ts';
import { rejectReasonsRoutes } from './reject-reasons.routes.ts';
import { retentionRoutes } from './retention.routes.ts';
import type { Route } from './routes.ts';
import { sandboxRoutes } from './sandbox.routes.ts';
import { savedReportsRoutes } from './saved-reports.routes.ts';
import { sessionRoutes } from './session.routes.ts';
import { stagesRoutes } from './stages.routes.ts';
import { syncsRoutes } from './syncs.routes.ts';

const prefix = '/v1';

/** Every route of the native API. */
function allRoutes({ signIns, probes, intake, bodies }: Guards): Route[] {
  return [
    ...sessionRoutes(signIns),
    ...companyRoutes,
    ...accessRoutes,
    ...oauthAppsRoutes,
    ...employeesRoutes,
    ...employeeFilesRoutes,
    ...fieldsRoutes,
    ...jobsRoutes,
    ...pipelinesRoutes,
    ...stagesRoutes,
    ...candidatesRoutes,
    ...candidateDuplicatesRoutes,
    ...candidateNotesRoutes,
    ...candidateImportsRoutes,
    ...candidateFieldsRoutes,
    ...candidateFiltersRoutes,
    ...rejectReasonsRoutes,
    ...careersRoutes,
    ...publicRoutes({ intake, bodies }),
    ...applicationsRoutes,
    ...consentsRoutes,
    ...retentionRoutes,
    ...offersRoutes,
    ...filesRoutes,
    ...connectionsRoutes,
    ...recruitingRoutes,
    ...hireMappingsRoutes,
    ...accountRoutes(probes),
    ...hireFindingsRoutes,
    ...hireChangesRoutes,
    ...hiresRoutes,
    ...hiringReportRoutes,
    ...approvalsRoutes,
    ...syncsRoutes,
    ...holdsRoutes,
    ...providerWritesRoutes,
    ...sandboxRoutes,
    ...savedReportsRoutes,
  ];
}

/** The native API under /v1, its OpenAPI document and its documentation at /docs. */
export function apiSurface(context: Context, guards = createGuards(context)): FastifyPluginAsync {
  return async (app) => {
    await app.register((scope) => mountV1(scope, context, guards), { prefix });
    await app.register(mountDocs);
  };
}

async function mountV1(app: FastifyInstance, context: Context, guards: Guards): Promise<void> {
  const routes = allRoutes(guards);
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  installPublicCallers(app, context, publicPath);
  app.addHook('onRequest', async (request) => {
    assertAcceptableSize(request, bodyLimits);
    assertUnconditional(request);
  });
  app.setErrorHandler(async (error, request, reply) => {
    await guards.failures.hold(error, request.ip);
    return sendProblem(reply, error);
  });
  refuseUnknownPaths(app, routes);
  await app.register(multipart, { limits: multipartLimits, throwFileSizeLimit: false });
  await app.register(swagger, openApiOptions);
  mountRoutes(app, context, routes);
  app.get('/openapi.json', { schema: { hide: true } }, async (_request, reply) =>
    reply.type('application/json').serializer(JSON.stringify).send(app.swagger()),
  );
}

// Whoever says which version they mean must not change another one: better that they are refused.
function assertUnconditional({ headers, method }: FastifyRequest): void {
  const condition = headers['if-match'];
  if (condition === undefined || condition.trim() === '*' || method === 'GET' || method === 'HEAD') return;
  throw new JoineryError(
    'request.precondition_failed',
    'Records have no versions here that If-Match could name. Leave the header out.',
  );
}

// A route and not only a handler for what is not found: another surface may answer to every path.
function refuseUnknownPaths(app: FastifyInstance, routes: Route[]): void {
  const refuse = async (request: FastifyRequest, reply: FastifyReply): Promise<never> => {
    const allowed = methodsOf(routes, request.url);
    if (allowed.length > 0) reply.header('allow', allowed.join(', '));
    throw unknownRoute(request.method, allowed);
  };
  // Before the body is read, which may be of any size and kind.
  const methods: HTTPMethods[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
  for (const url of ['', '/*'])
    app.route({ method: methods, url, schema: { hide: true }, onRequest: refuse, handler: refuse });
  app.setNotFoundHandler(refuse);
}

function unknownRoute(method: string, allowed: string[]): JoineryError {
  if (allowed.length === 0) return new JoineryError('request.not_found', 'There is no such path; see /docs.');
  return new JoineryError('request.method_not_allowed', `${method} is not possible here.`);
}

function methodsOf(routes: Route[], url: string): string[] {
  const path = (url.split('?')[0] ?? '').slice(prefix.length);
  const methods = routes.filter((route) => fits(route.url, path)).map((route) => route.method);
  return [...new Set(methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])))];
}

function fits(pattern: string, path: string): boolean {
  const [expected, given] = [pattern.split('/'), path.split('/')];
  return (
    expected.length === given.length &&
    expected.every((part, index) => (part.startsWith(':') ? given[index] !== '' : part === given[index]))
  );
}
