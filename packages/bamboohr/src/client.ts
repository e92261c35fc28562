import type { BambooHrOptions } from './options.ts';
import { ApplicantTracking } from './resources/applicant-tracking.ts';
import { EmployeeFiles } from './resources/employee-files.ts';
import { EmployeeTables } from './resources/employee-tables.ts';
import { Employees } from './resources/employees.ts';
import { Meta } from './resources/meta.ts';
import { Reports } from './resources/reports.ts';
import { createTransport } from './transport/transport.ts';

/**
 * A client of one company's BambooHR API. Holds no connection and no state: make as many as needed.
 *
 * Every operation throws `BambooHrError`, whose `outcome` says whether a failed write may have happened.
 * Reads are repeated as `retry` says; a write is sent exactly once.
 *
 * @throws TypeError when the options do not name a company or hold an unusable key.
 */
export class BambooHr {
  readonly applicantTracking: ApplicantTracking;
  readonly employees: Employees;
  readonly files: EmployeeFiles;
  readonly meta: Meta;
  readonly reports: Reports;
  readonly tables: EmployeeTables;

  constructor(options: BambooHrOptions) {
    const transport = createTransport(options);
    this.applicantTracking = new ApplicantTracking(transport);
    this.employees = new Employees(transport);
    this.files = new EmployeeFiles(transport);
    this.meta = new Meta(transport);
    this.reports = new Reports(transport);
    this.tables = new EmployeeTables(transport);
  }
}
