import { ApiError, type DuplicateState } from '@joinery/sdk';
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  notFound,
  redirect,
} from '@tanstack/react-router';
import { toSearch } from './pages/candidates/candidate-filter.ts';
import { toPrivacySearch } from './pages/privacy/privacy-words.ts';
import { sessionQuery, setupQuery } from './pages/session/session.queries.ts';
import { queryClient } from './query-client.ts';
import { localPath } from './ui/local-path.ts';
import { PagePending } from './ui/page-pending.tsx';
import { NotFound, PageProblem } from './ui/page-problem.tsx';
import { RootLayout } from './ui/root-layout.tsx';
import { Shell } from './ui/shell.tsx';

const optionalText = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

function employeeNumber(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw notFound();
  return Number(text);
}

const root = createRootRoute({
  component: RootLayout,
  notFoundComponent: NotFound,
  errorComponent: PageProblem,
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: (search): { next?: string; company?: string; ended?: true } => {
    const next = localPath(search.next);
    const company = optionalText(search.company);
    const ended = search.ended === true;
    return { ...(next && { next }), ...(company && { company }), ...(ended && { ended }) };
  },
  beforeLoad: async () => {
    const setup = await queryClient.fetchQuery(setupQuery).catch(() => ({ needed: false }));
    if (setup.needed) throw redirect({ to: '/setup' });
  },
  component: lazyRouteComponent(() => import('./pages/session/sign-in-page.tsx'), 'SignInPage'),
});

const setup = createRoute({
  getParentRoute: () => root,
  path: '/setup',
  component: lazyRouteComponent(() => import('./pages/setup/setup-page.tsx'), 'SetupPage'),
});

const signedIn = createRoute({
  getParentRoute: () => root,
  id: 'signed-in',
  component: Shell,
  beforeLoad: async ({ location }) => {
    try {
      await queryClient.ensureQueryData(sessionQuery);
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 401)) throw error;
      const next = localPath(location.href);
      throw redirect({ to: '/sign-in', search: next && next !== '/' ? { next } : {} });
    }
  },
});

const home = createRoute({
  getParentRoute: () => signedIn,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/jobs' });
  },
});

const jobs = createRoute({
  getParentRoute: () => signedIn,
  path: '/jobs',
  component: lazyRouteComponent(() => import('./pages/jobs/jobs-page.tsx'), 'JobsPage'),
});

const job = createRoute({
  getParentRoute: () => signedIn,
  path: '/jobs/$jobId',
  component: lazyRouteComponent(() => import('./pages/jobs/job-page.tsx'), 'JobPage'),
});

const jobSetup = createRoute({
  getParentRoute: () => signedIn,
  path: '/jobs/$jobId/setup',
  component: lazyRouteComponent(() => import('./pages/jobs/setup/job-setup-page.tsx'), 'JobSetupPage'),
});

const candidates = createRoute({
  getParentRoute: () => signedIn,
  path: '/candidates',
  validateSearch: toSearch,
  component: lazyRouteComponent(() => import('./pages/candidates/candidates-page.tsx'), 'CandidatesPage'),
});

const candidateSetup = createRoute({
  getParentRoute: () => signedIn,
  path: '/candidates/setup',
  component: lazyRouteComponent(() => import('./pages/candidates/setup-page.tsx'), 'CandidateSetupPage'),
});

const candidateImports = createRoute({
  getParentRoute: () => signedIn,
  path: '/candidates/imports',
  component: lazyRouteComponent(() => import('./pages/candidate-imports/imports-page.tsx'), 'ImportsPage'),
});

const candidateImport = createRoute({
  getParentRoute: () => signedIn,
  path: '/candidates/imports/$importId',
  component: lazyRouteComponent(() => import('./pages/candidate-imports/import-page.tsx'), 'ImportPage'),
});

const candidate = createRoute({
  getParentRoute: () => signedIn,
  path: '/candidates/$candidateId',
  component: lazyRouteComponent(() => import('./pages/candidates/candidate-page.tsx'), 'CandidatePage'),
});

