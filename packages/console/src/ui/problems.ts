import { ApiError, type ErrorCode } from '@joinery/sdk';

/** Codes of the server, and two for answers that never came or were not its own. */
type ProblemCode = ErrorCode | 'network' | 'unknown';

/** What a person is told when something went wrong: what, why, and what helps. */
export interface Problem {
  title: string;
  cause: string;
  cure: string | null;
  requestId: string | null;
}

const cures: Record<string, string> & Partial<Record<ProblemCode, string>> = {
  network: 'Check that the Joinery server is running and that you are online, then try again.',
  unknown: 'Try again. If it happens again, give the request id to whoever runs this server.',
  'access.unauthenticated': 'Your session has ended. Sign in again.',
  'access.wrong_credentials': 'Check the e-mail address and the password, then try again.',
  'access.too_many_attempts': 'Wait a little before the next try.',
  'access.forbidden': 'Ask an Account Owner to widen your access level.',
  'access.field_not_permitted': 'Ask an Account Owner to widen your access level.',
  'request.internal':
    'Try again. If it happens again, look for the request id in the server’s log: it has the details.',
  'request.too_large': 'Choose a smaller file.',
  'idempotency.in_flight': 'The first click is still being worked on. Wait a moment, then reload the page.',
  'access.cross_site': 'Open the console at its own address and try again.',
  'companies.not_found': 'Sign in to that company with its own password.',
  'companies.name_taken': 'Choose another short name.',
  'users.email_taken': 'Use another e-mail address, or change the user that has this one.',
  'jobs.not_found': 'It may have been removed. Go back to the list of jobs.',
  'jobs.not_open': 'Open the job first, or choose another one.',
  'jobs.in_use': 'Close the job instead: what came for it stays.',
  'jobs.question_answered': 'Keep its type, or archive the question and ask a new one.',
  'jobs.question_not_found': 'Reload the page: somebody else changed the questions.',
  'jobs.deleted': 'Make a new job.',
  'pipelines.in_use': 'Give its jobs another pipeline first.',
  'pipelines.name_taken': 'Choose another name.',
  'pipelines.no_stage': 'Choose a pipeline that has such a stage, or add one to it first.',
  'stages.in_use': 'Move the applications to another stage first.',
  'stages.name_taken': 'Choose another name.',
  'stages.needed': 'Add another stage of this kind first.',
  'publishable_keys.not_found': 'Reload the page: somebody else may have removed it.',
  'imports.unreadable': 'Save the table as CSV or XLSX, with the names of its columns in the first line.',
  'imports.not_now': 'Reload the page: it shows how far the import is.',
  'imports.not_found': 'It was forgotten. Go back to the list of imports.',
  'reject_reasons.label_taken': 'Use the reason that is there, or another name.',
  'stages.not_found': 'The pipeline has changed. Reload the page.',
  'candidates.not_found': 'It may have been removed. Go back to the list of candidates.',
  'candidates.name_missing': 'Enter a name.',
  'candidates.field_taken': 'Use the field that is there, or another name.',
  'candidates.field_not_found': 'Reload the page: the field was archived.',
  'candidates.filter_taken': 'Choose another name.',
  'candidates.note_not_found': 'Reload the page: its author may have removed it.',
  'applications.not_found': 'Reload the page: somebody else may have moved or removed it.',
  'applications.incomplete': 'Fill in what is named, or have the job ask less under “Set up”.',
  'applications.exists': 'Open the application that is there already.',
  'files.empty': 'Choose another file.',
  'files.too_large': 'Choose a smaller file.',
  'files.type_not_allowed': 'Save it in an accepted format and try that file.',
  'files.encrypted': 'Take the password off, or ask for a copy without one.',
  'files.archive_too_large': 'Save it afresh, or as PDF, and try that file.',
  'files.malware_found': 'Ask for another copy, made on another machine.',
  'files.held': 'Wait until the scanner of viruses has looked at it, then reload the page.',
  'files.scanner_unavailable': 'Try again in a minute. If it stays so, tell whoever runs this server.',
  'files.storage_unavailable': 'Try again in a minute. If it stays so, tell whoever runs this server.',
  'files.too_many': 'Choose fewer files.',
  'files.content_mismatch': 'Save it afresh and try that file.',
  'connections.disabled': 'Switch the integration on under Integrations.',
  'connections.unauthorized': 'Put a working API key into the integration and test it.',
  'approvals.not_found': 'It may be none of those that you may see. Go back to the list of approvals.',
  'approvals.closed': 'Look at its state here; nothing else is to be done.',
  'approvals.changed': 'The page shows it as it is now: look again, then answer that.',
  'approvals.expired': 'Whoever still wants it has to ask again.',
  'connections.not_supported': 'Choose an integration that can do it.',
  'recruiting.not_set_up': 'Say what of its recruiting is used, on the page of the integration.',
  'recruiting.job_not_found': 'Have the account read again, then choose one of its open jobs.',
  'recruiting_writes.exists': 'Look at what was sent before, on this page.',
  'recruiting_writes.incomplete': 'Complete the candidate, or leave out what does not fit.',
  'recruiting_writes.not_open': 'Reload the page: somebody decided, or its answer came.',
  'hires.not_hired': 'Move the application to a stage of kind “hired” first.',
  'hires.not_found': 'It may belong to another company. Companies are changed in the menu at your name.',
  'hires.exists': 'Open the hand-off that is there already.',
  'hires.field_missing': 'Fill the marked fields and send again.',
  'hires.option_unknown': 'Choose another value, have it added to the list, or send without it.',
  'hires.not_editable': 'Reload the page: somebody else may have gone on with it.',
  'hires.written': 'Open the employee there, and finish the hire or undo what was written.',
  'hires.step_closed': 'Reload the page: the step may have been done meanwhile.',
  'approvals.too_few_approvers': 'Choose more people who may approve; who asks never counts.',
  'hire_mappings.changed': 'Undo your changes here, look at the newer version, and make them there.',
  'provider.unreachable': 'Nothing was sent. Check the integration’s address, then try again.',
  'provider.throttled': 'The provider asks to wait. Joinery goes on by itself; nothing is lost.',
  'egress.address_not_allowed': 'Use a public address, or have the server’s operator allow this one.',
  'database.unreachable': 'The server is up and its database is not. Try again in a minute.',
};

