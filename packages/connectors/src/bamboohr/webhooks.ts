// Calls that the provider makes to us: asking for them, and judging them when they come. What they
// say about people is not believed; it only tells whom to read again.
import { createHash } from 'node:crypto';
import { type BambooHr, readWebhookChanges, verifyWebhook } from '@joinery/bamboohr';
import { ProviderError } from '@joinery/sdk';
import type {
  PeopleSource,
  RegisteredWebhook,
  SourceWebhook,
  VerifiedCall,
  VerifyInbound,
} from '../people-source.ts';
import { call } from './client.ts';

export async function registerWebhook(
  client: BambooHr,
  { name, url, fields }: Parameters<PeopleSource['registerWebhook']>[0],
): Promise<RegisteredWebhook> {
  const monitored = await call(client.webhooks.monitorFields());
  const wanted = monitored.filter(
    ({ id, alias }) =>
      fields.length === 0 || fields.includes(id) || (alias !== null && fields.includes(alias)),
  );
  if (wanted.length === 0)
    throw new ProviderError('provider.refused', 'BambooHR can tell of changes in none of these fields.', {
      provider: 'bamboohr',
      operation: 'webhooks.monitorFields',
      outcome: 'refused',
      status: 200,
    });
  const { id, privateKey } = await call(
    client.webhooks.create({
      name,
      url,
      // This family names many people in one call; no values are asked for along with them.
      events: [
        'employee_with_fields.created',
        'employee_with_fields.updated',
        'employee_with_fields.deleted',
      ],
      monitorFields: [...new Set(wanted.map((field) => field.alias ?? field.id))],
    }),
  );
  return { id, privateKey };
}

export async function listWebhooks(client: BambooHr): Promise<SourceWebhook[]> {
  return (await call(client.webhooks.list())).map(({ id, url }) => ({ id, url }));
}

export const verifyInbound: VerifyInbound = (privateKey, { headers, body }, now): VerifiedCall => {
  const verdict = verifyWebhook(
    { headers, rawBody: body },
    { privateKeys: privateKey, now: () => now.getTime() },
  );
  if (!verdict.valid) {
    const isStale = verdict.reason === 'too_old' || verdict.reason === 'timestamp';
    return { valid: false, reason: isStale ? 'stale' : 'signature' };
  }
  return { valid: true, employeeIds: readEmployeeIds(body), digest: digestOf(headers, body) };
};

function readEmployeeIds(body: Uint8Array): string[] {
  try {
    const ids = readWebhookChanges(body).map(({ employeeId }) => employeeId);
    return ids.every((id) => /^\d{1,18}$/.test(id)) ? [...new Set(ids)] : [];
  } catch {
    return [];
  }
}

// Of the body and its time: the same change told again counts as a new hint, and a call that was
// recorded and sent again does not.
function digestOf(headers: Readonly<Record<string, string | undefined>>, body: Uint8Array): string {
  const [, timestamp = ''] =
    Object.entries(headers).find(([name]) => name.toLowerCase() === 'x-bamboohr-timestamp') ?? [];
  return createHash('sha256').update(body).update(timestamp).digest('hex');
}
