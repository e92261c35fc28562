import {
  customFieldInput,
  customTableInput,
  employeeTable,
  field,
  list,
  listPatch,
  pageOf,
} from '@joinery/sdk';
import { addCustomField, addCustomTable } from '../../modules/fields/custom-fields.service.ts';
import { listFields, listTables } from '../../modules/fields/fields.service.ts';
import { changeOptions } from '../../modules/fields/list-changes.service.ts';
import { listLists } from '../../modules/fields/lists.service.ts';
import { numberParams, whole } from './params.ts';
import { type Route, route } from './routes.ts';

const tag = 'Fields';

export const fieldsRoutes: Route[] = [
  route({
    method: 'GET',
    url: '/fields',
    tag,
    summary: 'Fields of employees that the caller may see',
    answer: pageOf(field),
    handle: async ({ context, principal }) => whole(await listFields(context, principal)),
  }),
  route({
    method: 'POST',
    url: '/fields',
    tag,
    summary: 'Add a field of the company’s own',
    body: customFieldInput,
    answer: field,
    status: 201,
    handle: ({ context, principal, body }) => addCustomField(context, principal, body),
  }),
  route({
    method: 'GET',
    url: '/lists',
    tag,
    summary: 'Lists of the fields that the caller may see, with their options',
    answer: pageOf(list),
    handle: async ({ context, principal }) => whole(await listLists(context, principal)),
  }),
  route({
    method: 'PATCH',
    url: '/lists/:number',
    tag,
    summary: 'Add, rename and archive options of a list; employees follow a new name',
    params: numberParams,
    body: listPatch,
    answer: list,
    handle: ({ context, principal, params, body }) =>
      changeOptions(context, principal, params.number, body.options),
  }),
  route({
    method: 'GET',
    url: '/tables',
    tag,
    summary: 'Tables of employees, with the columns that the caller may see',
    answer: pageOf(employeeTable),
    handle: async ({ context, principal }) => whole(await listTables(context, principal)),
  }),
  route({
    method: 'POST',
    url: '/tables',
    tag,
    summary: 'Add a table of the company’s own',
    body: customTableInput,
    answer: employeeTable,
    status: 201,
    handle: ({ context, principal, body }) => addCustomTable(context, principal, body),
  }),
];
