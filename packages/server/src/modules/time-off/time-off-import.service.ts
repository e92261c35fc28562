// Time off of many employees at a time: for seeding and for moving in.
import { JoineryError } from '@joinery/sdk';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import { inScene, seesEverybody } from '../employees/employee-scene.ts';
import { listPeople } from '../employees/employees.service.ts';
import * as repository from './time-off.repository.ts';
import type { RequestStatus } from './time-off.ts';
import { insertRequests } from './time-off-requests.repository.ts';
import { timeOffPart } from './time-off-scene.ts';

export interface ImportedTimeOff {
  employeeNumber: number;
  /** When the first accruing policies of Vacation and Sick begin; null assigns none. */
  policiesFrom: string | null;
  requests: {
    typeName: string;
    status: RequestStatus;
    startsOn: string;
    endsOn: string;
    days: Record<string, number>;
  }[];
}

const importedPolicies = ['Vacation Full-Time', 'Sick Full-Time'];

/**
 * Adds policies and requests of employees who have none. All or nothing; no events are written.
 *
 * @throws JoineryError `access.forbidden`.
 */
export async function importTimeOff(
  deps: Pick<Context, 'db' | 'clock'>,
  principal: Principal,
  people: ImportedTimeOff[],
): Promise<void> {
  await inScene(deps, principal, async ({ tx, projection }) => {
    if (!seesEverybody(principal) || projection.widestRightTo(timeOffPart) !== 'edit')
      throw new JoineryError('access.forbidden', 'Your access level does not let you import time off.');
    const numbers = people.map(({ employeeNumber }) => employeeNumber);
    const known = await listPeople(tx, { numbers });
    const ids = new Map(known.map(({ number, id }) => [number, id]));
    const policies = (await repository.listPolicies(tx)).filter(({ name }) =>
      importedPolicies.includes(name),
    );
    const types = new Map((await repository.listTypes(tx)).map(({ name, id }) => [name, id]));
    const now = deps.clock.now();
    await repository.insertAssignments(
      tx,
      principal.companyId,
      people.flatMap(({ employeeNumber, policiesFrom }) => {
        const employeeId = ids.get(employeeNumber);
        if (employeeId === undefined || policiesFrom === null) return [];
        return policies.map(({ id, typeId }) => ({
          employeeId,
          policyId: id,
          typeId,
          startsOn: policiesFrom,
        }));
      }),
    );
    await insertRequests(
      tx,
      principal.companyId,
      people.flatMap(({ employeeNumber, requests }) =>
        requests.flatMap(({ typeName, ...request }) => {
          const [employeeId, typeId] = [ids.get(employeeNumber), types.get(typeName)];
          if (employeeId === undefined || typeId === undefined) return [];
          const stamps = {
            createdAt: now,
            statusChangedAt: now,
            statusChangedByUserNumber: principal.userNumber,
          };
          return [{ ...request, ...stamps, employeeId, typeId, notes: { employee: null, manager: null } }];
        }),
      ),
    );
  });
}
