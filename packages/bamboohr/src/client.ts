import type { BambooHrOptions } from './options.ts';
import { ApplicantTracking } from './resources/applicant-tracking.ts';
import { Company } from './resources/company.ts';
import { CompanyFiles } from './resources/company-files.ts';
import { Datasets } from './resources/datasets.ts';
import { Dependents } from './resources/dependents.ts';
import { EmployeeFiles } from './resources/employee-files.ts';
import { EmployeeTables } from './resources/employee-tables.ts';
import { Employees } from './resources/employees.ts';
import { Goals } from './resources/goals.ts';
import { HourRecords } from './resources/hour-records.ts';
import { Meta } from './resources/meta.ts';
import { Photos } from './resources/photos.ts';
import { Projects } from './resources/projects.ts';
import { Reports } from './resources/reports.ts';
import { TimeOff } from './resources/time-off.ts';
import { TimeTracking } from './resources/time-tracking.ts';
import { Trainings } from './resources/trainings.ts';
import { Webhooks } from './resources/webhooks.ts';
import { createTransport } from './transport/transport.ts';

/**
 * A client of one company's BambooHR API. Holds no connection, and no state but its OAuth tokens.
 *
 * Every operation throws `BambooHrError`, whose `outcome` says whether a failed write may have happened.
 * Reads are repeated as `retry` says; a write is sent exactly once.
 *
 * @throws TypeError when the options do not name a company or hold an unusable key.
 */
export class BambooHr {
  readonly applicantTracking: ApplicantTracking;
  readonly company: Company;
  readonly companyFiles: CompanyFiles;
  readonly datasets: Datasets;
  readonly dependents: Dependents;
  readonly employees: Employees;
  readonly files: EmployeeFiles;
  readonly goals: Goals;
  readonly hourRecords: HourRecords;
  readonly meta: Meta;
  readonly photos: Photos;
  readonly projects: Projects;
  readonly reports: Reports;
  readonly tables: EmployeeTables;
  readonly timeOff: TimeOff;
  readonly timeTracking: TimeTracking;
  readonly trainings: Trainings;
  readonly webhooks: Webhooks;

  constructor(options: BambooHrOptions) {
    const transport = createTransport(options);
    this.applicantTracking = new ApplicantTracking(transport);
    this.company = new Company(transport);
    this.companyFiles = new CompanyFiles(transport);
    this.datasets = new Datasets(transport);
    this.dependents = new Dependents(transport);
    this.employees = new Employees(transport);
    this.files = new EmployeeFiles(transport);
    this.goals = new Goals(transport);
    this.hourRecords = new HourRecords(transport);
    this.meta = new Meta(transport);
    this.photos = new Photos(transport);
    this.projects = new Projects(transport);
    this.reports = new Reports(transport);
    this.tables = new EmployeeTables(transport);
    this.timeOff = new TimeOff(transport);
    this.timeTracking = new TimeTracking(transport);
    this.trainings = new Trainings(transport);
    this.webhooks = new Webhooks(transport);
  }
}