const duplicates = createRoute({
  getParentRoute: () => signedIn,
  path: '/candidates/duplicates',
  validateSearch: (search): { state?: DuplicateState } =>
    search.state === 'merged' || search.state === 'dismissed' ? { state: search.state } : {},
  component: lazyRouteComponent(() => import('./pages/duplicates/duplicates-page.tsx'), 'DuplicatesPage'),
});

const compare = createRoute({
  getParentRoute: () => signedIn,
  path: '/candidates/compare',
  validateSearch: (search): { keep: string; with: string } => {
    const [keep, other] = [optionalText(search.keep), optionalText(search.with)];
    if (keep === undefined || other === undefined || keep === other) throw notFound();
    return { keep, with: other };
  },
  component: lazyRouteComponent(() => import('./pages/duplicates/compare-page.tsx'), 'ComparePage'),
});

const privacy = createRoute({
  getParentRoute: () => signedIn,
  path: '/privacy',
  validateSearch: toPrivacySearch,
  component: lazyRouteComponent(() => import('./pages/privacy/privacy-page.tsx'), 'PrivacyPage'),
});

const hires = createRoute({
  getParentRoute: () => signedIn,
  path: '/hires',
  validateSearch: (search): { state?: string; connection?: string; q?: string } => {
    const state = optionalText(search.state);
    const connection = optionalText(search.connection);
    const q = optionalText(search.q);
    return { ...(state && { state }), ...(connection && { connection }), ...(q && { q }) };
  },
  component: lazyRouteComponent(() => import('./pages/hires/hires-page.tsx'), 'HiresPage'),
});

const newHire = createRoute({
  getParentRoute: () => signedIn,
  path: '/hires/new',
  validateSearch: (search): { application: string; connection: string } => {
    const application = optionalText(search.application);
    const connection = optionalText(search.connection);
    if (application === undefined || connection === undefined) throw notFound();
    return { application, connection };
  },
  component: lazyRouteComponent(() => import('./pages/hires/review-page.tsx'), 'NewHirePage'),
});

const mendHire = createRoute({
  getParentRoute: () => signedIn,
  path: '/hires/$hireId/review',
  component: lazyRouteComponent(() => import('./pages/hires/review-page.tsx'), 'MendHirePage'),
});

const hire = createRoute({
  getParentRoute: () => signedIn,
  path: '/hires/$hireId',
  component: lazyRouteComponent(() => import('./pages/hires/hire-page.tsx'), 'HirePage'),
});

const hiringReport = createRoute({
  getParentRoute: () => signedIn,
  path: '/hiring-report',
  validateSearch: (search): { from?: string; to?: string; job?: string } => {
    const [from, to, job] = [search.from, search.to, search.job].map(optionalText);
    return { ...(from && { from }), ...(to && { to }), ...(job && { job }) };
  },
  component: lazyRouteComponent(() => import('./pages/reports/hiring-report-page.tsx'), 'HiringReportPage'),
});

const connections = createRoute({
  getParentRoute: () => signedIn,
  path: '/connections',
  component: lazyRouteComponent(() => import('./pages/connections/connections-page.tsx'), 'ConnectionsPage'),
});

const newConnection = createRoute({
  getParentRoute: () => signedIn,
  path: '/connections/new',
  component: lazyRouteComponent(
    () => import('./pages/connections/new-connection-page.tsx'),
    'NewConnectionPage',
  ),
});
const newRecruiting = createRoute({
  getParentRoute: () => signedIn,
  path: '/connections/new-recruiting',
  component: lazyRouteComponent(
    () => import('./pages/connections/new-recruiting-page.tsx'),
    'NewRecruitingPage',
  ),
});

const connection = createRoute({
  getParentRoute: () => signedIn,
  path: '/connections/$connectionId',
  component: lazyRouteComponent(() => import('./pages/connections/connection-page.tsx'), 'ConnectionPage'),
});

const sync = createRoute({
  getParentRoute: () => signedIn,
  path: '/syncs/$syncId',
  component: lazyRouteComponent(() => import('./pages/syncs/sync-page.tsx'), 'SyncPage'),
});

