// The form of a job: what an application for it may and must hold. One zod schema is both what the
// server checks applications with and what the JSON Schema is derived from, so neither can promise
// what the other does not keep.
import {
  applicantFields,
  boundedText,
  calendarDate,
  type DemographicQuestion,
  type ErrorIssue,
  emailText,
  type FormConsent,
  type JobQuestion,
  type JobQuestions,
  JoineryError,
  linkText,
  oneLine,
  phoneText,
  type QuestionType,
  type StandardQuestion,
  standardQuestions,
  visible,
} from '@joinery/sdk';
import { z } from 'zod';
import { documentTypes } from '../files/files.ts';

type FieldName = keyof typeof applicantFields.shape | 'resume' | 'coverLetter' | 'file';

interface FormField {
  /** Of the value in an application: `email`, or `answers.q_7`. */
  path: string;
  label: string;
  help: string | null;
  type: QuestionType;
  required: boolean;
  /** Of a choice. */
  options?: { id: string; label: string }[];
}

export interface JobFormParts {
  questions: JobQuestions;
  customQuestions: readonly JobQuestion[];
  /** What everybody agrees to, whatever the job. */
  consents?: readonly FormConsent[];
  /** What is asked of everybody and kept with nobody. */
  demographics?: readonly DemographicQuestion[];
}

export interface FormRules {
  /** Somebody of the company adds the application: everything may be said, nothing must. */
  byHand?: boolean;
  /** Paths whose answers are known already. */
  known?: ReadonlySet<string>;
}

export interface JobForm {
  schema: z.ZodType<Record<string, unknown>>;
  /** As they are shown. */
  fields: FormField[];
  /** Paths of consents without which nobody applies. */
  agreed: string[];
}

const fieldLabels: Record<string, { label: string; type: QuestionType }> = {
  firstName: { label: 'First name', type: 'short_text' },
  lastName: { label: 'Last name', type: 'short_text' },
  name: { label: 'Name', type: 'short_text' },
  email: { label: 'E-mail', type: 'email' },
  phone: { label: 'Phone', type: 'phone' },
  resume: { label: 'Résumé', type: 'file' },
  coverLetter: { label: 'Cover letter', type: 'file' },
  file: { label: 'Further document', type: 'file' },
  addressLine1: { label: 'Address', type: 'short_text' },
  addressLine2: { label: 'Address, second line', type: 'short_text' },
  city: { label: 'City', type: 'short_text' },
  state: { label: 'State or region', type: 'short_text' },
  zipCode: { label: 'Postal code', type: 'short_text' },
  country: { label: 'Country', type: 'short_text' },
  linkedinUrl: { label: 'LinkedIn', type: 'url' },
  websiteUrl: { label: 'Website', type: 'url' },
  twitterUsername: { label: 'Twitter', type: 'short_text' },
  availableOn: { label: 'Available from', type: 'date' },
  desiredSalary: { label: 'Desired salary', type: 'short_text' },
  referredBy: { label: 'Referred by', type: 'short_text' },
  educationLevel: { label: 'Highest education', type: 'short_text' },
  educationInstitution: { label: 'School or university', type: 'short_text' },
  references: { label: 'References', type: 'long_text' },
  source: { label: 'How they came here', type: 'short_text' },
  industry: { label: 'Industry', type: 'short_text' },
  department: { label: 'Department', type: 'short_text' },
};

/** What each question asks for; `also` is never required. */
const questionFields: Record<StandardQuestion, { fields: FieldName[]; also?: FieldName[] }> = {
  email: { fields: ['email'] },
  phone: { fields: ['phone'] },
  resume: { fields: ['resume'] },
  coverLetter: { fields: ['coverLetter'] },
  // A state is not insisted on: many countries have none.
  address: { fields: ['addressLine1', 'city', 'zipCode', 'country'], also: ['addressLine2', 'state'] },
  linkedinUrl: { fields: ['linkedinUrl'] },
  websiteUrl: { fields: ['websiteUrl'] },
  availableOn: { fields: ['availableOn'] },
  desiredSalary: { fields: ['desiredSalary'] },
  referredBy: { fields: ['referredBy'] },
  educationLevel: { fields: ['educationLevel'] },
  educationInstitution: { fields: ['educationInstitution'] },
  references: { fields: ['references'] },
};

/** Said by whoever sends an application, and shown to no applicant. */
const unasked: readonly FieldName[] = ['source', 'industry', 'department'];

