// The form of an application, with what was typed and what is wrong with it.
import type { JobForm } from '@joinery/sdk';
import type { OpenJob } from '../../modules/jobs/public-jobs.service.ts';
import { choiceName, fileName, type ShownField, sourceName, tokenName, trapName } from './form-values.ts';
import { html, type Markup } from './html.ts';
import { type Answer, linkTo, pageOf, type Site } from './layout.ts';

export interface FormState {
  token: string;
  /** As it was typed, by the names of the inputs. */
  typed: Record<string, string>;
  problem?: { status: number; title: string; headers?: Record<string, string> } | undefined;
  issues: readonly { path: string; label: string; message: string }[];
}

/** Of the job, then what is asked of everybody. */
export function fieldsOf({ schema, consents, demographics }: JobForm): ShownField[] {
  const { fields } = schema['x-joinery'] as { fields: ShownField[] };
  return [
    ...fields,
    ...demographics.map(
      ({ key, label, options }): ShownField => ({
        path: `demographics.${key}`,
        label,
        help: null,
        type: 'single_choice',
        required: false,
        options,
      }),
    ),
    ...consents.map(
      ({ key, label, text, required, version }): ShownField => ({
        path: `consents.${key}`,
        label,
        help: text,
        type: 'consent',
        required,
        version,
      }),
    ),
  ];
}

const isVoluntary = ({ path }: ShownField): boolean => path.startsWith('demographics.');

export function formPage(site: Site, job: OpenJob, form: JobForm, state: FormState): Answer {
  const { problem, issues, typed, token } = state;
  const { privacyUrl, company } = site;
  const body = html`<a class="back" href="${linkTo(site, `/jobs/${job.number}`)}">${job.title}</a>
<h1>Apply: ${job.title}</h1>
${problem !== undefined && summaryOf(problem.title, issues)}
<form class="apply" method="post" enctype="multipart/form-data" action="${linkTo(site, `/jobs/${job.number}/apply`)}" accept-charset="utf-8" novalidate data-max-bytes="${form.limits.maxFileBytes}">
<input type="hidden" name="${tokenName}" value="${token}">
<input type="hidden" name="${sourceName}" value="${typed[sourceName] ?? ''}">
<div class="away" aria-hidden="true"><label for="${trapName}">Leave this empty</label><input type="text" id="${trapName}" name="${trapName}" tabindex="-1" autocomplete="off"></div>
${fieldsOf(form).map((field, at, all) => html`${isVoluntary(field) && (at === 0 || !isVoluntary(all[at - 1] ?? field)) && voluntary}${fieldOf(field, form, state)}`)}
${privacyUrl !== null && html`<p class="dim">How ${company.name} treats what you send: <a href="${privacyUrl}" target="_blank" rel="noopener">privacy notice</a> (opens in a new tab).</p>`}
<button>Send application</button>
<div class="sending" hidden><progress max="100" value="0" aria-label="Upload"></progress><p role="status"></p></div>
</form>`;
  return pageOf(site, {
    title: `${problem === undefined ? '' : 'Error: '}Apply: ${job.title}`,
    body,
    status: problem?.status ?? 200,
    headers: { 'cache-control': 'no-store', ...problem?.headers },
  });
}

const voluntary = html`<p class="dim">The next questions are voluntary. What you answer is counted, and not kept with your application.</p>`;

function summaryOf(title: string, issues: FormState['issues']): Markup {
  const lines = issues.map(
    ({ path, label, message }) => html`<li><a href="#${idOf(path)}">${label}: ${message}</a></li>`,
  );
  return html`<div class="summary" role="alert" tabindex="-1"><h2>${title}</h2>${lines.length > 0 && html`<ul>${lines}</ul>`}</div>`;
}

const idOf = (path: string): string => `f-${path.replace(/[^A-Za-z0-9_-]/g, '-')}`;

interface Shown {
  field: ShownField;
  id: string;
  /** What screen readers read with it. */
  described: string;
  isBad: boolean;
  typed: Record<string, string>;
}

const grouped = new Set(['yes_no', 'multiple_choice']);
/** More options than these are better chosen from a list. */
const manyOptions = 7;

function fieldOf(field: ShownField, form: JobForm, { typed, issues }: FormState): Markup {
  const id = idOf(field.path);
  const error = issues.find(({ path }) => path === field.path)?.message;
  const help = hintOf(field, form);
  const described = `${help === undefined ? '' : `${id}-hint `}${id}-error`;
  const shown = { field, id, described, isBad: error !== undefined, typed };
  const name = html`${field.label}${field.required ? '' : html` <span class="must">(optional)</span>`}`;
  const notes = html`${help !== undefined && html`<span class="hint" id="${id}-hint">${help}</span>`}<span class="error" id="${id}-error"${error === undefined && html` hidden`}>${error}</span>`;
  if (field.type === 'consent') return consentOf(shown, name, notes);
  const isGroup = grouped.has(field.type) || (field.type === 'single_choice' && !isLong(field));
  const attributes = html`class="field${shown.isBad && ' bad'}" data-path="${field.path}"`;
  return isGroup
    ? html`<fieldset ${attributes} aria-describedby="${described}"><legend>${name}</legend>${notes}${choices(shown)}</fieldset>`
    : html`<div ${attributes}><label for="${id}">${name}</label>${notes}${inputOf(shown)}</div>`;
}

