import { listFields, listLists, listTables } from '../../modules/fields/fields.service.ts';
import { listUsers } from '../../modules/users/users.service.ts';
import type { Answer } from './answer.ts';
import { type Area, type Call, inForm } from './call.ts';
import { isDeprecated } from './catalogue.ts';
import {
  fieldsJson,
  fieldsXml,
  listsJson,
  listsXml,
  tablesJson,
  tablesXml,
  usersJson,
  usersXml,
} from './format/metadata.ts';

export const metadata: Area = {
  style: 'plain',
  handlers: {
    'GET /v1/meta/fields': getFields,
    'GET /v1/meta/lists': getLists,
    'GET /v1/meta/tables': getTables,
    'GET /v1/meta/users': getUsers,
  },
};

async function getFields(call: Call): Promise<Answer> {
  const fields = await listFields(call.context, call.principal);
  return inForm(call, { json: () => fieldsJson(fields, isDeprecated), xml: () => fieldsXml(fields) });
}

async function getLists(call: Call): Promise<Answer> {
  const lists = await listLists(call.context, call.principal);
  return inForm(call, { json: () => listsJson(lists), xml: () => listsXml(lists) });
}

async function getTables(call: Call): Promise<Answer> {
  const tables = await listTables(call.context, call.principal);
  return inForm(call, { json: () => tablesJson(tables), xml: () => tablesXml(tables) });
}

async function getUsers(call: Call): Promise<Answer> {
  const wanted = call.query.status?.split(',');
  const users = (await listUsers(call.context, call.principal)).filter(
    ({ status }) => wanted === undefined || wanted.includes(status),
  );
  return inForm(call, { json: () => usersJson(users), xml: () => usersXml(users) });
}
