import { applicantTracking, openings } from './applicant-tracking.routes.ts';
import type { Area, Handler } from './call.ts';
import { company, companyPatch, companyProfile } from './company.routes.ts';
import { datasetOptionsV1, datasetsV1, datasetsV2, datasetsV12 } from './datasets.routes.ts';
import { dependents } from './dependents.routes.ts';
import { employeeList } from './employee-list.routes.ts';
import { employees } from './employees.routes.ts';
import type { ErrorStyle } from './errors.ts';
import { files } from './files.routes.ts';
import { goals } from './goals.routes.ts';
import { locations } from './locations.routes.ts';
import { login } from './login.routes.ts';
import { metadata } from './metadata.routes.ts';
import type { OperationId } from './operations.ts';
import { photos } from './photos.routes.ts';
import { places, zones } from './places.routes.ts';
import { projects } from './projects.routes.ts';
import { customReports, reports } from './reports.routes.ts';
import { tables } from './tables.routes.ts';
import { timeOff } from './time-off.routes.ts';
import { hourRecords, timesheets } from './time-tracking.routes.ts';
import { trainings } from './trainings.routes.ts';
import { webhooks } from './webhooks.routes.ts';

export const areas: readonly Area[] = [
  login,
  employees,
  employeeList,
  tables,
  metadata,
  places,
  zones,
  locations,
  company,
  companyProfile,
  companyPatch,
  files,
  photos,
  reports,
  customReports,
  datasetsV1,
  datasetOptionsV1,
  datasetsV12,
  datasetsV2,
  applicantTracking,
  openings,
  timeOff,
  timesheets,
  hourRecords,
  webhooks,
  dependents,
  trainings,
  goals,
  projects,
];

interface Route {
  style: ErrorStyle;
  handler: Handler;
  /** Asks for no credentials. */
  open: boolean;
  /** Begins on a guess of who calls. */
  eager: boolean;
}

const routes = new Map<OperationId, Route>(
  areas.flatMap(({ style, handlers, open = false, eager = [] }) =>
    Object.entries(handlers).map(([id, handler]): [OperationId, Route] => [
      id,
      { style, handler, open, eager: eager.includes(id) },
    ]),
  ),
);

export function findRoute(operation: OperationId): Route | undefined {
  return routes.get(operation);
}
