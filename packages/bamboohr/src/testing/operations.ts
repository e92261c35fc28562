// One call of each operation of the client. What holds for every operation is tested over this table, and
// scripts/check-client-operations.ts holds it against the list of operations that BambooHR has.
import type { BambooHr } from '../client.ts';
import type { CallOptions } from '../options.ts';

export interface Operation {
  readonly name: string;
  readonly method: string;
  /** After `/v1/`, unless it names a version. */
  readonly path: string;
  /** Its answer is read while it comes: what goes wrong after its head is told, not repeated. */
  readonly streams: boolean;
  /** How often a request is sent that fails with what may pass, with two retries allowed. */
  readonly attempts: number;
  readonly run: (client: BambooHr, options: CallOptions) => Promise<unknown>;
}

const file = { bytes: new Uint8Array([1, 2, 3]), fileName: 'cv.pdf' };
const ann = { firstName: 'Ann', lastName: 'Lee', jobId: 22 };
const row = { date: '2026-07-01' };
const since = new Date('2026-05-01T00:00:00Z');

const goal = { title: 'Learn', dueDate: '2026-12-01', sharedWithEmployeeIds: [4] };
const hourRecord = { id: 'r-7', employeeId: 4, date: '2026-07-01', rateType: 'REG', hours: 8 } as const;
const clock = { employeeId: 4, date: '2026-07-01', start: '09:00', end: '17:00' };
const hours = { employeeId: 4, date: '2026-07-01', hours: 8 };
const job = {
  postingTitle: 'Baker',
  jobStatus: 'Open',
  hiringLead: 4,
  employmentType: 'Full-Time',
  jobDescription: 'Bread',
} as const;
const hook = { name: 'Changes', url: 'https://example.com/hook' };
const query = { fields: ['eeid'] };
const day = '2026-07-01';

