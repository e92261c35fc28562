/** What an event tells: the noun it is about and one sentence for people. */
interface EventRow {
  subject: string;
  summary: string;
}

/**
 * Every event there is: module noun, dot, past participle. An event row is written in the
 * transaction of its cause. Payloads hold ids and names of changed fields, never values.
 */
export const eventTable = {
  'employees.created': { subject: 'employee', summary: 'An employee was added.' },
  'employees.updated': { subject: 'employee', summary: 'Fields or table rows of an employee changed.' },
  'employees.deleted': { subject: 'employee', summary: 'An employee was removed.' },
  'lists.updated': {
    subject: 'list',
    summary: 'Options of a list were added, renamed, archived or removed.',
  },
  'companies.updated': { subject: 'company', summary: 'What the company tells of itself changed.' },
  'time_off.requested': { subject: 'employee', summary: 'A request for time off was recorded.' },
  'time_off.updated': { subject: 'employee', summary: 'The status of a request for time off changed.' },
  'time_off.adjusted': {
    subject: 'employee',
    summary: 'Policies or history of an employee’s time off changed.',
  },
  'time_tracking.recorded': { subject: 'employee', summary: 'Worked time was recorded or changed.' },
  'time_tracking.updated': { subject: 'company', summary: 'A project or one of its tasks changed.' },
  'time_tracking.removed': { subject: 'employee', summary: 'Worked time was removed.' },
  'trainings.recorded': { subject: 'employee', summary: 'A completed training was recorded or changed.' },
  'trainings.removed': { subject: 'employee', summary: 'The record of a training was removed.' },
  'trainings.updated': { subject: 'company', summary: 'A type or category of trainings changed.' },
  'goals.created': { subject: 'employee', summary: 'A goal was set.' },
  'goals.updated': { subject: 'employee', summary: 'A goal, its progress or its sharing changed.' },
  'goals.commented': { subject: 'employee', summary: 'Somebody commented on a goal.' },
  'goals.closed': { subject: 'employee', summary: 'A goal was closed.' },
  'goals.reopened': { subject: 'employee', summary: 'A closed goal was opened again.' },
  'goals.removed': { subject: 'employee', summary: 'A goal was removed.' },
  'jobs.created': { subject: 'job', summary: 'A job was made.' },
  'jobs.updated': { subject: 'job', summary: 'A job changed.' },
  'jobs.published': { subject: 'job', summary: 'A job is shown to everybody and takes applications.' },
  'jobs.closed': { subject: 'job', summary: 'A job takes no applications any more.' },
  'jobs.deleted': { subject: 'job', summary: 'A job without applications was removed.' },
  'pipelines.created': { subject: 'pipeline', summary: 'A pipeline was made.' },
  'pipelines.updated': {
    subject: 'pipeline',
    summary: 'A pipeline got another name, or became the default one.',
  },
  'pipelines.removed': { subject: 'pipeline', summary: 'A pipeline that no job used was removed.' },
  'candidates.created': { subject: 'candidate', summary: 'A person applied or was added.' },
  'candidates.updated': { subject: 'candidate', summary: 'A candidate’s details changed.' },
  'candidates.applied': { subject: 'application', summary: 'A candidate applied for a job.' },
  'candidates.duplicate_found': {
    subject: 'pair of candidates',
    summary: 'Two candidates may be one person; somebody has to look.',
  },
  'candidates.merged': { subject: 'candidate', summary: 'Another candidate was merged into this one.' },
  'candidates.merge_undone': {
    subject: 'candidate',
    summary: 'A merge was taken apart: there are two candidates again.',
  },
  'candidates.retention_due': {
    subject: 'candidate',
    summary: 'The time for which a candidate is kept is nearly over.',
  },
  'candidates.restricted': {
    subject: 'candidate',
    summary: 'A candidate is kept from everybody’s sight, or no more.',
  },
  'candidates.erased': { subject: 'candidate', summary: 'A candidate was erased.' },
  'candidates.exported': {
    subject: 'candidate',
    summary: 'Somebody took everything that is kept of a candidate.',
  },
  'candidates.consented': { subject: 'candidate', summary: 'A candidate agreed to a text of the company.' },
  'candidates.consent_withdrawn': { subject: 'candidate', summary: 'A candidate agrees no more.' },
  'consents.text_changed': {
    subject: 'consent text',
    summary: 'A text that applicants agree to was written, got a new version, or is asked no more.',
  },
  'demographics.questions_changed': {
    subject: 'company',
    summary: 'What is asked about who applies changed.',
  },
  'applications.moved': { subject: 'application', summary: 'An application entered another stage.' },
  'applications.hired': { subject: 'application', summary: 'An application entered a stage of kind hired.' },
  'applications.commented': { subject: 'application', summary: 'Somebody commented on an application.' },
  'applications.rated': { subject: 'application', summary: 'An application got another rating.' },
  'offers.created': { subject: 'application', summary: 'An offer was written for an application.' },
  'offers.updated': { subject: 'application', summary: 'An offer changed, or was sent, taken or ended.' },
  'offers.removed': { subject: 'application', summary: 'An offer was taken away.' },
  'connections.created': { subject: 'connection', summary: 'A connection was added.' },
  'connections.updated': { subject: 'connection', summary: 'Settings of a connection changed.' },
  'connections.enabled': { subject: 'connection', summary: 'A connection was switched on.' },
  'connections.disabled': { subject: 'connection', summary: 'A connection was switched off.' },
  'connections.degraded': {
    subject: 'connection',
    summary: 'Fields or tables that were read before do not come any more.',
  },
  'connections.stopped': {
    subject: 'connection',
    summary: 'The provider refuses the key: nothing is sent until there is one that works.',
  },
  'connections.resumed': {
    subject: 'connection',
    summary: 'The provider takes the key again; what waited goes on.',
  },
  'connections.removed': { subject: 'connection', summary: 'A connection was removed.' },
  'syncs.completed': { subject: 'sync', summary: 'A sync of mirrored employees is done.' },
  'syncs.failed': { subject: 'sync', summary: 'A sync of mirrored employees was given up.' },
  'syncs.held': { subject: 'sync', summary: 'All that a sync read waits for a person.' },
  'approvals.asked': { subject: 'approval', summary: 'Something waits for people who have to approve it.' },
  'approvals.edited': {
    subject: 'approval',
    summary: 'What is asked changed: the answers before do not count any more.',
  },
  'approvals.answered': { subject: 'approval', summary: 'Somebody approved or rejected.' },
  'approvals.reminded': { subject: 'approval', summary: 'A question still waits, and is told again.' },
  'approvals.told': {
    subject: 'approval',
    summary: 'A part of what was approved was left out after it failed.',
  },
  'approvals.decided': {
    subject: 'approval',
    summary: 'A question was approved or rejected, was cancelled, or its time ran out.',
  },
  'holds.decided': { subject: 'hold', summary: 'Enough people approved a hold, or somebody rejected it.' },
  'holds.opened': { subject: 'hold', summary: 'Something that a sync would do waits for a person.' },
  'provider_writes.completed': {
    subject: 'provider write',
    summary: 'A change of a mirrored company’s people is done where they come from.',
  },
  'provider_writes.refused': {
    subject: 'provider write',
    summary: 'A change of a mirrored company’s people was refused where they come from.',
  },
  'provider_writes.attention_needed': {
    subject: 'provider write',
    summary: 'Nobody knows whether a change of a mirrored company’s people happened; a person must look.',
  },
  'recruiting.attention_needed': {
    subject: 'recruiting record',
    summary: 'An application of a connected account cannot come here until a person does something.',
  },
  'recruiting_writes.completed': {
    subject: 'recruiting write',
    summary: 'What was sent to a connected account’s recruiting is there.',
  },
  'recruiting_writes.refused': {
    subject: 'recruiting write',
    summary: 'A connected account’s recruiting refused what was sent to it.',
  },
  'recruiting_writes.attention_needed': {
    subject: 'recruiting write',
    summary: 'Nobody knows whether something sent to a connected account arrived; a person must look.',
  },
  'hires.requested': { subject: 'hire', summary: 'A hire was handed over to be sent.' },
  'hires.completed': { subject: 'hire', summary: 'A hire’s employee exists at the provider.' },
  'hires.failed': { subject: 'hire', summary: 'The provider refused a hire.' },
  'hires.attention_needed': { subject: 'hire', summary: 'A hire waits for a person.' },
  'hires.drafted': {
    subject: 'hire',
    summary: 'A hire that began by itself waits for a person to complete it.',
  },
  'hires.cancelled': { subject: 'hire', summary: 'A person ended a hire before anything was sent.' },
  'hires.finding_opened': {
    subject: 'hire finding',
    summary: 'An account shows something of hires that should not be: somebody twice, unknown, or gone.',
  },
  'hires.finding_resolved': { subject: 'hire finding', summary: 'What was found of hires is over.' },
  'hire_changes.proposed': {
    subject: 'hire change',
    summary: 'A hired application says something else than its employee was made with; a person decides.',
  },
  'hire_changes.completed': { subject: 'hire change', summary: 'A change of a hire’s employee is done.' },
  'hire_changes.failed': { subject: 'hire change', summary: 'A change of a hire’s employee stopped.' },
} as const satisfies Record<string, EventRow>;

export type EventType = keyof typeof eventTable;