// A schema is made of some thirty parts, and its first use compiles it: for the same questions it is
// the same for everybody.
const maxKept = 200;
const kept = new Map<string, JobForm>();

/** The same parts again, as of many who apply at once: they are not looked through once more. */
const ofParts = new WeakMap<JobFormParts, { rules: string; form: JobForm }>();

/** The same form for equal parts: neither is to be changed. */
export function formOf(parts: JobFormParts, rules: FormRules = {}): JobForm {
  const known = [...(rules.known ?? [])].sort();
  const rulesKey = JSON.stringify({ ...rules, known });
  const last = ofParts.get(parts);
  if (last?.rules === rulesKey) return last.form;
  const form = keptForm(parts, rules, rulesKey);
  ofParts.set(parts, { rules: rulesKey, form });
  return form;
}

function keptForm(parts: JobFormParts, rules: FormRules, rulesKey: string): JobForm {
  const { questions, customQuestions, consents = [], demographics = [] } = parts;
  const key = JSON.stringify([questions, customQuestions, consents, demographics, rulesKey]);
  const earlier = kept.get(key);
  const form = earlier ?? makeForm(parts, rules);
  // The one that was used last stands last.
  kept.delete(key);
  kept.set(key, form);
  const [oldest] = kept.keys();
  if (kept.size > maxKept && oldest !== undefined) kept.delete(oldest);
  return form;
}

function makeForm(
  { questions, customQuestions, consents = [], demographics = [] }: JobFormParts,
  rules: FormRules,
): JobForm {
  const mustHave = (path: string, required: boolean) =>
    required && rules.byHand !== true && rules.known?.has(path) !== true;
  const standard = standardQuestions.flatMap((question) => fieldsOf(question, questions[question], rules));
  const extra: FieldName[] = rules.byHand === true ? ['twitterUsername', 'file', ...unasked] : [...unasked];
  const asked = [...standard, ...extra.map((name) => ({ name, required: false }))];
  const shape = Object.fromEntries(
    asked.map(({ name, required }) => [name, standardValue(name, mustHave(name, required))]),
  );
  const answers = customQuestions.map((question) => ({
    question,
    required: mustHave(`answers.${question.key}`, question.required),
  }));
  const agreements = consents.map((consent) => ({
    consent,
    required: mustHave(`consents.${consent.key}`, consent.required),
  }));
  const object = z.strictObject({
    ...nameShape,
    ...shape,
    ...(answers.length === 0 ? {} : { answers: answersValue(answers) }),
    ...(agreements.length === 0 ? {} : { consents: consentsValue(agreements) }),
    ...(demographics.length === 0 ? {} : { demographics: demographicsValue(demographics) }),
  });
  const isNamed = rules.known?.has('name') === true;
  const fields: FormField[] = [
    ...['firstName', 'lastName'].map((name) => standardField(name, !isNamed)),
    ...asked
      .filter(({ name }) => !unasked.includes(name))
      .map(({ name, required }) => standardField(name, mustHave(name, required))),
    ...answers.map(({ question, required }) => customField(question, required)),
  ];
  const agreed = agreements.flatMap(({ consent, required }) => (required ? [`consents.${consent.key}`] : []));
  return { schema: isNamed ? object : withName(object), fields, agreed };
}

/** JSON Schema 2020-12 of an application, as it is sent. */
export function toJsonSchema({ schema, fields }: JobForm, title: string): Record<string, unknown> {
  return { ...z.toJSONSchema(schema, { io: 'input' }), title, 'x-joinery': { fields } };
}

/**
 * The application as the form takes it, with blanks taken off.
 *
 * @param application of everybody with `isPublic`: they are not told what somebody of the company can do
 * @throws JoineryError `applications.incomplete` when nothing but required fields is missing, else
 * `request.invalid`; an issue for everything that is wrong
 */
export function checkForm(
  form: JobForm,
  application: Record<string, unknown>,
  { isPublic = false } = {},
): Record<string, unknown> {
  const parsed = form.schema.safeParse(application);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.flatMap((issue) => toIssues(issue, isPublic));
  const required = new Set(duePaths(form));
  const isMissing = ({ path }: ErrorIssue) => required.has(path) && isEmpty(valueAt(application, path));
  const told = [
    ...missingParts(form, application, issues, 'answers'),
    ...missingParts(form, application, issues, 'consents'),
    ...issues.map((issue) => (isMissing(issue) ? { ...issue, message: missingMessage } : issue)),
  ];
  if (told.every(({ message }) => message === missingMessage))
    throw incomplete(told, isPublic ? undefined : orByHand);
  throw new JoineryError('request.invalid', 'The application does not fit the form of the job.', {
    issues: told,
  });
}

