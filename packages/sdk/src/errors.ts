/** What sort of problem it is. Only a surface turns a kind into a status of its protocol. */
export type ErrorKind =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'too_large'
  | 'unsupported_media'
  | 'rate_limited'
  | 'not_implemented'
  | 'provider'
  | 'unavailable'
  | 'internal';

/** Whether the same attempt could succeed later. Only the engine acts on it. */
export type RetryPolicy = 'never' | 'backoff' | 'after';

interface ErrorRow {
  kind: ErrorKind;
  retry: RetryPolicy;
  summary: string;
}

/**
 * Every error code there is. A code is never renamed or reused; messages may change.
 * `docs/reference/errors.md` is generated from this table.
 */
export const errorTable = {
  'request.invalid': {
    kind: 'invalid',
    retry: 'never',
    summary: 'The request does not fit the schema; `issues` names each field.',
  },
  'request.invalid_json': { kind: 'invalid', retry: 'never', summary: 'The body is not valid JSON text.' },
  'request.invalid_text': {
    kind: 'invalid',
    retry: 'never',
    summary: 'A text holds a NUL, a lone surrogate or bytes that are not UTF-8.',
  },
  'request.invalid_form': {
    kind: 'invalid',
    retry: 'never',
    summary: 'The multipart form cannot be read or was cut short.',
  },
  'request.unsupported_media': {
    kind: 'unsupported_media',
    retry: 'never',
    summary: 'The content type is not accepted here.',
  },
  'request.too_large': {
    kind: 'too_large',
    retry: 'never',
    summary: 'The body is larger than this endpoint accepts.',
  },
  'request.precondition_failed': {
    kind: 'conflict',
    retry: 'never',
    summary: 'If-Match names a version, and records have none here that could match.',
  },
  'request.not_found': { kind: 'not_found', retry: 'never', summary: 'No such path.' },
  'request.method_not_allowed': {
    kind: 'invalid',
    retry: 'never',
    summary: 'The path exists, for other methods; the Allow header names them.',
  },
  'request.not_implemented': {
    kind: 'not_implemented',
    retry: 'never',
    summary: 'The operation exists in the emulated API and is not written here yet.',
  },
  'request.internal': {
    kind: 'internal',
    retry: 'never',
    summary: 'A fault of ours. The log has it under the request id.',
  },
  'idempotency.invalid_key': {
    kind: 'invalid',
    retry: 'never',
    summary: 'The Idempotency-Key is empty, too long or not printable ASCII.',
  },
  'idempotency.key_reused': {
    kind: 'invalid',
    retry: 'never',
    summary: 'The Idempotency-Key was used before with another request.',
  },
  'idempotency.in_flight': {
    kind: 'conflict',
    retry: 'backoff',
    summary: 'The first request with this Idempotency-Key has not finished.',
  },
  'access.unauthenticated': {
    kind: 'unauthenticated',
    retry: 'never',
    summary: 'No valid API key or session was given.',
  },
  'access.forbidden': {
    kind: 'forbidden',
    retry: 'never',
    summary: 'The caller’s access level does not allow this.',
  },
  'access.field_not_permitted': {
    kind: 'forbidden',
    retry: 'never',
    summary: 'The caller’s access level does not allow this field.',
  },
  'access.wrong_credentials': {
    kind: 'unauthenticated',
    retry: 'never',
    summary: 'E-mail or password is wrong, or the user is disabled.',
  },
  'access.cross_site': {
    kind: 'forbidden',
    retry: 'never',
    summary: 'A browser session may change things only from this server’s own pages.',
  },
  'access.too_many_attempts': {
    kind: 'rate_limited',
    retry: 'after',
    summary: 'Too many failed sign-ins; wait and try again.',
  },
  'companies.not_found': { kind: 'not_found', retry: 'never', summary: 'No company has this name.' },
  'companies.name_taken': { kind: 'conflict', retry: 'never', summary: 'A company with this name exists.' },
  'users.not_found': { kind: 'not_found', retry: 'never', summary: 'No such user.' },
  'users.email_taken': {
    kind: 'conflict',
    retry: 'never',
    summary: 'A user of this company has this e-mail address.',
  },
  'access_levels.not_found': { kind: 'not_found', retry: 'never', summary: 'No such access level.' },
  'access.scope_missing': {
    kind: 'forbidden',
    retry: 'never',
    summary: 'The access token was not given any of the scopes that this operation takes.',
  },
  'oauth.app_not_found': { kind: 'not_found', retry: 'never', summary: 'No such application.' },
  'oauth.grant_not_found': { kind: 'not_found', retry: 'never', summary: 'No such grant of an application.' },
  'oauth.invalid_request': {
    kind: 'invalid',
    retry: 'never',
    summary: 'A parameter of an OAuth request is missing, given twice or not usable.',
  },
  'oauth.invalid_client': {
    kind: 'unauthenticated',
    retry: 'never',
    summary: 'The client id or its secret is wrong.',
  },
  'oauth.invalid_grant': {
    kind: 'invalid',
    retry: 'never',
    summary: 'The code or refresh token is wrong, was used, has expired or was revoked.',
  },
  'oauth.invalid_scope': {
    kind: 'invalid',
    retry: 'never',
    summary: 'A scope is unknown, or is none that the application or the grant has.',
  },
  'oauth.unsupported_grant_type': {
    kind: 'invalid',
    retry: 'never',
    summary: 'Tokens are given for authorization_code and refresh_token only.',
  },
  'oauth.unsupported_response_type': {
    kind: 'invalid',
    retry: 'never',
    summary: 'Authorization answers with a code only.',
  },
  'oauth.access_denied': {
    kind: 'forbidden',
    retry: 'never',
    summary: 'The person did not allow the application what it asked for.',
  },
  'oauth.interaction_required': {
    kind: 'invalid',
    retry: 'never',
    summary: 'The person has to be asked, and the application forbade it.',
  },
  'oauth.wrong_redirect': {
    kind: 'invalid',
    retry: 'never',
    summary: 'The application or its redirect address is not registered: nobody is sent there.',
  },
  'oauth.app_not_allowed': {
    kind: 'forbidden',
    retry: 'never',
    summary: 'Applications of this kind may not exchange passwords for keys.',
  },
  'oauth.stale_page': {
    kind: 'forbidden',
    retry: 'never',
    summary: 'The consent page was not made for this session and this request.',
  },
  'keys.not_found': { kind: 'not_found', retry: 'never', summary: 'No such API key.' },
  'lists.not_found': { kind: 'not_found', retry: 'never', summary: 'No such list.' },
  'lists.option_not_found': { kind: 'not_found', retry: 'never', summary: 'No such option of a list.' },
  'lists.not_manageable': {
    kind: 'forbidden',
    retry: 'never',
    summary: 'The options of this list, or this option, cannot be changed.',
  },
  'lists.option_taken': {
    kind: 'conflict',
    retry: 'never',
    summary: 'The list has an option of this name already.',
  },
  'locations.not_found': { kind: 'not_found', retry: 'never', summary: 'No such location.' },
  'locations.in_use': {
    kind: 'conflict',
    retry: 'never',
    summary: 'Somebody works at the location, did or will, or a job or a filter of an access level names it.',
  },
  'employees.not_found': { kind: 'not_found', retry: 'never', summary: 'No such employee.' },
  'employees.invalid_value': { kind: 'conflict', retry: 'never', summary: 'A value does not fit its field.' },
  'employees.email_taken': {
    kind: 'conflict',
    retry: 'never',
    summary: 'Another employee has this e-mail address.',
  },
  'employees.table_not_found': { kind: 'not_found', retry: 'never', summary: 'No such employee table.' },
  'employees.row_not_found': {
    kind: 'not_found',
    retry: 'never',
    summary: 'No such row in the employee’s table.',
  },
  'employees.file_not_found': { kind: 'not_found', retry: 'never', summary: 'No such employee file.' },
  'employees.category_not_found': {
    kind: 'not_found',
    retry: 'never',
    summary: 'No such category of employee files.',
  },
  'trainings.type_not_found': { kind: 'not_found', retry: 'never', summary: 'No such type of training.' },
  'trainings.category_not_found': {
    kind: 'not_found',
    retry: 'never',
    summary: 'No such category of trainings.',
  },
  'trainings.record_not_found': { kind: 'not_found', retry: 'never', summary: 'No such training record.' },
  'trainings.name_taken': {
    kind: 'conflict',
    retry: 'never',
    summary: 'Another category of trainings has this name.',
  },
  'trainings.type_in_use': {
    kind: 'conflict',
    retry: 'never',
    summary: 'Somebody has completed a training of this type.',
  },
  'goals.not_found': { kind: 'not_found', retry: 'never', summary: 'No such goal of the employee.' },
  'goals.milestone_not_found': {
    kind: 'not_found',
    retry: 'never',
    summary: 'No such milestone of the goal.',
  },
  'goals.comment_not_found': { kind: 'not_found', retry: 'never', summary: 'No such comment on the goal.' },
  'goals.not_editable': {
    kind: 'forbidden',
    retry: 'never',
    summary: 'The goal’s state does not allow the change.',
  },
  'time_off.request_not_found': {
    kind: 'not_found',
    retry: 'never',
    summary: 'No such request for time off.',
  },
  'time_off.already_recorded': {
    kind: 'conflict',
    retry: 'never',
    summary: 'The request for time off has its history entry already.',
  },
  'time_tracking.entry_not_found': { kind: 'not_found', retry: 'never', summary: 'No such timesheet entry.' },
  'time_tracking.record_not_found': { kind: 'invalid', retry: 'never', summary: 'No such hour record.' },
  'time_tracking.project_not_found': { kind: 'not_found', retry: 'never', summary: 'No such project.' },
  'time_tracking.task_not_found': { kind: 'not_found', retry: 'never', summary: 'No such task.' },
  'time_tracking.name_taken': {
    kind: 'conflict',
    retry: 'never',
    summary: 'Another project, or task of the project, has this name.',
  },
  'time_tracking.project_in_use': {
    kind: 'conflict',
    retry: 'never',
    summary: 'Worked time is booked on the project or task.',
  },
  'time_tracking.clocked_in': {
    kind: 'conflict',
    retry: 'never',
    summary: 'The employee is clocked in and has to clock out first.',
  },
  'time_tracking.not_clocked_in': {
    kind: 'conflict',
    retry: 'never',
    summary: 'The employee is not clocked in.',
  },
  'time_tracking.overlap': {
    kind: 'conflict',
    retry: 'never',
    summary: 'The employee has another entry at this time.',
  },
  'time_tracking.in_future': {
    kind: 'invalid',
    retry: 'never',
    summary: 'Time cannot be clocked before it has passed.',
  },
  'jobs.not_found': { kind: 'not_found', retry: 'never', summary: 'No such job.' },
  'jobs.not_open': {
    kind: 'invalid',
    retry: 'never',
    summary: 'The job does not exist or does not take applications.',
  },
  'jobs.in_use': {
    kind: 'conflict',
    retry: 'never',
    summary: 'The job has applications and can be closed, not deleted.',
  },
  'jobs.question_not_found': { kind: 'not_found', retry: 'never', summary: 'The job has no such question.' },
  'jobs.question_answered': {
    kind: 'conflict',
    retry: 'never',
    summary: 'The question was answered: its type stays.',
  },
  'jobs.deleted': {
    kind: 'conflict',
    retry: 'never',
    summary: 'The job was deleted and cannot be published.',
  },
  'pipelines.not_found': { kind: 'not_found', retry: 'never', summary: 'No such pipeline.' },
  'pipelines.in_use': {
    kind: 'conflict',
    retry: 'never',
    summary: 'The pipeline is the default one, or jobs use it.',
  },
  'pipelines.name_taken': {
    kind: 'conflict',
    retry: 'never',
    summary: 'The company has a pipeline with this name.',
  },
  'pipelines.no_stage': {
    kind: 'conflict',
    retry: 'never',
    summary: 'Applications of the job stand in a stage of a kind that the other pipeline does not have.',
  },
  'stages.not_found': { kind: 'not_found', retry: 'never', summary: 'No such stage in this job’s pipeline.' },
  'stages.in_use': { kind: 'conflict', retry: 'never', summary: 'Applications stand in this stage.' },
  'stages.name_taken': {
    kind: 'conflict',
    retry: 'never',
    summary: 'The pipeline has a stage with this name.',
  },
  'stages.needed': {
    kind: 'conflict',
    retry: 'never',
    summary: 'A pipeline needs a stage of kind new and one of kind hired.',
  },
  'intake.too_many': {
    kind: 'rate_limited',
    retry: 'after',
    summary:
      'Too many applications came from one place or with one publishable key, or too many documents at once; or documents came too slowly while others waited.',
  },
  'careers.form_stale': {
    kind: 'conflict',
    retry: 'never',
    summary: 'The form of the careers page was sent before, or is too old, or was sent at once.',
  },
  'publishable_keys.not_found': {
    kind: 'not_found',
    retry: 'never',
    summary: 'No such publishable key.',
  },
  'publishable_keys.origin_refused': {
    kind: 'forbidden',
    retry: 'never',
    summary: 'The publishable key is not for the page that sent.',
  },
  'candidates.not_found': { kind: 'not_found', retry: 'never', summary: 'No such candidate.' },
  'candidates.name_missing': {
    kind: 'invalid',
    retry: 'never',
    summary: 'A name, or first and last name, is needed.',
  },
  'candidates.field_not_found': {
    kind: 'not_found',
    retry: 'never',
    summary: 'The company has no such field of candidates.',
  },
  'candidates.field_taken': {
    kind: 'conflict',
    retry: 'never',
    summary: 'The company has a field of candidates with this label.',
  },
  'candidates.note_not_found': {
    kind: 'not_found',
    retry: 'never',
    summary: 'The candidate has no such note, or it is not one of yours.',
  },
  'candidates.filter_not_found': {
    kind: 'not_found',
    retry: 'never',
    summary: 'No such saved filter, or it is not one of yours.',
  },
  'candidates.filter_taken': {
    kind: 'conflict',
    retry: 'never',
    summary: 'You have a saved filter with this name.',
  },
  'imports.not_found': { kind: 'not_found', retry: 'never', summary: 'No such import.' },
  'imports.unreadable': {
    kind: 'invalid',
    retry: 'never',
    summary: 'The file is no table that can be read: CSV or XLSX with a line of column names.',
  },
  'imports.not_now': {
    kind: 'conflict',
    retry: 'never',
    summary: 'The import is in a state in which this cannot be done.',
  },
  'reject_reasons.not_found': {
    kind: 'not_found',
    retry: 'never',
    summary: 'No such reason to reject somebody.',
  },
  'reject_reasons.label_taken': {
    kind: 'conflict',
    retry: 'never',
    summary: 'The company has a reason with this label.',
  },
  'candidates.merged': {
    kind: 'not_found',
    retry: 'never',
    summary: 'The record was merged into another one; `movedTo` is its id.',
  },
  'candidates.on_hold': {
    kind: 'conflict',
    retry: 'never',
    summary: 'The candidate is on hold, for a suit or a charge: nothing is erased until they are released.',
  },
  'candidates.hire_under_way': {
    kind: 'conflict',
    retry: 'never',
    summary:
      'A hire of the candidate, or what is sent of them to an account, is under way; finish or cancel it first.',
  },
  'candidates.restricted': {
    kind: 'conflict',
    retry: 'never',
    summary: 'The candidate is restricted; lift the restriction first.',
  },
  'candidates.erased': {
    kind: 'conflict',
    retry: 'never',
    summary: 'The candidate was erased: nothing is written to what is left of them.',
  },
  'candidates.merge_conflict': {
    kind: 'conflict',
    retry: 'never',
    summary: 'Two candidates cannot be merged because of what was handed over for both.',
  },
  'candidates.merge_not_found': {
    kind: 'not_found',
    retry: 'never',
    summary: 'No such merge of this candidate.',
  },
  'candidates.merge_final': {
    kind: 'conflict',
    retry: 'never',
    summary:
      'The merge cannot be undone: a later one builds on it, what it would put back has no place any more, or the person was erased.',
  },
  'candidates.duplicate_not_found': {
    kind: 'not_found',
    retry: 'never',
    summary: 'No such pair of candidates.',
  },
  'candidates.duplicate_merged': {
    kind: 'conflict',
    retry: 'never',
    summary: 'The two are one candidate now; undo the merge first.',
  },
  'consents.not_found': { kind: 'not_found', retry: 'never', summary: 'No such consent of this candidate.' },
  'consents.text_not_found': {
    kind: 'not_found',
    retry: 'never',
    summary: 'No such consent text, or it is asked no more.',
  },
  'consents.text_exists': {
    kind: 'conflict',
    retry: 'never',
    summary: 'There is a consent text of this key; write a new version of it.',
  },
  'applications.not_found': { kind: 'not_found', retry: 'never', summary: 'No such application.' },
  'applications.incomplete': {
    kind: 'invalid',
    retry: 'never',
    summary: 'The job’s form requires something that the application does not have; `issues` names it.',
  },
  'applications.exists': {
    kind: 'conflict',
    retry: 'never',
    summary: 'The candidate has an open application for this job.',
  },
  'photos.not_found': { kind: 'not_found', retry: 'never', summary: 'No photo of this employee.' },
  'photos.wrong_shape': {
    kind: 'unsupported_media',
    retry: 'never',
    summary: 'The photo is not square, or too small.',
  },
  'photos.link_expired': {
    kind: 'forbidden',
    retry: 'never',
    summary: 'The address of a photo is not valid, or no longer.',
  },
  'files.empty': { kind: 'invalid', retry: 'never', summary: 'The file has no bytes.' },
  'files.too_large': { kind: 'too_large', retry: 'never', summary: 'The file is larger than allowed.' },
  'files.type_not_allowed': {
    kind: 'unsupported_media',
    retry: 'never',
    summary: 'Files of this type are not accepted.',
  },
  'files.content_mismatch': {
    kind: 'invalid',
    retry: 'never',
    summary: 'The content of the file is not what its name says.',
  },
  'files.encrypted': {
    kind: 'invalid',
    retry: 'never',
    summary: 'The file is protected with a password and cannot be read.',
  },
  'files.archive_too_large': {
    kind: 'invalid',
    retry: 'never',
    summary: 'The document is an archive that unpacks to too much, or holds other archives.',
  },
  'files.malware_found': {
    kind: 'invalid',
    retry: 'never',
    summary: 'A virus was found in the document; nobody gets it.',
  },
  'files.held': {
    kind: 'conflict',
    retry: 'backoff',
    summary: 'The document waits for the scanner of viruses.',
  },
  'files.not_cleaned': {
    kind: 'conflict',
    retry: 'never',
    summary: 'No cleaned copy of the document could be made; its original can be had on demand.',
  },
  'files.scanner_unavailable': {
    kind: 'unavailable',
    retry: 'backoff',
    summary: 'The scanner of viruses does not answer.',
  },
  'files.not_fetched': {
    kind: 'provider',
    retry: 'never',
    summary: 'The document could not be fetched from the address that was given for it.',
  },
  'files.fetch_failed': {
    kind: 'provider',
    retry: 'backoff',
    summary: 'The address that was given for a document does not answer now.',
  },
  'files.storage_unavailable': {
    kind: 'unavailable',
    retry: 'backoff',
    summary: 'The storage of files does not answer.',
  },
  'files.too_many': {
    kind: 'too_large',
    retry: 'never',
    summary: 'More files were sent than one request may carry.',
  },
  'files.category_not_found': {
    kind: 'not_found',
    retry: 'never',
    summary: 'No such category of company files.',
  },
  'files.invalid_category': {
    kind: 'invalid',
    retry: 'never',
    summary: 'The name of a category of files is blank, too long or taken.',
  },
  'files.category_reserved': {
    kind: 'forbidden',
    retry: 'never',
    summary: 'The name of a category of files is kept for the product itself.',
  },
  'files.in_use': {
    kind: 'conflict',
    retry: 'never',
    summary: 'A hire that is under way, an offer or something that is being sent needs the document.',
  },
  'files.not_found': { kind: 'not_found', retry: 'never', summary: 'No such file.' },
  'connections.not_found': { kind: 'not_found', retry: 'never', summary: 'No such connection.' },
  'connections.in_use': {
    kind: 'conflict',
    retry: 'never',
    summary: 'Hires, syncs or changes went through the connection; it can be switched off, not deleted.',
  },
  'connections.disabled': { kind: 'conflict', retry: 'never', summary: 'The connection is switched off.' },
  'connections.unauthorized': {
    kind: 'provider',
    retry: 'never',
    summary: 'The provider refused the connection’s credentials.',
  },
  'connections.probe_over_limit': {
    kind: 'rate_limited',
    retry: 'after',
    summary: 'Accounts that are not connected were looked at too often.',
  },
  'connections.company_not_empty': {
    kind: 'conflict',
    retry: 'never',
    summary: 'The company has employees of its own, so it cannot become a mirror.',
  },
  'connections.not_supported': {
    kind: 'conflict',
    retry: 'never',
    summary: 'The connection’s provider does not do this.',
  },
  'recruiting.not_set_up': {
    kind: 'conflict',
    retry: 'never',
    summary: 'The connection’s recruiting is not used for this.',
  },
  'recruiting.job_not_found': {
    kind: 'not_found',
    retry: 'never',
    summary: 'The connected account has no such job that takes candidates.',
  },
  'recruiting.record_not_found': {
    kind: 'not_found',
    retry: 'never',
    summary: 'No such application of a connected account.',
  },
  'recruiting.record_taken': {
    kind: 'conflict',
    retry: 'never',
    summary: 'The application is here already.',
  },
  'recruiting_writes.not_found': {
    kind: 'not_found',
    retry: 'never',
    summary: 'Nothing like that was sent.',
  },
  'recruiting_writes.not_open': {
    kind: 'conflict',
    retry: 'never',
    summary: 'What was sent waits for nobody’s decision.',
  },
  'recruiting_writes.exists': {
    kind: 'conflict',
    retry: 'never',
    summary: 'The candidate was sent to this job already, or the application is being moved.',
  },
  'recruiting_writes.incomplete': {
    kind: 'invalid',
    retry: 'never',
    summary: 'The account’s job would refuse the candidate: something is missing or does not fit.',
  },
  'holds.not_found': { kind: 'not_found', retry: 'never', summary: 'No such hold.' },
  'holds.decided': { kind: 'conflict', retry: 'never', summary: 'The hold is not open any more.' },
  'holds.changed': {
    kind: 'conflict',
    retry: 'never',
    summary: 'The decision is about something else than the hold shows now.',
  },
  'holds.second_person_needed': {
    kind: 'conflict',
    retry: 'never',
    summary: 'The same user approved it already; another one has to.',
  },
  'approvals.not_found': { kind: 'not_found', retry: 'never', summary: 'No such approval.' },
  'approvals.closed': { kind: 'conflict', retry: 'never', summary: 'The approval is not open any more.' },
  'approvals.expired': { kind: 'conflict', retry: 'never', summary: 'The time to answer is over.' },
  'approvals.changed': {
    kind: 'conflict',
    retry: 'never',
    summary: 'The answer is about something else than is asked now.',
  },
  'approvals.already_answered': {
    kind: 'conflict',
    retry: 'never',
    summary: 'The same person answered this version already.',
  },
  'approvals.own_question': {
    kind: 'forbidden',
    retry: 'never',
    summary: 'Who asked, or edited the question, cannot answer it.',
  },
  'approvals.not_approver': {
    kind: 'forbidden',
    retry: 'never',
    summary: 'The user is none of those who may answer.',
  },
  'approvals.key_of_another': {
    kind: 'forbidden',
    retry: 'never',
    summary: 'Approvals are answered in a session or with a key that the user made, not with one of another.',
  },
  'approvals.too_few_approvers': {
    kind: 'conflict',
    retry: 'never',
    summary: 'Fewer people may answer than have to approve.',
  },
  'approvals.exists': {
    kind: 'conflict',
    retry: 'never',
    summary: 'An approval of the same thing is open already.',
  },
  'syncs.not_found': { kind: 'not_found', retry: 'never', summary: 'No such sync.' },
  'syncs.not_mirrored': { kind: 'conflict', retry: 'never', summary: 'The connection mirrors nobody.' },
  'syncs.unstable_answer': {
    kind: 'provider',
    retry: 'backoff',
    summary: 'The provider’s answers of one reading do not fit together.',
  },
  'syncs.not_running': { kind: 'conflict', retry: 'never', summary: 'The sync has ended already.' },
  'source_webhooks.no_public_url': {
    kind: 'conflict',
    retry: 'never',
    summary: 'No address is set under which the provider could call this server.',
  },
  'source_webhooks.busy': {
    kind: 'conflict',
    retry: 'after',
    summary: 'The provider’s webhook is being registered or checked just now.',
  },
  'hires.not_found': { kind: 'not_found', retry: 'never', summary: 'No such hire.' },
  'hires.not_hired': {
    kind: 'conflict',
    retry: 'never',
    summary: 'The application is not in a stage of kind hired.',
  },
  'hires.exists': {
    kind: 'conflict',
    retry: 'never',
    summary: 'This application was or is being sent to this connection already.',
  },
  'hires.not_editable': {
    kind: 'conflict',
    retry: 'never',
    summary: 'The hire is in a state in which this cannot be done.',
  },
  'hires.written': {
    kind: 'conflict',
    retry: 'never',
    summary: 'Something of the hire was written at the provider already, or may have been.',
  },
  'hires.option_unknown': {
    kind: 'invalid',
    retry: 'never',
    summary: 'The provider’s lists lack a value of the hire, and nobody decided what to do about it.',
  },
  'hires.not_checked': {
    kind: 'conflict',
    retry: 'never',
    summary: 'The provider’s lists could not be read, and nobody said that the hire goes on unchecked.',
  },
  'hires.step_not_found': { kind: 'not_found', retry: 'never', summary: 'The hire has no such step.' },
  'hires.step_closed': {
    kind: 'conflict',
    retry: 'never',
    summary: 'The step of the hire is over, or the hire cannot do without it.',
  },
  'hires.not_sent': {
    kind: 'conflict',
    retry: 'never',
    summary: 'The hire is not done, or its employee is gone: nothing of it can change there.',
  },
  'hire_changes.not_found': { kind: 'not_found', retry: 'never', summary: 'No such change of a hire.' },
  'hire_changes.closed': {
    kind: 'conflict',
    retry: 'never',
    summary: 'The change of the hire is decided already.',
  },
  'hire_changes.changed': {
    kind: 'conflict',
    retry: 'never',
    summary: 'The answer is about another change than would be made now.',
  },
  'hire_changes.open': { kind: 'conflict', retry: 'never', summary: 'A change of the person is being sent.' },
  'hires.blocked': {
    kind: 'conflict',
    retry: 'never',
    summary: 'Nothing is written for the person while an open finding is about them.',
  },
  'hires.field_missing': {
    kind: 'invalid',
    retry: 'never',
    summary: 'A field that the hand-off needs is missing.',
  },
  'hire_mappings.invalid': {
    kind: 'invalid',
    retry: 'never',
    summary: 'A mapping cannot be used as it is; `issues` names each rule and what to do.',
  },
  'hire_mappings.changed': {
    kind: 'conflict',
    retry: 'never',
    summary: 'Somebody saved a newer version of the mapping; the change was made on an older one.',
  },
  'hire_mappings.no_rule': {
    kind: 'invalid',
    retry: 'never',
    summary: 'No rule of the mapping fills the field, so no value of it can be mapped.',
  },
  'offers.not_found': { kind: 'not_found', retry: 'never', summary: 'No offer for this application.' },
  'webhooks.not_found': { kind: 'not_found', retry: 'never', summary: 'No such webhook.' },
  'webhooks.log_over_limit': {
    kind: 'rate_limited',
    retry: 'after',
    summary: 'The log of a webhook was read too often.',
  },
  'sandbox.over_limit': {
    kind: 'rate_limited',
    retry: 'after',
    summary: 'A sandbox company has had as many requests as its limit allows.',
  },
  'sandbox.unavailable': {
    kind: 'unavailable',
    retry: 'after',
    summary: 'The same, where the limit is set to answer as BambooHR did until 2026: with 503.',
  },
  'sandbox.fault_not_found': { kind: 'not_found', retry: 'never', summary: 'No such fault.' },
  'sandbox.snapshot_not_found': { kind: 'not_found', retry: 'never', summary: 'No such snapshot.' },
  'sandbox.snapshot_exists': { kind: 'conflict', retry: 'never', summary: 'A snapshot has this name.' },
  'sandbox.clock_out_of_range': {
    kind: 'invalid',
    retry: 'never',
    summary: 'A sandbox company’s clock goes at most a hundred years from the real one.',
  },
  'sandbox.in_use': {
    kind: 'conflict',
    retry: 'never',
    summary: 'A connection of another company points at this sandbox company.',
  },
  'reports.not_found': { kind: 'not_found', retry: 'never', summary: 'No such saved report.' },
  'reports.invalid_filter': {
    kind: 'invalid',
    retry: 'never',
    summary: 'A filter, sort, group or aggregation asks what its field cannot be asked.',
  },
  'reports.field_not_found': {
    kind: 'invalid',
    retry: 'never',
    summary: 'A report or dataset has no field of this name.',
  },
  'reports.sort_not_selected': {
    kind: 'invalid',
    retry: 'never',
    summary: 'A field that is sorted by is not among the asked ones.',
  },
  'reports.dataset_not_found': { kind: 'not_found', retry: 'never', summary: 'No such dataset.' },
  'reports.invalid_page': {
    kind: 'invalid',
    retry: 'never',
    summary: 'A page or cursor that a list of employees or a dataset does not have.',
  },
  'provider.unreachable': {
    kind: 'provider',
    retry: 'backoff',
    summary: 'The provider could not be reached; nothing was sent.',
  },
  'provider.refused': { kind: 'provider', retry: 'never', summary: 'The provider refused the request.' },
  'provider.throttled': {
    kind: 'provider',
    retry: 'after',
    summary: 'The provider’s request limit is reached.',
  },
  'provider.ambiguous': {
    kind: 'provider',
    retry: 'never',
    summary: 'The provider’s answer was lost or unclear; the write may have happened.',
  },
  'provider.unexpected': {
    kind: 'provider',
    retry: 'backoff',
    summary: 'The provider’s answer is not what its API promises.',
  },
  'provider.pending': {
    kind: 'unavailable',
    retry: 'after',
    summary:
      'The write is recorded and not settled yet; it goes on. Asking the same again gives its end, not a second write.',
  },
  'provider.write_not_supported': {
    kind: 'conflict',
    retry: 'never',
    summary: 'The company’s people come from a provider, and this is to be changed there.',
  },
  'provider_writes.not_found': { kind: 'not_found', retry: 'never', summary: 'No such write to a provider.' },
  'provider_writes.not_open': {
    kind: 'conflict',
    retry: 'never',
    summary: 'The write waits for nobody’s decision.',
  },
  'egress.address_not_allowed': {
    kind: 'invalid',
    retry: 'never',
    summary: 'The address is not one that this server may call.',
  },
  'egress.answer_too_large': {
    kind: 'provider',
    retry: 'never',
    summary: 'The answer from outside is longer than its purpose allows.',
  },
  'config.cannot_listen': {
    kind: 'unavailable',
    retry: 'never',
    summary: 'The server cannot listen on its address and port.',
  },
  'config.invalid': {
    kind: 'internal',
    retry: 'never',
    summary: 'The settings are not usable; each problem is listed.',
  },
  'workflows.not_found': { kind: 'not_found', retry: 'never', summary: 'No durable work has this id.' },
  'workflows.not_retryable': {
    kind: 'conflict',
    retry: 'never',
    summary: 'Only work that failed or was cancelled can be tried again.',
  },
  'workflows.id_taken': {
    kind: 'conflict',
    retry: 'never',
    summary: 'The id belongs to durable work of another kind.',
  },
  'workflows.superseded': {
    kind: 'conflict',
    retry: 'never',
    summary: 'Another process has taken this run over; this one may do nothing more for it.',
  },
  'workflows.newer_build': {
    kind: 'conflict',
    retry: 'never',
    summary: 'A newer build has to go on with this run: it has a step that this one does not know.',
  },
  'engine.misused': {
    kind: 'internal',
    retry: 'never',
    summary: 'A fault of ours: the engine was asked for what it cannot do. The message says what.',
  },
  'database.unreachable': { kind: 'unavailable', retry: 'backoff', summary: 'The database does not answer.' },
  'database.binaries_missing': {
    kind: 'unavailable',
    retry: 'never',
    summary: 'No PostgreSQL is installed that the embedded database could run.',
  },
  'database.wrong_version': {
    kind: 'unavailable',
    retry: 'never',
    summary: 'The data folder was written by another major version of PostgreSQL.',
  },
  'database.not_owner': {
    kind: 'unavailable',
    retry: 'never',
    summary: 'The data folder belongs to another user or is closed to this one.',
  },
  'database.disk_full': {
    kind: 'unavailable',
    retry: 'never',
    summary: 'The disk of the data folder is full.',
  },
  'database.unsafe_settings': {
    kind: 'unavailable',
    retry: 'never',
    summary: 'The embedded database would acknowledge writes that a power cut loses.',
  },
  'database.start_failed': {
    kind: 'unavailable',
    retry: 'never',
    summary: 'The embedded database did not start; the message has what PostgreSQL said.',
  },
} as const satisfies Record<string, ErrorRow>;

