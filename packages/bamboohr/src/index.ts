export { BambooHr } from './client.ts';
export { BambooHrError, type BambooHrErrorParts, type ErrorReason, type Outcome } from './error.ts';
export type { Json, JsonObject } from './json.ts';
export type {
  BambooHrOptions,
  CallOptions,
  FetchAnswer,
  FetchInit,
  FetchLike,
  Hooks,
  RequestEvent,
  ResponseEvent,
  RetryOptions,
  TimeoutOptions,
} from './options.ts';
export type {
  ApplicantTracking,
  CreatedApplication,
  Job,
  JobStatusGroup,
  Label,
  ListJobsOptions,
  NewApplication,
} from './resources/applicant-tracking.ts';
export type { Id } from './resources/arguments.ts';
export type {
  DownloadedFile,
  EmployeeFile,
  EmployeeFileList,
  EmployeeFiles,
  FileCategory,
  UploadFile,
} from './resources/employee-files.ts';
export type { EmployeeTables, ListRowsOptions, TableRow } from './resources/employee-tables.ts';
export type {
  Change,
  Changes,
  ChangeType,
  Directory,
  Employee,
  Employees,
  GetOptions,
  WriteValue,
} from './resources/employees.ts';
export { fieldTypes, type Meta, type MetaField, type MetaList, type MetaOption } from './resources/meta.ts';
export type {
  Report,
  ReportField,
  ReportOptions,
  ReportRow,
  Reports,
  SearchOptions,
  SearchResult,
} from './resources/reports.ts';
export type { FileInput } from './transport/multipart.ts';
export type { Created, Written } from './transport/proof.ts';
export { type FieldTypes, type FieldValue, type Money, type RecordValues, toMoney } from './values.ts';