const missingMessage = 'is required for this job';

const orByHand = 'or byHand: true when somebody of the company adds the person';

/** @param wayOut what can be done beside sending what is missing */
export function incomplete(issues: ErrorIssue[], wayOut?: string): JoineryError {
  const names = issues.map(({ path }) => path).join(', ');
  const cure = wayOut === undefined ? '' : ` Send it, ${wayOut}.`;
  return new JoineryError('applications.incomplete', `This job requires: ${names}.${cure}`, { issues });
}

export function missing(path: string): ErrorIssue {
  return { path, message: missingMessage };
}

export function isEmpty(value: unknown): boolean {
  return (
    value === undefined ||
    value === null ||
    (typeof value === 'string' && value.trim() === '') ||
    (Array.isArray(value) && value.length === 0)
  );
}

// Without any answers the schema names `answers` only; each one that is due is told.
function missingParts(
  form: JobForm,
  application: Record<string, unknown>,
  issues: ErrorIssue[],
  part: 'answers' | 'consents',
): ErrorIssue[] {
  const at = issues.findIndex(({ path }) => path === part);
  if (at < 0 || application[part] !== undefined) return [];
  issues.splice(at, 1);
  return duePaths(form)
    .filter((path) => path.startsWith(`${part}.`))
    .map(missing);
}

function duePaths({ fields, agreed }: JobForm): string[] {
  return [...fields.filter(({ required }) => required).map(({ path }) => path), ...agreed];
}

function toIssues(issue: z.core.$ZodIssue, isPublic: boolean): ErrorIssue[] {
  const path = issue.path.map(String).join('.');
  if (issue.code !== 'unrecognized_keys') return [{ path, message: issue.message }];
  return issue.keys.map((key) => ({
    path: (path === '' ? key : `${path}.${key}`).slice(0, 200),
    // By hand the form takes all that is asked of anybody, and the answers of this job only.
    message: `this job does not ask for it${isPublic || path !== '' || !Object.hasOwn(fieldLabels, key) ? '' : `: leave it out, ${orByHand}`}`,
  }));
}

function valueAt(application: Record<string, unknown>, path: string): unknown {
  const [first = '', ...rest] = path.split('.');
  const value = Object.hasOwn(application, first) ? application[first] : undefined;
  if (rest.length === 0 || typeof value !== 'object' || value === null)
    return rest.length ? undefined : value;
  return valueAt(value as Record<string, unknown>, rest.join('.'));
}

function fieldsOf(question: StandardQuestion, rule: JobQuestions[StandardQuestion], { byHand }: FormRules) {
  if (rule === 'off' && byHand !== true) return [];
  const { fields, also = [] } = questionFields[question];
  return [
    ...fields.map((name) => ({ name, required: rule === 'required' })),
    ...also.map((name) => ({ name, required: false })),
  ];
}

function standardField(path: string, required: boolean): FormField {
  const { label, type } = fieldLabels[path] ?? { label: path, type: 'short_text' };
  return { path, label, help: null, type, required };
}

function customField({ key, label, help, type, options }: JobQuestion, required: boolean): FormField {
  const field = { path: `answers.${key}`, label, help, type, required };
  return options.length === 0 ? field : { ...field, options };
}

const nameShape = {
  name: applicantFields.shape.name.unwrap().regex(oneLine, 'expected a name on one line').optional(),
  firstName: applicantFields.shape.firstName
    .unwrap()
    .regex(oneLine, 'expected a name on one line')
    .optional(),
  lastName: applicantFields.shape.lastName.unwrap().regex(oneLine, 'expected a name on one line').optional(),
};

const seen = z.string().regex(visible);
const named = z.union([z.looseObject({ firstName: seen, lastName: seen }), z.looseObject({ name: seen })]);

