// What a key sees against what it is for. A probe reads only, and of people it keeps their number.
import { isHris, type ProbeReport as SourceReport } from '@joinery/connectors';
import type {
  Connection,
  ConnectionPurpose,
  LastProbe,
  ProbeInput,
  ProbeReport,
  StoredProbeInput,
} from '@joinery/sdk';
import { storableJson } from '../../platform/storable-text.ts';
import { assertArea } from '../access/areas.ts';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import { capabilitiesFor, lostBetween, purposeOf, toRecruitingReport } from './connection-probe.ts';
import * as repository from './connections.repository.ts';
import {
  getConnection,
  openRecruiting,
  openSource,
  openUnconnected,
  openUnconnectedRecruiting,
} from './connections.service.ts';

/**
 * Looks at an account before it is connected. Nothing of it is stored.
 *
 * @throws JoineryError `egress.address_not_allowed`, `request.invalid`
 */
export async function probeAccount(
  context: Context,
  principal: Principal,
  { purpose, ...account }: ProbeInput,
): Promise<ProbeReport> {
  assertArea(principal, 'settings.connections', 'edit');
  if (!isHris(account.provider)) {
    const recruiting = await context.db.inCompany(principal.companyId, (tx) =>
      openUnconnectedRecruiting(context, tx, account),
    );
    const report = toRecruitingReport(account.provider, await recruiting.testRecruiting());
    return { ...toReport(context, purpose, report), lost: [] };
  }
  const source = await context.db.inCompany(principal.companyId, (tx) =>
    openUnconnected(context, tx, account),
  );
  const report = await source.probe(capabilitiesFor(purpose, null));
  return { ...toReport(context, purpose, report), lost: [] };
}

/**
 * Looks at a connected account, on or off, and keeps what it saw. Names what the key saw at the
 * look before and does not see any more.
 *
 * @throws JoineryError `connections.not_found`, `egress.address_not_allowed`
 */
export async function probeConnection(
  context: Context,
  principal: Principal,
  id: string,
  input: StoredProbeInput,
): Promise<ProbeReport> {
  assertArea(principal, 'settings.connections', 'edit');
  const { companyId } = principal;
  const connection = await getConnection(context, principal, id);
  if (!isHris(connection.provider)) return probeRecruiting(context, principal, connection, input);
  const { source, last } = await context.db.inCompany(companyId, async (tx) => ({
    ...(await openSource(context, tx, companyId, id, { urgency: 'person', pastStop: true })),
    last: await repository.findLastProbe(tx, id),
  }));
  const purpose = input.purpose ?? purposeOf(connection, last);
  const report = await source.probe(capabilitiesFor(purpose, connection.mirror));
  return context.db.inCompany(companyId, async (tx) => {
    const now = await repository.lockConnection(tx, id);
    const before = await repository.findLastProbe(tx, id);
    const judged = { ...toReport(context, purpose, report), lost: lostBetween(before, report) };
    // The answer is about the settings that were looked at, not about newer ones.
    if (now?.updatedAt.toISOString() === connection.updatedAt)
      await repository.updateConnection(tx, id, {
        lastProbe: storableJson(keepSeen(judged, before)),
        ...(report.reached && doubtful.includes(now.health) ? { health: 'ok' } : {}),
      });
    return judged;
  });
}

async function probeRecruiting(
  context: Context,
  { companyId }: Principal,
  { id, provider, updatedAt }: Connection,
  input: StoredProbeInput,
): Promise<ProbeReport> {
  const { recruiting } = await context.db.inCompany(companyId, (tx) =>
    openRecruiting(context, tx, companyId, id, { urgency: 'person', pastStop: true }),
  );
  const report = toRecruitingReport(provider, await recruiting.testRecruiting());
  const purpose = input.purpose ?? { mirror: false, hires: false, writeThrough: false, recruiting: true };
  return context.db.inCompany(companyId, async (tx) => {
    const now = await repository.lockConnection(tx, id);
    const judged = { ...toReport(context, purpose, report), lost: [] };
    if (now?.updatedAt.toISOString() === updatedAt)
      await repository.updateConnection(tx, id, {
        lastProbe: storableJson(judged),
        ...(report.reached && doubtful.includes(now.health) ? { health: 'ok' } : {}),
      });
    return judged;
  });
}

// What a look that got through settles. What a key lost is not settled by it.
const doubtful = ['unknown', 'unreachable'];

/** @throws JoineryError `connections.not_found` */
export async function getLastProbe(context: Context, principal: Principal, id: string): Promise<LastProbe> {
  await getConnection(context, principal, id);
  const probe = await context.db.inCompany(principal.companyId, (tx) => repository.findLastProbe(tx, id));
  return { probe };
}

// Of a look that did not get through only the failure is news: what was seen before stays to be compared with.
function keepSeen(now: ProbeReport, before: ProbeReport | null): ProbeReport {
  if (now.reached || before === null) return now;
  const { fields, tables, rights, employees, strategies } = before;
  return { ...now, fields, tables, rights, employees, strategies };
}

function toReport(
  { clock }: Pick<Context, 'clock'>,
  purpose: ConnectionPurpose,
  report: SourceReport,
): Omit<ProbeReport, 'lost'> {
  return { ...report, probedAt: clock.now().toISOString(), purpose };
}
