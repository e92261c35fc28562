import type { Case } from './case.ts';
import { applicantTrackingCases } from './cases/applicant-tracking.ts';
import { applicationsCases } from './cases/applications.ts';
import { authenticationCases } from './cases/authentication.ts';
import { companyCases } from './cases/company.ts';
import { companyFilesCases } from './cases/company-files.ts';
import { datasetsCases } from './cases/datasets.ts';
import { dependentsCases } from './cases/dependents.ts';
import { employeeListCases } from './cases/employee-list.ts';
import { employeesCases } from './cases/employees.ts';
import { filesCases } from './cases/files.ts';
import { goalsCases } from './cases/goals.ts';
import { metadataCases } from './cases/metadata.ts';
import { photosCases } from './cases/photos.ts';
import { placesCases } from './cases/places.ts';
import { projectsCases } from './cases/projects.ts';
import { reportsCases } from './cases/reports.ts';
import { tablesCases } from './cases/tables.ts';
import { timeOffCases } from './cases/time-off.ts';
import { timeOffBalancesCases } from './cases/time-off-balances.ts';
import { timeTrackingCases } from './cases/time-tracking.ts';
import { trainingsCases } from './cases/trainings.ts';
import { transportCases } from './cases/transport.ts';
import { webhooksCases } from './cases/webhooks.ts';

/** Every case there is, by area. */
export const suite: readonly Case[] = [
  ...transportCases,
  ...authenticationCases,
  ...employeesCases,
  ...tablesCases,
  ...metadataCases,
  ...placesCases,
  ...companyCases,
  ...reportsCases,
  ...datasetsCases,
  ...employeeListCases,
  ...filesCases,
  ...companyFilesCases,
  ...photosCases,
  ...applicantTrackingCases,
  ...applicationsCases,
  ...timeOffCases,
  ...timeOffBalancesCases,
  ...timeTrackingCases,
  ...webhooksCases,
  ...dependentsCases,
  ...trainingsCases,
  ...goalsCases,
  ...projectsCases,
];