export const reads: readonly Operation[] = [
  read('GET', 'applicantTracking.jobs', 'applicant_tracking/jobs', (hr, o) => hr.applicantTracking.jobs(o)),
  read('GET', 'applicantTracking.statuses', 'applicant_tracking/statuses', (hr, o) =>
    hr.applicantTracking.statuses(o),
  ),
  read('GET', 'applicantTracking.locations', 'applicant_tracking/locations', (hr, o) =>
    hr.applicantTracking.locations(o),
  ),
  read('GET', 'applicantTracking.hiringLeads', 'applicant_tracking/hiring_leads', (hr, o) =>
    hr.applicantTracking.hiringLeads(o),
  ),
  read('GET', 'applicantTracking.applicationsPage', 'applicant_tracking/applications', (hr, o) =>
    hr.applicantTracking.applicationsPage(1, o),
  ),
  read('GET', 'applicantTracking.applications', 'applicant_tracking/applications', (hr, o) =>
    whole(hr.applicantTracking.applications(o)),
  ),
  read('GET', 'applicantTracking.application', 'applicant_tracking/applications/7', (hr, o) =>
    hr.applicantTracking.application(7, o),
  ),
  read('GET', 'company.information', 'company_information', (hr, o) => hr.company.information(o)),
  read('GET', 'company.locations', 'hris/org/locations', (hr, o) => whole(hr.company.locations(o))),
  read('GET', 'company.location', 'hris/org/locations/3', (hr, o) => hr.company.location(3, o)),
  read('GET', 'company.profile', 'company-profile-integrations', (hr, o) => hr.company.profile(o)),
  read('GET', 'companyFiles.list', 'files/view', (hr, o) => hr.companyFiles.list(o)),
  read('GET', 'companyFiles.download', 'files/9', (hr, o) => hr.companyFiles.download(9, o)),
  read('GET', 'companyFiles.open', 'files/9', async (hr, o) =>
    whole((await hr.companyFiles.open(9, o)).chunks),
  ),
  read('GET', 'datasets.list', 'v1_2/datasets', (hr, o) => hr.datasets.list(o)),
  read('GET', 'datasets.fields', 'v1_2/datasets/employee/fields', (hr, o) =>
    hr.datasets.fields('employee', o),
  ),
  read('POST', 'datasets.page', 'v2/datasets/employee/data', (hr, o) =>
    hr.datasets.page('employee', { ...query, ...o }),
  ),
  read('POST', 'datasets.rows', 'v2/datasets/employee/data', (hr, o) =>
    whole(hr.datasets.rows('employee', { ...query, ...o })),
  ),
  read('POST', 'datasets.summary', 'datasets/employee', (hr, o) =>
    hr.datasets.summary('employee', { ...query, groupBy: 'status', ...o }),
  ),
  read('POST', 'datasets.history', 'datasets/employee', (hr, o) =>
    whole(hr.datasets.history('employee', { ...query, showHistory: ['jobInformation'], ...o })),
  ),
  read('POST', 'datasets.options', 'v1_2/datasets/employee/field-options', (hr, o) =>
    hr.datasets.options('employee', ['status'], o),
  ),
  read('GET', 'dependents.list', 'employeedependents', (hr, o) => hr.dependents.list(o)),
  read('GET', 'dependents.get', 'employeedependents/7', (hr, o) => hr.dependents.get(7, o)),
  read('GET', 'employees.get', 'employees/4', (hr, o) => hr.employees.get(4, ['city'], o)),
  read('GET', 'employees.list', 'employees', (hr, o) => whole(hr.employees.list(o))),
  read('GET', 'employees.directory', 'employees/directory', (hr, o) => hr.employees.directory(o)),
  read('GET', 'employees.changed', 'employees/changed', (hr, o) => hr.employees.changed(since, o)),
  read('GET', 'tables.list', 'employees/4/tables/jobInfo', (hr, o) => hr.tables.list(4, 'jobInfo', o)),
  read('GET', 'tables.open', 'employees/all/tables/jobInfo', async (hr, o) =>
    whole(await hr.tables.open('all', 'jobInfo', o)),
  ),
  read('GET', 'tables.changed', 'employees/changed/tables/jobInfo', (hr, o) =>
    hr.tables.changed('jobInfo', since, o),
  ),
  read('GET', 'tables.openChanged', 'employees/changed/tables/jobInfo', async (hr, o) =>
    whole(await hr.tables.openChanged('jobInfo', since, o)),
  ),
  read('GET', 'files.list', 'employees/4/files/view', (hr, o) => hr.files.list(4, o)),
  read('GET', 'files.download', 'employees/4/files/9', (hr, o) => hr.files.download(4, 9, o)),
  read('GET', 'files.open', 'employees/4/files/9', async (hr, o) =>
    whole((await hr.files.open(4, 9, o)).chunks),
  ),
  read('GET', 'goals.list', 'performance/employees/4/goals', (hr, o) => hr.goals.list(4, o)),
  read('GET', 'goals.comments', 'performance/employees/4/goals/7/comments', (hr, o) =>
    hr.goals.comments(4, 7, o),
  ),
  read('GET', 'goals.overview', 'v1_2/performance/employees/4/goals/aggregate', (hr, o) =>
    hr.goals.overview(4, o),
  ),
  read('GET', 'goals.get', 'performance/employees/4/goals/7/aggregate', (hr, o) => hr.goals.get(4, 7, o)),
  read('GET', 'goals.counts', 'v1_2/performance/employees/4/goals/filters', (hr, o) => hr.goals.counts(4, o)),
  read('GET', 'goals.canCreate', 'performance/employees/4/goals/canCreateGoals', (hr, o) =>
    hr.goals.canCreate(4, o),
  ),
  read('GET', 'goals.shareOptions', 'performance/employees/4/goals/shareOptions', (hr, o) =>
    hr.goals.shareOptions(4, 'an', o),
  ),
  read('GET', 'goals.alignmentOptions', 'performance/employees/4/goals/alignmentOptions', (hr, o) =>
    hr.goals.alignmentOptions(4, o),
  ),
  read('GET', 'hourRecords.get', 'timetracking/record/r-7', (hr, o) => hr.hourRecords.get('r-7', o)),
  read('GET', 'meta.timeZones', 'meta/timezones', (hr, o) => whole(hr.meta.timeZones(o))),
  read('GET', 'projects.list', 'time-tracking/projects', (hr, o) => hr.projects.list(o)),
  read('GET', 'projects.get', 'time-tracking/projects/7', (hr, o) => hr.projects.get(7, o)),
  read('GET', 'projects.tasks', 'time-tracking/projects/7/tasks', (hr, o) => hr.projects.tasks(7, o)),
  read('GET', 'projects.task', 'time-tracking/tasks/7', (hr, o) => hr.projects.task(7, o)),
  read('POST', 'reports.exportCustom', 'reports/custom', (hr, o) =>
    hr.reports.exportCustom({ fields: ['city'], ...o }, 'CSV'),
  ),
  read('GET', 'reports.exportSaved', 'reports/7', (hr, o) => hr.reports.exportSaved(7, 'CSV', o)),
  read('GET', 'meta.fields', 'meta/fields', (hr, o) => hr.meta.fields(o)),
  read('GET', 'meta.lists', 'meta/lists', (hr, o) => hr.meta.lists(o)),
  read('GET', 'meta.list', 'meta/lists/18', (hr, o) => hr.meta.list(18, o)),
  read('GET', 'meta.tables', 'meta/tables', (hr, o) => hr.meta.tables(o)),
  read('GET', 'meta.users', 'meta/users', (hr, o) => hr.meta.users(o)),
  read('GET', 'meta.countries', 'meta/countries/options', (hr, o) => hr.meta.countries(o)),
  read('GET', 'meta.provinces', 'meta/provinces/1', (hr, o) => hr.meta.provinces(1, o)),
  read('GET', 'photos.get', 'employees/4/photo/small', (hr, o) => hr.photos.get(4, 'small', o)),
  read('POST', 'reports.custom', 'reports/custom', (hr, o) => hr.reports.custom({ fields: ['city'], ...o })),
  read('POST', 'reports.open', 'reports/custom', async (hr, o) =>
    whole((await hr.reports.open({ fields: ['city'], ...o })).rows),
  ),
  read('GET', 'reports.saved', 'custom-reports', (hr, o) => whole(hr.reports.saved(o))),
  read('GET', 'reports.runSaved', 'custom-reports/7', (hr, o) => whole(hr.reports.runSaved(7, o))),
  read('POST', 'reports.searchEmployees', 'reports/custom', (hr, o) =>
    hr.reports.searchEmployees({ fields: ['city'], ...o }),
  ),
  read('GET', 'timeOff.types', 'meta/time_off/types', (hr, o) => hr.timeOff.types(o)),
  read('GET', 'timeOff.policies', 'meta/time_off/policies', (hr, o) => hr.timeOff.policies(o)),
  read('GET', 'timeOff.requests', 'time_off/requests', (hr, o) =>
    hr.timeOff.requests({ start: day, end: day, ...o }),
  ),
  read('GET', 'timeOff.whosOut', 'time_off/whos_out', (hr, o) => hr.timeOff.whosOut(o)),
  read('GET', 'timeOff.balances', 'employees/4/time_off/calculator', (hr, o) =>
    hr.timeOff.balances(4, day, o),
  ),
  read('GET', 'timeOff.employeePolicies', 'v1_1/employees/4/time_off/policies', (hr, o) =>
    hr.timeOff.employeePolicies(4, o),
  ),
  read('GET', 'timeTracking.entries', 'time_tracking/timesheet_entries', (hr, o) =>
    hr.timeTracking.entries({ start: day, end: day, ...o }),
  ),
  read('GET', 'trainings.types', 'training/type', (hr, o) => hr.trainings.types(o)),
  read('GET', 'trainings.categories', 'training/category', (hr, o) => hr.trainings.categories(o)),
  read('GET', 'trainings.records', 'training/record/employee/4', (hr, o) => hr.trainings.records(4, o)),
  read('GET', 'webhooks.list', 'webhooks', (hr, o) => hr.webhooks.list(o)),
  read('GET', 'webhooks.get', 'webhooks/7', (hr, o) => hr.webhooks.get(7, o)),
  read('GET', 'webhooks.log', 'webhooks/7/log', (hr, o) => hr.webhooks.log(7, o)),
  read('GET', 'webhooks.monitorFields', 'webhooks/monitor_fields', (hr, o) => hr.webhooks.monitorFields(o)),
  read('GET', 'webhooks.postFields', 'webhooks/post-fields', (hr, o) => hr.webhooks.postFields(o)),
];