function consentOf({ field, id, described, isBad, typed }: Shown, name: Markup, notes: Markup): Markup {
  const version = String(field.version);
  return html`<div class="field${isBad && ' bad'}" data-path="${field.path}">${notes}<label class="choice" for="${id}"><input type="checkbox" id="${id}" name="${field.path}" value="${version}"${typed[field.path] === version && html` checked`} aria-describedby="${described}"${field.required && html` aria-required="true"`}${isBad && html` aria-invalid="true"`}><span>${name}</span></label></div>`;
}

// What nobody has to answer can be left again.
const isLong = (field: ShownField): boolean =>
  (field.options ?? []).length > manyOptions || isVoluntary(field);

function hintOf({ help, type, path }: ShownField, { limits }: JobForm): string | undefined {
  if (path === 'firstName') return 'Leave it empty if you have one name only.';
  const types = limits.fileTypes.map((name) => name.toUpperCase());
  const files = `${types.slice(0, -1).join(', ')} or ${types.at(-1)}, up to ${limits.maxFileBytes / 1024 / 1024} MB.`;
  const own =
    type === 'file' ? files : type === 'url' ? 'A web address that begins with https://' : undefined;
  return [help, own].filter((part) => part !== null && part !== undefined).join(' ') || undefined;
}

const inputTypes: Partial<Record<ShownField['type'], string>> = {
  email: 'email',
  phone: 'tel',
  url: 'url',
  date: 'date',
};

const autocompletes: Record<string, string> = {
  firstName: 'given-name',
  lastName: 'family-name',
  email: 'email',
  phone: 'tel',
  addressLine1: 'address-line1',
  addressLine2: 'address-line2',
  city: 'address-level2',
  state: 'address-level1',
  zipCode: 'postal-code',
  country: 'country-name',
  websiteUrl: 'url',
};

function inputOf({ field, id, described, isBad, typed }: Shown): Markup {
  const { path, type, required, options = [] } = field;
  const value = typed[path] ?? '';
  const state = html` aria-describedby="${described}"${required && html` aria-required="true"`}${isBad && html` aria-invalid="true"`}`;
  if (type === 'long_text')
    return html`<textarea id="${id}" name="${path}"${state}>${value === '' ? '' : html`\n${value}`}</textarea>`;
  if (type === 'file')
    return html`<input type="file" id="${id}" name="${fileName(path)}" data-path="${path}" accept=".pdf,.docx,.odt,.rtf,.txt"${state}>`;
  if (type === 'single_choice')
    return html`<select id="${id}" name="${path}"${state}><option value="">Choose</option>${options.map((option) => html`<option value="${option.id}"${option.id === value && html` selected`}>${option.label}</option>`)}</select>`;
  const complete = autocompletes[path];
  return html`<input type="${inputTypes[type] ?? 'text'}" id="${id}" name="${path}" value="${value}"${type === 'number' && html` inputmode="decimal"`}${complete !== undefined && html` autocomplete="${complete}"`}${state}>`;
}

function choices({ field, id, isBad, typed }: Shown): Markup {
  const { path, type, options = [] } = field;
  const isMany = type === 'multiple_choice';
  const offered =
    type === 'yes_no'
      ? [
          { id: 'yes', label: 'Yes' },
          { id: 'no', label: 'No' },
        ]
      : options;
  return html`${offered.map((option, at) => {
    const name = isMany ? choiceName(path, option.id) : path;
    const isChosen = isMany ? Object.hasOwn(typed, name) : typed[path] === option.id;
    const choiceId = at === 0 ? id : `${id}-${at}`;
    return html`<label class="choice" for="${choiceId}"><input type="${isMany ? 'checkbox' : 'radio'}" id="${choiceId}" name="${name}" value="${isMany ? '1' : option.id}"${isChosen && html` checked`}${isBad && html` aria-invalid="true"`}><span>${option.label}</span></label>`;
  })}`;
}

/** Where everybody ends who sent an application, also somebody who had sent it before. */
export function thanksPage(site: Site): Answer {
  return pageOf(site, {
    title: 'Thank you',
    body: html`<h1>Thank you</h1>
<p>Your application has arrived. ${site.company.name} will get in touch with you.</p>
<p><a href="${linkTo(site, '')}">All jobs</a></p>`,
  });
}
