// From which call of which connection each value of a mirrored employee came. It tells no more than
// the caller may see of the employee.
import type { EmployeeLineage, FieldRight } from '@joinery/sdk';
import type { Principal } from '../access/principal.ts';
import { employeeUrlOf } from '../connections/connections.service.ts';
import type { Context } from '../context.ts';
import { getVisible, inReadingScene, type Scene, subjectOf } from '../employees/employee-scene.ts';
import type { FieldDefinition } from '../fields/standard-fields.ts';
import * as repository from './lineage.repository.ts';
import { entryOf, type Place } from './lineage.ts';

/**
 * @throws JoineryError `employees.not_found`; `access.forbidden` when the employee is out of the
 * principal's scope.
 */
export async function readLineage(
  context: Pick<Context, 'config' | 'db' | 'clock' | 'egress'>,
  principal: Principal,
  employeeNumber: number,
): Promise<EmployeeLineage> {
  return inReadingScene(context, principal, async (scene) => {
    const employee = await getVisible(scene, employeeNumber, []);
    const link = await repository.findSourceLink(scene.tx, employee.id);
    if (link === undefined || employee.mirrored !== true) return { source: null, entries: [] };
    const rightTo = scene.projection.rightsOver(await subjectOf(scene, employee));
    const ids = [...new Set(Object.values(link.sources))];
    const calls = new Map((await repository.listSourceCalls(scene.tx, ids)).map((call) => [call.id, call]));
    const places = placesIn(scene, rightTo);
    return {
      source: sourceOf(context, link),
      entries: places.flatMap((place) => entryOf(place, link, calls) ?? []),
    };
  });
}

function placesIn({ catalogue }: Scene, rightTo: (field: FieldDefinition) => FieldRight): Place[] {
  const isSeen = (field: FieldDefinition | undefined) => field !== undefined && rightTo(field) !== 'none';
  const fields = catalogue.fields.filter((field) => !field.deprecated && isSeen(field));
  const values = fields.flatMap(({ source, alias, number, key }): Place[] =>
    source.kind === 'value' ? [{ name: alias ?? number ?? key, key: source.key }] : [],
  );
  const tables = catalogue.tables
    .filter(({ alias, columns }) => columns.some((column) => isSeen(catalogue.column(alias, column))))
    .map(({ alias }): Place => ({ name: alias, table: alias }));
  const columns = fields.flatMap(({ source, alias }): Place[] =>
    source.kind === 'table'
      ? [{ name: alias ?? `${source.table}.${source.column}`, key: source.column, table: source.table }]
      : [],
  );
  return [...values, ...tables, ...columns];
}

function sourceOf(
  context: Pick<Context, 'config' | 'egress'>,
  link: repository.SourceLink,
): NonNullable<EmployeeLineage['source']> {
  const { connectionId, connectionName, providerId, seenAt, missingSince, fullSyncedAt } = link;
  const seen =
    missingSince === null && fullSyncedAt !== null && fullSyncedAt > seenAt ? fullSyncedAt : seenAt;
  return {
    connectionId,
    connectionName,
    provider: 'bamboohr',
    providerId,
    url: employeeUrlOf(context, link, providerId),
    seenAt: seen.toISOString(),
    missingSince: missingSince?.toISOString() ?? null,
  };
}
