// What is done by itself: accounts are read when it is time, and told of people who became employees.
import type { Company } from '@joinery/sdk';
import { newId } from '../../platform/ids.ts';
import { listCompanies, systemPrincipal } from '../companies/companies.service.ts';
import type { Context } from '../context.ts';
import * as repository from './recruiting.repository.ts';
import { requestRun } from './recruiting.service.ts';
import * as runRows from './recruiting-runs.repository.ts';
import { listUntold } from './recruiting-writes.repository.ts';
import { expireKeyWaits, record } from './recruiting-writes.service.ts';

type Deps = Pick<Context, 'db' | 'engine' | 'clock' | 'log' | 'secrets'>;

const keepRunsDays = 30;

/** Asks for the readings that are due, and tells what is to be told. Repeating it does nothing more. */
export async function tendRecruiting(deps: Deps): Promise<void> {
  for (const company of await listCompanies(deps))
    await tend(deps, company).catch((err: unknown) =>
      deps.log.warn({ err, companyId: company.id }, 'recruiting could not be looked after'),
    );
}

async function tend(deps: Deps, company: Company): Promise<void> {
  const { id: companyId } = company;
  await expireKeyWaits(deps, companyId);
  const setups = await deps.db.reading(companyId, repository.listUsable);
  for (const { connectionId, settings } of setups) {
    await readWhenDue(deps, companyId, connectionId);
    if (settings.writeBack) await tellHired(deps, company, connectionId);
  }
}

async function readWhenDue(deps: Deps, companyId: string, connectionId: string): Promise<void> {
  const now = deps.clock.now();
  await deps.db.inCompany(companyId, async (tx) => {
    const setup = await repository.lockSetup(tx, connectionId);
    if (setup === undefined) return;
    const { settings, nextReadAt } = setup;
    if (!(settings.source || settings.sink) || (nextReadAt !== null && nextReadAt > now)) return;
    const next = new Date(now.getTime() + settings.everyMinutes * 60_000);
    await repository.updateSetup(tx, connectionId, { nextReadAt: next });
    await requestRun(deps, tx, { companyId, connectionId, reason: 'schedule' });
  });
}

async function tellHired(deps: Deps, company: Company, connectionId: string): Promise<void> {
  const untold = await deps.db.reading(company.id, (tx) => listUntold(tx, connectionId));
  for (const { recordProviderId, applicationId, employee, hris } of untold)
    await deps.db.inCompany(company.id, (tx) =>
      record(deps, tx, systemPrincipal(company), {
        id: newId('rwr'),
        connectionId,
        kind: 'write_back',
        candidateId: null,
        applicationId,
        providerJobId: null,
        providerApplicationId: recordProviderId,
        target: null,
        fields: ['comment'],
        payload: { comment: `Hired: employee ${employee} at ${hris}. Sent by Joinery.` },
      }),
    );
}

/** Forgets readings of long ago. */
export async function forgetRuns({ db, clock }: Pick<Context, 'db' | 'clock'>): Promise<void> {
  const before = new Date(clock.now().getTime() - keepRunsDays * 86_400_000);
  for (const { id } of await listCompanies({ db }))
    await db.inCompany(id, (tx) => runRows.removeOldRuns(tx, before));
}
