// Calls of an account that something happened in its recruiting. Each is proven by the key that both sides
// know, stored before it is acknowledged, and only makes the account be read: nothing of its body is applied.
import { randomBytes } from 'node:crypto';
import type { InboundCall } from '@joinery/connectors';
import { listCompanies } from '../companies/companies.service.ts';
import { callJudgeOf } from '../connections/connections.service.ts';
import type { Context } from '../context.ts';
import * as repository from './recruiting.repository.ts';
import { requestRun, webhookKeyPlace } from './recruiting.service.ts';

/** A call that is sent again after so long makes one more reading, which finds nothing new. */
const keepCallsDays = 30;

/** For calls to nobody: they are judged like all others. */
const nobodysKey = randomBytes(16).toString('hex');

/** Undefined when nobody here is called like that for this; false when the call proves nothing. */
export async function receiveCall(
  context: Context,
  connectionId: string,
  call: InboundCall,
): Promise<boolean | undefined> {
  const setup = await context.db.lookingUp(connectionId, (tx) => repository.findSetup(tx, connectionId));
  if (setup === undefined) return undefined;
  const { companyId, sealedWebhookKey } = setup;
  const judge = await context.db.reading(companyId, (tx) => callJudgeOf(tx, connectionId));
  if (judge === undefined) return undefined;
  const key =
    sealedWebhookKey === null
      ? nobodysKey
      : context.secrets.open(sealedWebhookKey, webhookKeyPlace(companyId, connectionId));
  const verdict = judge(key, call);
  if (!verdict.valid || sealedWebhookKey === null) return false;
  await context.db.inCompany(companyId, async (tx) => {
    const now = context.clock.now();
    const locked = await repository.lockSetup(tx, connectionId);
    if (locked === undefined) return;
    // What was recorded and is sent again counts no more.
    if (
      !(await repository.insertCall(tx, companyId, { connectionId, digest: verdict.digest, receivedAt: now }))
    )
      return;
    await repository.updateSetup(tx, connectionId, { lastCallAt: now });
    if (locked.settings.source && (await repository.isUsable(tx, connectionId)))
      await requestRun(context, tx, { companyId, connectionId, reason: 'webhook' });
  });
  return true;
}

export async function forgetCalls({ db, clock }: Pick<Context, 'db' | 'clock'>): Promise<void> {
  const before = new Date(clock.now().getTime() - keepCallsDays * 86_400_000);
  for (const { id } of await listCompanies({ db }))
    await db.inCompany(id, (tx) => repository.removeOldCalls(tx, before));
}
