// What a receiver of a webhook gets, and how it is signed: facts 6.3. Pure.
import { createHmac } from 'node:crypto';
import type { EncodedNotice, EncodeNotice, Notice } from '../../../modules/webhooks/webhooks.ts';
import type { PhotoUrl } from '../../photo-urls.ts';
import { showFileInstant, showValue } from './values.ts';

const userAgent = 'BambooHR-WebHooks/1.0 (+https://www.bamboohr.com)';

type Tree = string | boolean | null | Tree[] | { [key: string]: Tree };

export const encodeNotice = (
  notice: Notice,
  webhook: Parameters<EncodeNotice>[1],
  now: Date,
  photoUrl?: PhotoUrl,
): EncodedNotice => {
  const content = notice.event.startsWith('employee_with_fields.')
    ? withFields(notice, photoUrl)
    : withoutFields(notice);
  const isJson = webhook.format === 'json';
  const body = isJson ? JSON.stringify(content) : formText(content);
  const timestamp = String(Math.floor(now.getTime() / 1000));
  const headers: EncodedNotice['headers'] = {
    'content-type': isJson ? 'application/json' : 'application/x-www-form-urlencoded',
    'user-agent': userAgent,
    'x-bamboohr-timestamp': timestamp,
    'x-bamboohr-signature': createHmac('sha256', webhook.privateKey)
      .update(body)
      .update(timestamp)
      .digest('hex'),
  };
  if (webhook.includeCompanyDomain) headers['company-domain'] = notice.company.slug;
  return { headers, body };
};

function withoutFields({ company, event, employeeNumber, at, changed }: Notice): Tree {
  const changedFields = changed.map(({ alias, number, key }) => alias ?? number ?? key);
  return {
    type: event,
    timestamp: showFileInstant(at),
    data: {
      companyId: company.id,
      ...(employeeNumber === null ? {} : { employeeId: String(employeeNumber) }),
      ...(employeeNumber !== null && event.endsWith('.updated') ? { changedFields } : {}),
    },
  };
}

const actions: Record<string, string> = { created: 'Created', updated: 'Updated', deleted: 'Deleted' };

function withFields(
  { company, event, employeeNumber, at, changed, posted }: Notice,
  photoUrl: PhotoUrl | undefined,
): Tree {
  const shownNames = new Map(posted.map(({ field, shownAs }) => [field.key, shownAs]));
  const options = { place: 'employee' as const, currency: company.currency, photoUrl };
  const employee = {
    id: String(employeeNumber),
    action: actions[event.split('.')[1] ?? ''] ?? '',
    timestamp: showFileInstant(at),
    changedFields: changed.map(({ key, name }) => shownNames.get(key) ?? name),
    fields: Object.fromEntries(
      posted.map(({ shownAs, field, value }) => [shownAs, showValue(value, field, options)]),
    ),
  };
  return { employees: [employee] };
}

/** Nested names in brackets, as PHP writes and reads them. */
function formText(content: Tree): string {
  const pairs = new URLSearchParams();
  const add = (name: string, value: Tree): void => {
    if (typeof value === 'object' && value !== null)
      for (const [key, inner] of Object.entries(value)) add(name === '' ? key : `${name}[${key}]`, inner);
    else pairs.append(name, value === null ? '' : String(value));
  };
  add('', content);
  return pairs.toString();
}