export type ErrorCode = keyof typeof errorTable;

/** One thing that is wrong with an input: where it stands and what was expected there. */
export interface ErrorIssue {
  path: string;
  message: string;
}

export interface ErrorOptions {
  /** For the caller: which parts of the input are wrong. Holds no secrets and no personal data. */
  issues?: ErrorIssue[];
  /** For the operator's log only; never leaves the server. */
  details?: Record<string, unknown>;
  /** Seconds after which a retry makes sense, for `retry: after`. */
  retryAfterSeconds?: number;
  cause?: unknown;
}

/** The one error class. `message` is for a person: what was expected, what came, what to do. */
export class JoineryError extends Error {
  readonly code: ErrorCode;
  readonly kind: ErrorKind;
  readonly retry: RetryPolicy;
  readonly issues: ErrorIssue[];
  readonly details: Record<string, unknown>;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ErrorCode, message: string, options: ErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'JoineryError';
    this.code = code;
    this.kind = errorTable[code].kind;
    this.retry = errorTable[code].retry;
    this.issues = options.issues ?? [];
    this.details = options.details ?? {};
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

/**
 * How a request to a provider ended. `ambiguous` means that a write may have happened:
 * it is never answered by sending the write again without a search first.
 */
export type Outcome = 'not_sent' | 'done' | 'refused' | 'throttled' | 'ambiguous';

export interface ProviderErrorOptions extends ErrorOptions {
  provider: string;
  operation: string;
  outcome: Exclude<Outcome, 'done'>;
  status?: number;
  requestId?: string;
}

/** A failed call to a provider, classified by what may have happened on the other side. */
export class ProviderError extends JoineryError {
  readonly provider: string;
  readonly operation: string;
  readonly outcome: Exclude<Outcome, 'done'>;
  readonly status: number | undefined;
  readonly requestId: string | undefined;

  constructor(code: ErrorCode, message: string, options: ProviderErrorOptions) {
    super(code, message, options);
    this.name = 'ProviderError';
    this.provider = options.provider;
    this.operation = options.operation;
    this.outcome = options.outcome;
    this.status = options.status;
    this.requestId = options.requestId;
  }
}