/** First and last name, or one name: in the schema and in the check. */
function withName(object: z.ZodObject): JobForm['schema'] {
  const { anyOf } = z.toJSONSchema(named, { io: 'input' });
  return object
    .superRefine((value, context) => {
      if (named.safeParse(value).success) return;
      const part = value.name !== undefined ? 'name' : isEmpty(value.lastName) ? 'lastName' : 'firstName';
      context.addIssue({ code: 'custom', path: [part], message: 'expected a name that can be seen' });
    })
    .meta({ anyOf });
}

function standardValue(name: FieldName, required: boolean): z.ZodType {
  if (name === 'resume' || name === 'coverLetter' || name === 'file') return fileValue(required);
  const value = applicantFields.shape[name];
  return required ? present(value.unwrap()) : value;
}

function answersValue(answers: { question: JobQuestion; required: boolean }[]): z.ZodType {
  const shape = answers.map(({ question, required }) => [question.key, answerValue(question, required)]);
  const object = z.strictObject(Object.fromEntries(shape) as Record<string, z.ZodType>);
  return answers.some(({ required }) => required) ? object : object.optional();
}

/** Whoever agrees names the version of the text that they have seen: of another one nothing is known. */
function consentsValue(agreements: { consent: FormConsent; required: boolean }[]): z.ZodType {
  const shape = agreements.map(({ consent, required }) => {
    const { key, version, label, text } = consent;
    const value = z.literal(version, `expected ${version}, the version of the text that is asked now`);
    const said = { title: label, description: text };
    return [key, required ? value.meta(said) : value.nullish().meta(said)] as const;
  });
  const object = z.strictObject(Object.fromEntries(shape) as Record<string, z.ZodType>);
  return agreements.some(({ required }) => required) ? object : object.optional();
}

function demographicsValue(questions: readonly DemographicQuestion[]): z.ZodType {
  const shape = questions.map(({ key, label, options }) => {
    const value = optionValue(options).nullish().meta({ title: label });
    return [key, value] as const;
  });
  return z.strictObject(Object.fromEntries(shape) as Record<string, z.ZodType>).optional();
}

function answerValue(question: JobQuestion, required: boolean): z.ZodType {
  if (question.type === 'file') return fileValue(required).meta(annotations(question));
  const value = typedValue(question);
  return (required ? present(value) : value.nullish()).meta(annotations(question));
}

function annotations({ label, help }: JobQuestion) {
  return { title: label, ...(help !== null && { description: help }) };
}

/** What an answer of this type may be. */
export function typedValue({
  type,
  options,
  required,
}: Pick<JobQuestion, 'type' | 'options' | 'required'>): z.ZodType {
  switch (type) {
    case 'short_text':
      return boundedText(500);
    case 'long_text':
      return boundedText(20_000);
    case 'single_choice':
      return optionValue(options);
    case 'multiple_choice':
      return z
        .array(optionValue(options))
        .refine((ids) => new Set(ids).size === ids.length, 'expected each option once')
        .meta({ uniqueItems: true });
    case 'yes_no':
      return z.boolean('expected true or false');
    case 'number':
      return z.number('expected a number').min(-1e15).max(1e15);
    case 'date':
      return required ? calendarDate : z.union([calendarDate, z.literal('')]);
    case 'url':
      return linkText;
    case 'email':
      return emailText;
    case 'phone':
      return phoneText;
    case 'file':
      return fileValue(required);
  }
}

function optionValue(options: JobQuestion['options']) {
  const ids = options.map(({ id }) => id) as [string, ...string[]];
  return z.enum(ids, 'expected the id of an option').meta({ 'x-joinery': { options } });
}

/** The value as it must be where an answer is required: something, and not only blanks. */
function present(value: z.ZodType): z.ZodType {
  if (value instanceof z.ZodNullable) return present(value.unwrap() as z.ZodType);
  if (value instanceof z.ZodUnion) return calendarDate;
  if (value instanceof z.ZodString) return value.regex(/\S/u, 'expected an answer');
  if (value instanceof z.ZodArray) return value.min(1, 'expected at least one option');
  return value;
}

const fileEnding = new RegExp(
  `\\.(?:${documentTypes.map((type) => type.replace(/[a-z]/g, (c) => `[${c.toUpperCase()}${c}]`)).join('|')})$`,
  'u',
);

/** A file stands in the form by its name. */
function fileValue(required: boolean): z.ZodType {
  const file = z
    .string('expected a file')
    .regex(fileEnding, `expected a file of type ${documentTypes.join(', ')}`)
    .meta({ 'x-joinery': { part: true } });
  return required ? file : file.optional();
}