const holds = createRoute({
  getParentRoute: () => signedIn,
  path: '/holds',
  validateSearch: (search): { state?: string } => {
    const state = optionalText(search.state);
    return state ? { state } : {};
  },
  component: lazyRouteComponent(() => import('./pages/holds/holds-page.tsx'), 'HoldsPage'),
});

const hold = createRoute({
  getParentRoute: () => signedIn,
  path: '/holds/$holdId',
  component: lazyRouteComponent(() => import('./pages/holds/hold-page.tsx'), 'HoldPage'),
});

const approvals = createRoute({
  getParentRoute: () => signedIn,
  path: '/approvals',
  validateSearch: (search): { show?: string } => {
    const show = optionalText(search.show);
    return show ? { show } : {};
  },
  component: lazyRouteComponent(() => import('./pages/approvals/approvals-page.tsx'), 'ApprovalsPage'),
});

const approval = createRoute({
  getParentRoute: () => signedIn,
  path: '/approvals/$approvalId',
  component: lazyRouteComponent(() => import('./pages/approvals/approval-page.tsx'), 'ApprovalPage'),
});

const employees = createRoute({
  getParentRoute: () => signedIn,
  path: '/employees',
  component: lazyRouteComponent(() => import('./pages/employees/employees-page.tsx'), 'EmployeesPage'),
});

const employee = createRoute({
  getParentRoute: () => signedIn,
  path: '/employees/$number',
  params: {
    parse: ({ number }) => ({ number: employeeNumber(number) }),
    stringify: ({ number }) => ({ number: String(number) }),
  },
  validateSearch: (search): { company?: string } => {
    const company = optionalText(search.company);
    return company ? { company } : {};
  },
  component: lazyRouteComponent(() => import('./pages/employees/employee-page.tsx'), 'EmployeePage'),
});

const company = createRoute({
  getParentRoute: () => signedIn,
  path: '/company',
  component: lazyRouteComponent(() => import('./pages/company/company-page.tsx'), 'CompanyPage'),
});

const keys = createRoute({
  getParentRoute: () => signedIn,
  path: '/keys',
  component: lazyRouteComponent(() => import('./pages/keys/keys-page.tsx'), 'KeysPage'),
});

const careersPage = createRoute({
  getParentRoute: () => signedIn,
  path: '/careers-page',
  component: lazyRouteComponent(() => import('./pages/careers/careers-page.tsx'), 'CareersPage'),
});

const oauthApps = createRoute({
  getParentRoute: () => signedIn,
  path: '/oauth-apps',
  component: lazyRouteComponent(() => import('./pages/oauth-apps/oauth-apps-page.tsx'), 'OauthAppsPage'),
});

const users = createRoute({
  getParentRoute: () => signedIn,
  path: '/users',
  component: lazyRouteComponent(() => import('./pages/users/users-page.tsx'), 'UsersPage'),
});

const sandbox = createRoute({
  getParentRoute: () => signedIn,
  path: '/sandbox',
  beforeLoad: () => {
    // Another kind of company has no such place.
    if (queryClient.getQueryData(sessionQuery.queryKey)?.company.kind !== 'sandbox') throw notFound();
  },
  component: lazyRouteComponent(() => import('./pages/sandbox/sandbox-page.tsx'), 'SandboxPage'),
});

export const router = createRouter({
  routeTree: root.addChildren([
    signIn,
    setup,
    signedIn.addChildren([
      home,
      jobs,
      job,
      jobSetup,
      candidates,
      candidate,
      candidateSetup,
      candidateImports,
      candidateImport,
      duplicates,
      compare,
      hires,
      newHire,
      hire,
      mendHire,
      hiringReport,
      connections,
      newConnection,
      newRecruiting,
      connection,
      sync,
      holds,
      hold,
      approvals,
      approval,
      employees,
      employee,
      company,
      careersPage,
      privacy,
      keys,
      oauthApps,
      users,
      sandbox,
    ]),
  ]),
  defaultPreload: 'intent',
  defaultPendingComponent: PagePending,
  defaultErrorComponent: PageProblem,
  defaultNotFoundComponent: NotFound,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
