// Webhooks, the fields that they can carry, and their log: facts 6.2. Pure.
import type { ErrorIssue, Field } from '@joinery/sdk';
import type { LogEntry } from '../../../modules/webhooks/webhooks.service.ts';
import type { Webhook } from '../../../modules/webhooks/webhooks.ts';

/** `YYYY-MM-DD HH:MM:SS`, UTC. */
export function showStamp(at: Date): string {
  return at.toISOString().slice(0, 19).replace('T', ' ');
}

const stampOrNull = (at: Date | null): string | null => (at === null ? null : showStamp(at));

export function webhooksView(webhooks: Webhook[]) {
  return {
    webhooks: webhooks.map(({ number, name, createdAt, lastSentAt, url }) => ({
      id: String(number),
      name,
      created: showStamp(createdAt),
      lastSent: stampOrNull(lastSentAt),
      url,
    })),
  };
}

export function webhookView(webhook: Webhook) {
  return {
    id: String(webhook.number),
    name: webhook.name,
    created: showStamp(webhook.createdAt),
    lastSent: stampOrNull(webhook.lastSentAt),
    events: webhook.events,
    monitorFields: webhook.monitorFields,
    postFields: Object.fromEntries(webhook.postFields),
    url: webhook.url,
    format: webhook.format,
    includeCompanyDomain: webhook.includeCompanyDomain,
  };
}

export function logView({ number, format }: Webhook, entries: LogEntry[]) {
  return entries.map(({ url, lastAttemptedAt, deliveredAt, statusCode, employeeNumber }) => ({
    webhookId: String(number),
    url,
    lastAttempted: showStamp(lastAttemptedAt),
    lastSuccess: stampOrNull(deliveredAt),
    statusCode,
    format,
    employeeIds: employeeNumber === null ? [] : [String(employeeNumber)],
  }));
}

export function monitorFieldsView(fields: Field[]) {
  return {
    fields: fields.flatMap(({ number, name, alias }) =>
      number === null ? [] : [{ id: number, name, alias }],
    ),
  };
}

// Numbers of pages and tables differ between accounts, and no source tells any: here they follow
// the order of the tables that the caller may see. Fields are grouped by where they come from.
const pages = [
  { id: 1, name: 'Personal' },
  { id: 2, name: 'Job' },
];

export function postFieldsView(fields: Field[], tables: readonly { alias: string; name: string }[]) {
  const shown = fields.filter(({ number }) => /^-?\d+$/.test(number ?? ''));
  const numbered = tables.map(({ alias, name }, index) => ({ id: index + 1, alias, name }));
  const idOf = (table: string | null) => numbered.find(({ alias }) => alias === table)?.id ?? null;
  return {
    fields: shown.map(({ alias, name, type, number, table }) => ({
      id: Number(number),
      alias,
      name,
      type,
      pageId: table === null ? 1 : 2,
      tableId: idOf(table),
    })),
    pages,
    tables: numbered.map(({ id, name }) => ({ id, name })),
  };
}

const listed = ['unknownFields', 'monitorFields', 'postFields'] as const;

/** The body of an error: fields that are refused stand in lists of their own, the rest under `issues`. */
export function webhookErrors(error: string, issues: readonly ErrorIssue[]) {
  const inList = (list: string) => issues.filter(({ path }) => path.startsWith(`${list}.`));
  const lists = listed.flatMap((list) => {
    const fields = inList(list).map(({ path, message }) => ({
      id: path.slice(list.length + 1),
      name: message,
    }));
    return fields.length === 0 ? [] : [[list, fields] as const];
  });
  const duplicates = inList('duplicatePostString').map(({ message }) => message);
  const isListed = ({ path }: ErrorIssue) =>
    /^(unknownFields|monitorFields|postFields|duplicatePostString)\./.test(path);
  const others = issues.filter((issue) => !isListed(issue)).map(({ path, message }) => `${path}: ${message}`);
  return {
    errors: [
      {
        error,
        ...(others.length === 0 ? {} : { issues: others }),
        ...Object.fromEntries(lists),
        ...(duplicates.length === 0 ? {} : { duplicatePostString: duplicates }),
      },
    ],
  };
}