const titles: Record<string, string> & Partial<Record<ProblemCode, string>> = {
  network: 'No answer from the server',
  'access.unauthenticated': 'You are signed out',
  'access.wrong_credentials': 'That did not match',
  'access.too_many_attempts': 'Too many tries',
  'access.forbidden': 'You may not do this',
  'access.field_not_permitted': 'You may not do this',
  'request.internal': 'Something broke on the server',
  'request.invalid': 'Some values need another look',
  'database.unreachable': 'The database does not answer',
};

/** Words for any thrown thing. Unexpected errors of the console itself are named as such. */
export function toProblem(error: unknown): Problem {
  if (!(error instanceof ApiError)) {
    const cause = error instanceof Error ? error.message : String(error);
    return { title: 'The page could not go on', cause, cure: 'Reload the page.', requestId: null };
  }
  const issues = error.issues.map((issue) =>
    issue.path ? `${issue.path}: ${issue.message}` : issue.message,
  );
  const wait =
    error.retryAfterSeconds === undefined ? '' : ` Try again in ${waitText(error.retryAfterSeconds)}.`;
  const code = error.code ?? (error.status === 0 ? 'network' : 'unknown');
  return {
    title: titles[code] ?? 'That did not work',
    // Where values are named one by one, that they do not fit needs no sentence of its own.
    cause: causesOf(code, error.message, issues).join(' · '),
    cure: `${saysItself(error) ? '' : (cures[code] ?? '')}${wait}`.trim() || null,
    requestId: error.requestId ?? null,
  };
}

function causesOf(code: ProblemCode | string, message: string, issues: string[]): string[] {
  if (code === 'request.invalid' && issues.length > 0) return issues;
  // It names each of them itself.
  return code === 'recruiting_writes.incomplete' ? [message] : [message, ...issues];
}

// Whose right is missing is told by the server, which names the right, too.
function saysItself({ message }: ApiError): boolean {
  return message.includes('Ask an Account Owner');
}

function waitText(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.ceil(seconds))} seconds`;
  return `${Math.ceil(seconds / 60)} minutes`;
}

/**
 * Server issues by form field, for showing each message beside its input. A path such as
 * `fields.hireDate` or `/fields/hireDate` belongs to the field `hireDate`, one such as `origins.0` to
 * the field `origins`, which holds several.
 */
export function fieldMessages(error: unknown, fields: readonly string[]): Record<string, string> {
  if (!(error instanceof ApiError)) return {};
  const messages: Record<string, string> = {};
  for (const issue of error.issues) {
    const name = issue.path.split(/[./]/).findLast((part) => !/^\d*$/.test(part));
    if (name && fields.includes(name)) messages[name] ??= issue.message;
  }
  return messages;
}
