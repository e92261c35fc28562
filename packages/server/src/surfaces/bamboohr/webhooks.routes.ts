import { JoineryError } from '@joinery/sdk';
import { listFields, listTables } from '../../modules/fields/fields.service.ts';
import {
  createWebhook,
  deleteWebhook,
  getWebhook,
  listMonitorFields,
  listWebhooks,
  readLog,
  updateWebhook,
} from '../../modules/webhooks/webhooks.service.ts';
import { type Answer, empty, json } from './answer.ts';
import type { Area, Call } from './call.ts';
import { readWebhook } from './format/webhook-request.ts';
import { logView, monitorFieldsView, postFieldsView, webhooksView, webhookView } from './format/webhooks.ts';
import { toNumber } from './params.ts';

export const webhooks: Area = {
  style: 'webhooks',
  handlers: {
    'GET /v1/webhooks': getAll,
    'POST /v1/webhooks': postOne,
    'GET /v1/webhooks/{id}': getOne,
    'PUT /v1/webhooks/{id}': putOne,
    'DELETE /v1/webhooks/{id}': deleteOne,
    'GET /v1/webhooks/{id}/log': getLog,
    'GET /v1/webhooks/monitor_fields': getMonitorFields,
    'GET /v1/webhooks/post-fields': getPostFields,
  },
};

async function getAll({ context, principal }: Call): Promise<Answer> {
  return json(webhooksView(await listWebhooks(context, principal)));
}

async function postOne({ context, principal, body }: Call): Promise<Answer> {
  const { webhook, privateKey } = await createWebhook(context, principal, readWebhook(body()));
  return json({ ...webhookView(webhook), privateKey }, 201);
}

async function getOne({ context, principal, params }: Call): Promise<Answer> {
  return json(webhookView(await getWebhook(context, principal, readId(params.id))));
}

async function putOne({ context, principal, params, body }: Call): Promise<Answer> {
  const number = readId(params.id);
  // Asked first: who has no such webhook learns nothing of how it is described.
  await getWebhook(context, principal, number);
  return json(webhookView(await updateWebhook(context, principal, number, readWebhook(body()))));
}

async function deleteOne({ context, principal, params }: Call): Promise<Answer> {
  await deleteWebhook(context, principal, readId(params.id));
  return { ...empty(), body: 'Web hook has been deleted.' };
}

async function getLog({ context, principal, params }: Call): Promise<Answer> {
  const { webhook, entries } = await readLog(context, principal, readId(params.id));
  return json(logView(webhook, entries));
}

async function getMonitorFields({ context, principal }: Call): Promise<Answer> {
  return json(monitorFieldsView(await listMonitorFields(context, principal)));
}

async function getPostFields({ context, principal }: Call): Promise<Answer> {
  const fields = await listFields(context, principal);
  return json(postFieldsView(fields, await listTables(context, principal)));
}

function readId(text: string | undefined): number {
  const number = toNumber(text);
  if (number === undefined || number > 2_147_483_647)
    throw new JoineryError('webhooks.not_found', 'There is no such webhook.');
  return number;
}
