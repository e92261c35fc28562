import { type ClientOptions, createHttp } from './http.ts';
import { accessLevelsResource } from './resources/access-levels.ts';
import { applicationsResource } from './resources/applications.ts';
import { approvalsResource } from './resources/approvals.ts';
import { candidateDuplicatesResource } from './resources/candidate-duplicates.ts';
import { candidateFieldsResource } from './resources/candidate-fields.ts';
import { candidateFiltersResource } from './resources/candidate-filters.ts';
import { candidateImportsResource } from './resources/candidate-imports.ts';
import { candidatesResource } from './resources/candidates.ts';
import { careersResource } from './resources/careers.ts';
import { companyResource } from './resources/company.ts';
import { connectionsResource } from './resources/connections.ts';
import { consentTextsResource, demographicsResource } from './resources/consents.ts';
import { employeesResource } from './resources/employees.ts';
import { fieldsResource } from './resources/fields.ts';
import { filesResource } from './resources/files.ts';
import { hireChangesResource } from './resources/hire-changes.ts';
import { hiresResource } from './resources/hires.ts';
import { hiringReportResource } from './resources/hiring-report.ts';
import { holdsResource } from './resources/holds.ts';
import { jobsResource } from './resources/jobs.ts';
import { keysResource } from './resources/keys.ts';
import { oauthAppsResource } from './resources/oauth-apps.ts';
import { oauthGrantsResource } from './resources/oauth-grants.ts';
import { pipelinesResource } from './resources/pipelines.ts';
import { providerWritesResource } from './resources/provider-writes.ts';
import { publishableKeysResource } from './resources/publishable-keys.ts';
import { recruitingResource } from './resources/recruiting.ts';
import { rejectReasonsResource } from './resources/reject-reasons.ts';
import { retentionResource } from './resources/retention.ts';
import { sandboxResource } from './resources/sandbox.ts';
import { savedReportsResource } from './resources/saved-reports.ts';
import { sessionResource } from './resources/session.ts';
import { setupResource } from './resources/setup.ts';
import { stagesResource } from './resources/stages.ts';
import { syncsResource } from './resources/syncs.ts';
import { usersResource } from './resources/users.ts';
import type { Page } from './schemas/paging.ts';

export type JoineryClient = ReturnType<typeof createClient>;

/** A typed client of the native API. Every call throws ApiError when it is refused. */
export function createClient(options: ClientOptions = {}) {
  const http = createHttp(options);
  return {
    session: sessionResource(http),
    setup: setupResource(http),
    company: companyResource(http),
    users: usersResource(http),
    accessLevels: accessLevelsResource(http),
    keys: keysResource(http),
    oauthApps: oauthAppsResource(http),
    publishableKeys: publishableKeysResource(http),
    careers: careersResource(http),
    oauthGrants: oauthGrantsResource(http),
    fields: fieldsResource(http),
    employees: employeesResource(http),
    jobs: jobsResource(http),
    pipelines: pipelinesResource(http),
    stages: stagesResource(http),
    candidates: candidatesResource(http),
    candidateDuplicates: candidateDuplicatesResource(http),
    candidateFields: candidateFieldsResource(http),
    candidateImports: candidateImportsResource(http),
    candidateFilters: candidateFiltersResource(http),
    rejectReasons: rejectReasonsResource(http),
    applications: applicationsResource(http),
    consentTexts: consentTextsResource(http),
    demographics: demographicsResource(http),
    retention: retentionResource(http),
    files: filesResource(http),
    connections: connectionsResource(http),
    hires: hiresResource(http),
    hireChanges: hireChangesResource(http),
    hiringReport: hiringReportResource(http),
    approvals: approvalsResource(http),
    providerWrites: providerWritesResource(http),
    recruiting: recruitingResource(http),
    syncs: syncsResource(http),
    holds: holdsResource(http),
    sandbox: sandboxResource(http),
    savedReports: savedReportsResource(http),
  };
}

/**
 * Yields every item of a list, page after page.
 *
 * What is added to the list meanwhile may or may not come; nothing that was there is left out.
 */
export async function* everyItem<T>(
  read: (cursor: string | undefined) => Promise<Page<T>>,
): AsyncGenerator<T, void, undefined> {
  let cursor: string | undefined;
  do {
    const page = await read(cursor);
    yield* page.items;
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
}
