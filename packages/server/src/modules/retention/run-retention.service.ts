// Once a day: tells whose time is nearly over, and erases or restricts whose time is over and who was
// told long enough ago. Each by itself, so that a stop at any instant loses nothing; the next day goes on.
import type { RetentionRule } from '@joinery/sdk';
import { holdWriters } from '../../db/database.ts';
import { showRestricted } from '../../db/restricted.ts';
import { dateIn } from '../../platform/clock.ts';
import type { Principal } from '../access/principal.ts';
import { listCompanies, systemPrincipal } from '../companies/companies.service.ts';
import { companyNow } from '../companies/companies.ts';
import { insertEvents } from '../events/events.service.ts';
import { discardFiles } from '../files/files.service.ts';
import { addTimelineEntries } from '../timeline/timeline.service.ts';
import { retentionDue } from './retention.events.ts';
import * as repository from './retention.repository.ts';
import {
  assertErasable,
  erase,
  getState,
  type RetentionScope,
  readRetention,
  restrict,
} from './retention.service.ts';
import { addMonths, dueNow, regionOf, ruleFor } from './retention.ts';

const pageSize = 200;

export async function runRetention(context: RetentionScope): Promise<void> {
  for (const company of await listCompanies(context))
    await runIn(context, systemPrincipal(company)).catch((error: unknown) =>
      context.log.error(
        { err: error, companyId: company.id },
        'retention of candidates stopped in a company',
      ),
    );
}

/** Of one company, at its time. */
export async function runIn(context: RetentionScope, principal: Principal): Promise<void> {
  const { companyId } = principal;
  const { enabled, rules } = await context.db.inCompany(companyId, readRetention);
  const scope = { ...context, clock: { now: () => companyNow(context, principal.company) } };
  // Whoever was asked to be erased is, also where nothing is erased by rules.
  const due = enabled ? rules : [];
  const quietSince = quietBefore(due, scope.clock.now());
  for (let after: string | undefined; ; ) {
    const rows = await context.db.inCompany(companyId, async (tx) => {
      await showRestricted(tx);
      return repository.listStates(tx, { quietSince }, { limit: pageSize, after });
    });
    for (const row of rows.slice(0, pageSize))
      if (actOf(row, due, principal, scope.clock.now()) !== 'nothing')
        // One whom something keeps keeps nobody else.
        await actOn(scope, principal, row.id, due).catch((error: unknown) =>
          context.log.error(
            { err: error, companyId, candidateId: row.id },
            'a candidate whose time is over was left for the next day',
          ),
        );
    after = rows[pageSize - 1]?.id;
    if (rows.length <= pageSize) return;
  }
}

/** Nobody who was in touch since is due for anything. */
function quietBefore(rules: readonly RetentionRule[], now: Date): Date {
  const days = rules.map(({ keepMonths, remindDays }) => keepMonths * 28 - remindDays);
  return new Date(now.getTime() - Math.max(Math.min(...days, 36_500), 0) * 86_400_000);
}

type Act = 'nothing' | 'remind' | 'act' | 'erase_asked';

function actOf(
  row: repository.StateRow,
  rules: readonly RetentionRule[],
  { company }: Principal,
  now: Date,
): Act {
  const today = dateIn(company.timeZone, now);
  if (row.heldReason !== null || row.isUnderWay || row.erasedAt !== null) return 'nothing';
  if (row.eraseOn !== null) return row.eraseOn <= today ? 'erase_asked' : 'nothing';
  const rule = ruleFor(rules, regionOf(row));
  // Who was hired is kept as the company keeps its employees.
  if (rule === undefined || row.isHired) return 'nothing';
  if (row.restrictedAt !== null && rule.action === 'restrict') return 'nothing';
  const told = row.remindedAt !== null && row.remindedAt > row.lastContactAt ? row.remindedAt : null;
  const standing = {
    rule,
    lastContactOn: dateIn(company.timeZone, row.lastContactAt),
    remindedOn: told && dateIn(company.timeZone, told),
  };
  return dueNow(standing, today);
}

async function actOn(
  context: RetentionScope,
  principal: Principal,
  id: string,
  rules: readonly RetentionRule[],
): Promise<void> {
  const { companyId, userName: actor } = principal;
  const unneeded = await context.db.outside(async (tx) => {
    await holdWriters(tx, companyId);
    await showRestricted(tx);
    // Somebody may have been in touch with them this minute.
    const row = await getState(tx, id);
    const act = actOf(row, rules, principal, context.clock.now());
    const rule = ruleFor(rules, regionOf(row));
    if (act === 'remind' && rule !== undefined) {
      const dueOn = addMonths(dateIn(principal.company.timeZone, row.lastContactAt), rule.keepMonths);
      await repository.changePrivacy(tx, companyId, id, { reminded_at: context.clock.now() });
      await addTimelineEntries(tx, companyId, [
        { candidateId: id, kind: 'retention_due', actor, detail: { dueOn } },
      ]);
      await insertEvents(tx, companyId, [retentionDue(id, dueOn)]);
      return [];
    }
    if (act === 'erase_asked' || (act === 'act' && rule?.action === 'erase')) {
      assertErasable(row);
      const reason = act === 'erase_asked' ? 'The time that the law wants it kept is over' : reasonOf(rule);
      return erase(tx, context, principal, row, reason);
    }
    if (act === 'act') await restrict(tx, context, principal, row, { reason: reasonOf(rule), eraseOn: null });
    return [];
  });
  await discardFiles(context, unneeded);
}

function reasonOf(rule: RetentionRule | undefined): string {
  return `No contact for ${rule?.keepMonths} months (rule ${rule?.region})`;
}
