import { JoineryError } from '@joinery/sdk';
import { listFields, listTables } from '../../modules/fields/fields.service.ts';
import { changeOptions } from '../../modules/fields/list-changes.service.ts';
import { getList, listLists } from '../../modules/fields/lists.service.ts';
import { listUsers } from '../../modules/users/users.service.ts';
import { type Answer, xml } from './answer.ts';
import { type Area, type Call, inForm } from './call.ts';
import { isDeprecated } from './catalogue.ts';
import { readOptionChanges } from './format/list-changes.ts';
import {
  fieldsJson,
  fieldsXml,
  listJson,
  listsJson,
  listsXml,
  listXml,
  tablesJson,
  tablesXml,
  usersJson,
  usersXml,
} from './format/metadata.ts';
import { documentText } from './format/xml.ts';
import { toNumber } from './params.ts';

export const metadata: Area = {
  style: 'plain',
  handlers: {
    'GET /v1/meta/fields': getFields,
    'GET /v1/meta/lists': getLists,
    'GET /v1/meta/lists/{listFieldId}': getOneList,
    'PUT /v1/meta/lists/{listFieldId}': putOptions,
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

async function getOneList(call: Call): Promise<Answer> {
  const list = await getList(call.context, call.principal, readListNumber(call.params.listFieldId));
  return inForm(call, { json: () => listJson(list), xml: () => listXml(list) });
}

/** The answer is XML whatever was sent or asked for. */
async function putOptions(call: Call): Promise<Answer> {
  const number = readListNumber(call.params.listFieldId);
  const changes = readOptionChanges(call.body());
  return xml(documentText(listXml(await changeOptions(call.context, call.principal, number, changes))));
}

function readListNumber(text: string | undefined): number {
  const number = toNumber(text);
  if (number === undefined) throw new JoineryError('lists.not_found', 'There is no such list.');
  return number;
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
