export { BambooHr } from './client.ts';
export { BambooHrError, type BambooHrErrorParts, type ErrorReason, type Outcome } from './error.ts';
export type { Json, JsonObject } from './json.ts';
export { type LoggedIn, type LoginOptions, logIn } from './login.ts';
export {
  type AuthorizeUrlOptions,
  type OAuthOptions,
  type OAuthTokens,
  oauthAuthorizeUrl,
  oauthTokenUrl,
} from './oauth.ts';
export { exchangeOAuthCode, type OAuthCodeOptions } from './oauth-code.ts';
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
  Application,
  ApplicationStatus,
  ApplicationSummary,
  CreatedApplication,
  CreatedJobOpening,
  HiringLead,
  Job,
  JobLocation,
  JobStatusGroup,
  Label,
  ListApplicationsOptions,
  ListJobsOptions,
  NewApplication,
  NewJobOpening,
} from './resources/applicant-tracking.ts';
export type { Id } from './resources/arguments.ts';
export type {
  Company,
  CompanyInformation,
  CompanyInformationChange,
  CompanyLocation,
  CompanyProfile,
  LocationInput,
} from './resources/company.ts';
export type { CompanyFiles } from './resources/company-files.ts';
export type {
  Aggregation,
  Dataset,
  DatasetAggregation,
  DatasetField,
  DatasetOption,
  DatasetPage,
  DatasetQuery,
  DatasetSummary,
  DatasetSummaryQuery,
  Datasets,
} from './resources/datasets.ts';
export type { Dependent, DependentInput, Dependents } from './resources/dependents.ts';
export type { EmployeeFileList, EmployeeFiles } from './resources/employee-files.ts';
export type { ChangedRows, EmployeeTables, ListRowsOptions, TableRow } from './resources/employee-tables.ts';
export type {
  Change,
  Changes,
  ChangeType,
  Directory,
  Employee,
  Employees,
  GetOptions,
  ListEmployeesOptions,
  ListedEmployee,
  WriteValue,
} from './resources/employees.ts';
export type {
  DownloadedFile,
  FileCategory,
  FileChange,
  OpenFile,
  StoredFile,
  UploadFile,
} from './resources/files.ts';
export type {
  Goal,
  GoalChange,
  GoalComment,
  GoalCount,
  GoalFilter,
  GoalInput,
  GoalMilestone,
  GoalOption,
  GoalOverview,
  GoalPerson,
  GoalsOverview,
} from './resources/goal-shapes.ts';
export type { Goals } from './resources/goals.ts';
export type {
  HourRecord,
  HourRecordInput,
  HourRecordOutcome,
  HourRecords,
  RateType,
} from './resources/hour-records.ts';
export {
  type Country,
  fieldTypes,
  type ListChange,
  type Meta,
  type MetaColumn,
  type MetaField,
  type MetaList,
  type MetaOption,
  type MetaTable,
  type MetaUser,
  type Province,
  type TimeZone,
} from './resources/meta.ts';
export type { Photo, PhotoSize, Photos } from './resources/photos.ts';
export type {
  Project,
  ProjectChange,
  ProjectInput,
  Projects,
  ProjectTask,
  TaskInput,
} from './resources/projects.ts';
export type {
  OpenReport,
  Report,
  ReportField,
  ReportFileFormat,
  ReportOptions,
  ReportRow,
  Reports,
  SavedReport,
  SearchOptions,
  SearchResult,
} from './resources/reports.ts';
export type {
  Absence,
  EmployeePolicy,
  ListRequestsOptions,
  NewTimeOffRequest,
  PolicyAssignment,
  TimeOff,
  TimeOffBalance,
  TimeOffPolicy,
  TimeOffRequest,
  TimeOffStatus,
  TimeOffType,
  TimeOffTypes,
} from './resources/time-off.ts';
export type {
  ClockEntry,
  ClockIn,
  ClockOut,
  HourEntry,
  StoredEntries,
  TimesheetEntry,
  TimeTracking,
} from './resources/time-tracking.ts';
export type {
  TrainingCategory,
  TrainingRecord,
  TrainingRecordInput,
  Trainings,
  TrainingType,
  TrainingTypeInput,
} from './resources/trainings.ts';
export type {
  CreatedWebhook,
  Webhook,
  WebhookDeliveryEntry,
  WebhookEvent,
  WebhookField,
  WebhookInput,
  WebhookSummary,
  Webhooks,
} from './resources/webhooks.ts';
export type { FileInput } from './transport/multipart.ts';
export type { Created, Written } from './transport/proof.ts';
export { type FieldTypes, type FieldValue, type Money, type RecordValues, toMoney } from './values.ts';
export {
  readWebhookChanges,
  type VerifyOptions,
  verifyWebhook,
  type WebhookChange,
  type WebhookDelivery,
  type WebhookVerdict,
} from './webhook-verifier.ts';