export const writes: readonly Operation[] = [
  write('POST applicantTracking.createApplication', 'applicant_tracking/application', (hr, o) =>
    hr.applicantTracking.createApplication(ann, o),
  ),
  write('POST applicantTracking.comment', 'applicant_tracking/applications/7/comments', (hr, o) =>
    hr.applicantTracking.comment(7, 'Good', o),
  ),
  write('POST applicantTracking.setStatus', 'applicant_tracking/applications/7/status', (hr, o) =>
    hr.applicantTracking.setStatus(7, 5, o),
  ),
  write('POST applicantTracking.createJobOpening', 'applicant_tracking/job_opening', (hr, o) =>
    hr.applicantTracking.createJobOpening(job, o),
  ),
  write('POST company.addLocation', 'hris/org/locations', (hr, o) =>
    hr.company.addLocation({ label: 'Oslo' }, o),
  ),
  write('PUT company.updateLocation', 'hris/org/locations/3', (hr, o) =>
    hr.company.updateLocation(3, { label: 'Oslo' }, o),
  ),
  write('DELETE company.removeLocation', 'hris/org/locations/3', (hr, o) => hr.company.removeLocation(3, o)),
  write('PATCH company.updateInformation', 'company-profile-data/company-information', (hr, o) =>
    hr.company.updateInformation({ phone: '1' }, o),
  ),
  write('PUT company.setDisplayName', 'company-profile-data/display-name', (hr, o) =>
    hr.company.setDisplayName('Acme', o),
  ),
  write('PUT company.setIndustryCodes', 'company-profile-data/industry-codes', (hr, o) =>
    hr.company.setIndustryCodes(['541511'], o),
  ),
  write('POST companyFiles.upload', 'files', (hr, o) => hr.companyFiles.upload({ categoryId: 13, file }, o)),
  write('POST companyFiles.update', 'files/9', (hr, o) => hr.companyFiles.update(9, { name: 'a' }, o)),
  write('DELETE companyFiles.remove', 'files/9', (hr, o) => hr.companyFiles.remove(9, o)),
  write('POST companyFiles.addCategories', 'files/categories', (hr, o) =>
    hr.companyFiles.addCategories(['a'], o),
  ),
  write('POST dependents.create', 'employeedependents', (hr, o) =>
    hr.dependents.create({ employeeId: 4 }, o),
  ),
  write('PUT dependents.replace', 'employeedependents/7', (hr, o) =>
    hr.dependents.replace(7, { employeeId: 4 }, o),
  ),
  write('POST employees.create', 'employees', (hr, o) => hr.employees.create({ city: 'Oslo' }, o)),
  write('POST employees.update', 'employees/4', (hr, o) => hr.employees.update(4, { city: 'Oslo' }, o)),
  write('DELETE employees.remove', 'employees/4', (hr, o) => hr.employees.remove(4, o)),
  write('POST tables.addRow', 'employees/4/tables/jobInfo', (hr, o) =>
    hr.tables.addRow(4, 'jobInfo', row, o),
  ),
  write('POST tables.updateRow', 'employees/4/tables/jobInfo/7', (hr, o) =>
    hr.tables.updateRow(4, 'jobInfo', 7, row, o),
  ),
  write('DELETE tables.removeRow', 'employees/4/tables/jobInfo/7', (hr, o) =>
    hr.tables.removeRow(4, 'jobInfo', 7, o),
  ),
  write('POST files.upload', 'employees/4/files', (hr, o) => hr.files.upload(4, { categoryId: 13, file }, o)),
  write('POST files.update', 'employees/4/files/9', (hr, o) => hr.files.update(4, 9, { share: true }, o)),
  write('DELETE files.remove', 'employees/4/files/9', (hr, o) => hr.files.remove(4, 9, o)),
  write('POST files.addCategories', 'employees/files/categories', (hr, o) =>
    hr.files.addCategories(['a'], o),
  ),
  write('POST goals.create', 'performance/employees/4/goals', (hr, o) => hr.goals.create(4, goal, o)),
  write('PUT goals.update', 'v1_1/performance/employees/4/goals/7', (hr, o) =>
    hr.goals.update(4, 7, goal, o),
  ),
  write('DELETE goals.remove', 'performance/employees/4/goals/7', (hr, o) => hr.goals.remove(4, 7, o)),
  write('PUT goals.setProgress', 'performance/employees/4/goals/7/progress', (hr, o) =>
    hr.goals.setProgress(4, 7, 50, o),
  ),
  write('PUT goals.setMilestoneProgress', 'performance/employees/4/goals/7/milestones/2/progress', (hr, o) =>
    hr.goals.setMilestoneProgress(4, 7, 2, true, o),
  ),
  write('POST goals.close', 'performance/employees/4/goals/7/close', (hr, o) => hr.goals.close(4, 7, o)),
  write('POST goals.reopen', 'performance/employees/4/goals/7/reopen', (hr, o) => hr.goals.reopen(4, 7, o)),
  write('PUT goals.share', 'performance/employees/4/goals/7/sharedWith', (hr, o) =>
    hr.goals.share(4, 7, [4, 5], o),
  ),
  write('POST goals.addComment', 'performance/employees/4/goals/7/comments', (hr, o) =>
    hr.goals.addComment(4, 7, 'Well', o),
  ),
  write('PUT goals.updateComment', 'performance/employees/4/goals/7/comments/2', (hr, o) =>
    hr.goals.updateComment(4, 7, 2, 'Better', o),
  ),
  write('DELETE goals.removeComment', 'performance/employees/4/goals/7/comments/2', (hr, o) =>
    hr.goals.removeComment(4, 7, 2, o),
  ),
  write('POST hourRecords.add', 'timetracking/add', (hr, o) => hr.hourRecords.add(hourRecord, o)),
  write('POST hourRecords.store', 'timetracking/record', (hr, o) => hr.hourRecords.store([hourRecord], o)),
  write('PUT hourRecords.adjust', 'timetracking/adjust', (hr, o) =>
    hr.hourRecords.adjust('r-7', { hours: 6 }, o),
  ),
  write('DELETE hourRecords.remove', 'timetracking/delete/r-7', (hr, o) => hr.hourRecords.remove('r-7', o)),
  write('POST projects.create', 'time_tracking/projects', (hr, o) => hr.projects.create({ name: 'Oven' }, o)),
  write('PATCH projects.update', 'time-tracking/projects/7', (hr, o) =>
    hr.projects.update(7, { name: 'Oven' }, o),
  ),
  write('DELETE projects.remove', 'time-tracking/projects/7', (hr, o) => hr.projects.remove(7, o)),
  write('POST projects.addTask', 'time-tracking/projects/7/tasks', (hr, o) =>
    hr.projects.addTask(7, { name: 'Draw' }, o),
  ),
  write('PATCH projects.updateTask', 'time-tracking/tasks/7', (hr, o) =>
    hr.projects.updateTask(7, { name: 'Draw' }, o),
  ),
  write('DELETE projects.removeTask', 'time-tracking/tasks/7', (hr, o) => hr.projects.removeTask(7, o)),
  write('PUT meta.updateList', 'meta/lists/18', (hr, o) => hr.meta.updateList(18, [{ value: 'Oslo' }], o)),
  write('POST photos.upload', 'employees/4/photo', (hr, o) => hr.photos.upload(4, file, o)),
  write('PUT timeOff.request', 'employees/4/time_off/request', (hr, o) =>
    hr.timeOff.request(4, { status: 'requested', start: day, end: day, timeOffTypeId: 78 }, o),
  ),
  write('PUT timeOff.setStatus', 'time_off/requests/7/status', (hr, o) =>
    hr.timeOff.setStatus(7, 'approved', o),
  ),
  write('PUT timeOff.assignPolicies', 'v1_1/employees/4/time_off/policies', (hr, o) =>
    hr.timeOff.assignPolicies(4, [{ timeOffPolicyId: 1, accrualStartDate: day }], o),
  ),
  write('PUT timeOff.addUse', 'employees/4/time_off/history', (hr, o) =>
    hr.timeOff.addUse(4, { requestId: 7, date: day }, o),
  ),
  write('PUT timeOff.adjustBalance', 'employees/4/time_off/balance_adjustment', (hr, o) =>
    hr.timeOff.adjustBalance(4, { timeOffTypeId: 78, date: day, amount: 2 }, o),
  ),
  write('POST timeTracking.clockIn', 'time_tracking/employees/4/clock_in', (hr, o) =>
    hr.timeTracking.clockIn(4, {}, o),
  ),
  write('POST timeTracking.clockOut', 'time_tracking/employees/4/clock_out', (hr, o) =>
    hr.timeTracking.clockOut(4, {}, o),
  ),
  write('POST timeTracking.storeClockEntries', 'time_tracking/clock_entries/store', (hr, o) =>
    hr.timeTracking.storeClockEntries([clock], o),
  ),
  write('POST timeTracking.storeHourEntries', 'time_tracking/hour_entries/store', (hr, o) =>
    hr.timeTracking.storeHourEntries([hours], o),
  ),
  write('POST timeTracking.removeClockEntries', 'time_tracking/clock_entries/delete', (hr, o) =>
    hr.timeTracking.removeClockEntries([7], o),
  ),
  write('POST timeTracking.removeHourEntries', 'time_tracking/hour_entries/delete', (hr, o) =>
    hr.timeTracking.removeHourEntries([7], o),
  ),
  write('POST trainings.addType', 'training/type', (hr, o) => hr.trainings.addType({ name: 'Fire' }, o)),
  write('PUT trainings.updateType', 'training/type/7', (hr, o) =>
    hr.trainings.updateType(7, { name: 'Fire' }, o),
  ),
  write('DELETE trainings.removeType', 'training/type/7', (hr, o) => hr.trainings.removeType(7, o)),
  write('POST trainings.addCategory', 'training/category', (hr, o) => hr.trainings.addCategory('Safety', o)),
  write('PUT trainings.updateCategory', 'training/category/7', (hr, o) =>
    hr.trainings.updateCategory(7, 'Safety', o),
  ),
  write('DELETE trainings.removeCategory', 'training/category/7', (hr, o) =>
    hr.trainings.removeCategory(7, o),
  ),
  write('POST trainings.addRecord', 'training/record/employee/4', (hr, o) =>
    hr.trainings.addRecord(4, 7, { completed: day }, o),
  ),
  write('PUT trainings.updateRecord', 'training/record/7', (hr, o) =>
    hr.trainings.updateRecord(7, { completed: day }, o),
  ),
  write('DELETE trainings.removeRecord', 'training/record/7', (hr, o) => hr.trainings.removeRecord(7, o)),
  write('POST webhooks.create', 'webhooks', (hr, o) => hr.webhooks.create(hook, o)),
  write('PUT webhooks.replace', 'webhooks/7', (hr, o) => hr.webhooks.replace(7, hook, o)),
  write('DELETE webhooks.remove', 'webhooks/7', (hr, o) => hr.webhooks.remove(7, o)),
];

function read(method: string, name: string, path: string, run: Operation['run']): Operation {
  return { name, method, path, attempts: 3, run, streams: /\.open(Changed)?$/.test(name) };
}

/** `call` is the method of the request and the name of the operation. */
function write(call: string, path: string, run: Operation['run']): Operation {
  const [method = '', name = ''] = call.split(' ');
  return { name, method, path, attempts: 1, run, streams: false };
}

export function versioned(path: string): string {
  return /^v\d/.test(path) ? path : `v1/${path}`;
}

/** Reads to the end. */
async function whole(items: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of items);
}

/** Operations that need no client: they are functions of their own, with tests of their own. */
export const functions = [{ name: 'logIn', method: 'POST', path: 'login' }] as const;
