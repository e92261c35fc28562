import {
  employee,
  employeeInput,
  employeeLineage,
  employeeQuery,
  employeeRow,
  pageOf,
  pageQuery,
} from '@joinery/sdk';
import { z } from 'zod';
import type { Principal } from '../../modules/access/principal.ts';
import {
  createEmployee,
  type EmployeeView,
  listEmployees,
  listRows,
  readEmployee,
  updateEmployee,
} from '../../modules/employees/employees.service.ts';
import { readLineage } from '../../modules/syncs/lineage.service.ts';
import { toSliced } from '../../platform/page.ts';
import { photoUrlsFor } from '../photo-urls.ts';
import { numberParams, whole } from './params.ts';
import { type Call, page, type Route, route } from './routes.ts';

const tag = 'Employees';
const defaultFields = [
  'firstName',
  'lastName',
  'jobTitle',
  'department',
  'location',
  'workEmail',
  'hireDate',
  'status',
];

export const employeesRoutes: Route[] = [
  route({
    method: 'GET',
    url: '/employees',
    tag,
    summary: 'Employees by number, with the asked fields as they are today',
    query: pageQuery.extend(employeeQuery.shape).strict(),
    answer: pageOf(employee),
    handle: (call) =>
      page(call, 'employees', async ({ limit, after }) => {
        const { context, principal, query } = call;
        const options = {
          onlyCurrent: true,
          limit: lookedAt(principal, limit),
          ...(after === undefined ? {} : { afterNumber: Number(after) }),
        };
        const rows = await listEmployees(context, principal, namesOf(query.fields), options);
        const shown = rows.map((row) => withPhotoUrl(call, row));
        return toSliced<EmployeeView>(shown, limit, (row) => String(row.number));
      }),
  }),
  route({
    method: 'POST',
    url: '/employees',
    tag,
    summary: 'Add an employee',
    body: employeeInput,
    // Null where the people come from a provider, until the employee is seen here.
    answer: z.object({ id: z.string().nullable(), number: z.number().int() }),
    status: 201,
    writesPeople: true,
    handle: ({ context, principal, body }) => createEmployee(context, principal, body.values),
  }),
  route({
    method: 'GET',
    url: '/employees/:number',
    tag,
    summary: 'One employee; 0 is the one that the caller is',
    params: numberParams,
    query: employeeQuery.strict(),
    answer: employee,
    handle: async (call) => {
      const { context, principal, params, query } = call;
      const options = { onlyCurrent: true };
      const view = await readEmployee(context, principal, params.number, namesOf(query.fields), options);
      return withPhotoUrl(call, view);
    },
  }),
  route({
    method: 'PATCH',
    url: '/employees/:number',
    tag,
    summary: 'Change fields of an employee; those that the caller may not write are skipped',
    params: numberParams,
    body: employeeInput,
    answer: z.object({ written: z.array(z.string()), skipped: z.array(z.string()) }),
    writesPeople: true,
    handle: ({ context, principal, params, body }) =>
      updateEmployee(context, principal, params.number, body.values),
  }),
  route({
    method: 'GET',
    url: '/employees/:number/lineage',
    tag,
    summary: 'Where the values of a mirrored employee came from, and when',
    params: numberParams,
    answer: employeeLineage,
    handle: ({ context, principal, params }) => readLineage(context, principal, params.number),
  }),
  route({
    method: 'GET',
    url: '/employees/:number/tables/:table',
    tag,
    summary: 'Rows of a history table of one employee',
    params: numberParams.extend({ table: z.string().min(1).max(100) }),
    answer: pageOf(employeeRow),
    handle: async ({ context, principal, params }) =>
      whole(await listRows(context, principal, params.number, params.table)),
  }),
];

// An address on this server, without its host: whoever reads it knows whom they asked.
function withPhotoUrl({ context, principal }: Pick<Call, 'context' | 'principal'>, view: EmployeeView) {
  const { photoUrl } = view.values;
  if (typeof photoUrl !== 'string') return view;
  const url = photoUrlsFor(context, principal.company, '')(photoUrl);
  return { ...view, values: { ...view.values, photoUrl: url } };
}

function namesOf(fields: string | undefined): string[] {
  if (fields === undefined) return defaultFields;
  return [
    ...new Set(
      fields
        .split(',')
        .map((name) => name.trim())
        .filter((name) => name !== ''),
    ),
  ];
}

// Of those looked at, the ones out of scope are left out: only who sees everybody can tell from
// a short answer that the list has ended.
function lookedAt(principal: Principal, limit: number): number {
  const seesAll = principal.access.employees.some((grant) => grant.scope.kind === 'all');
  return seesAll ? limit + 1 : Number.MAX_SAFE_INTEGER;
}
