import assert from 'node:assert/strict';
import { type Caller, json, type Reply, unique } from '../caller.ts';
import { area } from '../case.ts';

const { cases, prove, believe, proveByWriting, believeByWriting } = area('webhooks');

export { cases as webhooksCases };

const url = 'https://example.com/hooks/people';

function described(over: Record<string, unknown> = {}) {
  return {
    name: `Conformance ${unique()}`,
    url,
    format: 'json',
    monitorFields: ['firstName', 'lastName'],
    postFields: { firstName: 'First Name', lastName: 'Last Name' },
    ...over,
  };
}

/** Makes a webhook, and removes it whatever `look` finds. */
async function withWebhook(
  caller: Caller,
  over: Record<string, unknown>,
  // biome-ignore lint/suspicious/noExplicitAny: a case asserts what it finds in the answer
  look: (made: any, reply: Reply) => unknown,
): Promise<void> {
  const reply = await caller.postJson('webhooks', described(over));
  assert.equal(reply.status, 201, reply.text);
  const made = reply.json();
  try {
    await look(made, reply);
  } finally {
    await caller.send(`webhooks/${made.id}`, { method: 'DELETE' });
  }
}

const put = (caller: Caller, id: string, value: unknown) =>
  caller.postJson(`webhooks/${id}`, value, { method: 'PUT' });

async function refused(caller: Caller, over: Record<string, unknown>, status = 400) {
  const reply = await caller.postJson('webhooks', described(over));
  assert.equal(reply.status, status, reply.text);
  assert.match(reply.headers.get('content-type') ?? '', /^application\/json/);
  const [problem] = reply.json().errors;
  assert.equal(typeof problem.error, 'string');
  return problem;
}

proveByWriting(
  'create',
  'a new webhook is 201 with a text id and a key of 32 hex digits',
  '6.2 [R26]',
  (caller) =>
    withWebhook(caller, {}, (made) => {
      assert.match(made.id, /^\d+$/);
      assert.match(made.privateKey, /^[0-9a-f]{32}$/);
      assert.match(made.created, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
      assert.equal(made.lastSent, null);
      assert.equal(made.url, url);
      assert.equal(made.format, 'json');
    }),
);

proveByWriting('create-events', 'the default events are updated, deleted, created', '6.2 [R26]', (caller) =>
  withWebhook(caller, {}, (made) => {
    const order = ['updated', 'deleted', 'created'].map((action) => `employee_with_fields.${action}`);
    assert.deepEqual(made.events, order);
  }),
);

proveByWriting(
  'create-fields',
  'monitored and posted fields come back as they were sent',
  '6.2 [R26]',
  (caller) =>
    withWebhook(caller, { monitorFields: ['4', 'firstName'], postFields: { 4: 'Team' } }, (made) => {
      assert.deepEqual(made.monitorFields, ['4', 'firstName']);
      assert.deepEqual(made.postFields, { 4: 'Team' });
      assert.equal(made.includeCompanyDomain, false);
    }),
);

proveByWriting('create-any-accept', 'webhooks are JSON whatever is accepted', '1.3 [R26]', async (caller) => {
  const reply = await caller.send('webhooks', { accept: 'application/xml' });
  assert.equal(reply.headers.get('content-type'), json);
  assert.ok(Array.isArray(reply.json().webhooks));
});

believeByWriting(
  'create-old-keys',
  'frequency and limit of old clients are taken and ignored',
  '6.2 [C:Botpress]',
  (caller) =>
    withWebhook(caller, { frequency: { hour: 2 }, limit: { times: 1, seconds: 5 } }, (made) => {
      assert.ok(!('limit' in made) && !('frequency' in made));
    }),
);

proveByWriting(
  'create-both-families',
  'events of both families cannot be mixed',
  '6.1 [O]',
  async (caller) => {
    await refused(caller, { events: ['employee.created', 'employee_with_fields.deleted'] });
  },
);

proveByWriting(
  'create-needs-monitor',
  'an updated event needs monitored fields',
  '6.2 [O]',
  async (caller) => {
    await refused(caller, { monitorFields: undefined });
    await refused(caller, { monitorFields: [], events: ['employee.updated'] });
    await withWebhook(caller, { monitorFields: undefined, events: ['employee.created'] }, (made) => {
      assert.deepEqual(made.events, ['employee.created']);
    });
  },
);

proveByWriting('create-https', 'only addresses with https are taken', '6.2 [O]', async (caller) => {
  for (const bad of ['http://example.com/', 'ftp://example.com/', 'example.com', '', null])
    await refused(caller, { url: bad });
});

proveByWriting('create-missing', 'name, url and format are needed', '6.2 [O]', async (caller) => {
  for (const name of ['name', 'url', 'format']) {
    const problem = await refused(caller, { [name]: undefined });
    assert.ok(problem.issues.some((issue: string) => issue.includes(name)));
  }
});

proveByWriting('create-format', 'the format is json or form-encoded', '6.2 [O]', async (caller) => {
  await refused(caller, { format: 'xml' });
  await withWebhook(caller, { format: 'form-encoded' }, (made) => assert.equal(made.format, 'form-encoded'));
});

proveByWriting(
  'create-unknown-field',
  'unknown fields are 403, listed by id and name',
  '6.2 [O]',
  async (caller) => {
    const problem = await refused(caller, { monitorFields: ['firstName', 'noSuchField'] }, 403);
    assert.equal(problem.unknownFields[0].id, 'noSuchField');
    assert.ok('name' in problem.unknownFields[0]);
  },
);

proveByWriting('create-duplicate-names', 'names of posted fields differ', '6.2 [O]', async (caller) => {
  const problem = await refused(caller, { postFields: { firstName: 'Twice', lastName: 'Twice' } });
  assert.deepEqual(problem.duplicatePostString, ['Twice']);
});

believeByWriting(
  'create-termination-date',
  'the termination date cannot be monitored',
  '6.2 [C:Botpress]',
  async (caller) => {
    await refused(caller, { monitorFields: ['terminationDate'] });
  },
);

believeByWriting('create-nonsense', 'nonsense is 400 with a JSON error', '6.2 [inferred]', async (caller) => {
  for (const body of ['{', '[]', '"x"', '<webhook/>', '{"name":{},"url":7,"format":[],"events":"all"}']) {
    const reply = await caller.send('webhooks', { method: 'POST', type: json, body });
    assert.equal(reply.status, 400, body);
    assert.equal(typeof reply.json().errors[0].error, 'string');
  }
});

proveByWriting('get', 'a webhook has all but the key', '6.2 [R26]', (caller) =>
  withWebhook(caller, { includeCompanyDomain: true }, async (made) => {
    const { privateKey, ...rest } = made;
    assert.ok(privateKey);
    assert.deepEqual((await caller.getJson(`webhooks/${made.id}`)).json(), rest);
  }),
);

proveByWriting('list', 'the list has five keys of each', '6.2 [R26]', (caller) =>
  withWebhook(caller, {}, async (made) => {
    const { webhooks } = (await caller.getJson('webhooks')).json();
    const found = webhooks.find(({ id }: { id: string }) => id === made.id);
    assert.deepEqual(Object.keys(found).sort(), ['created', 'id', 'lastSent', 'name', 'url']);
  }),
);

prove('get-unknown', 'an unknown webhook is 404', '6.2 [O]', async (caller) => {
  for (const id of ['999999999', '0', 'abc', '-1', '99999999999999999999'])
    for (const method of ['GET', 'DELETE'])
      assert.equal((await caller.send(`webhooks/${id}`, { method })).status, 404, `${method} ${id}`);
  assert.equal((await put(caller, '999999999', described())).status, 404);
  assert.equal((await caller.getJson('webhooks/999999999/log')).status, 404);
});

proveByWriting(
  'update',
  'an update replaces everything; what is left out is the default again',
  '6.2 [O]',
  (caller) =>
    withWebhook(caller, { includeCompanyDomain: true, events: ['employee.updated'] }, async (made) => {
      const reply = await put(caller, made.id, {
        name: 'Renamed',
        url: `${url}/2`,
        format: 'form-encoded',
        monitorFields: ['department'],
      });
      assert.equal(reply.status, 200, reply.text);
      const after = reply.json();
      assert.equal(after.privateKey, undefined);
      assert.deepEqual(
        [after.name, after.url, after.format, after.includeCompanyDomain, after.events.length],
        ['Renamed', `${url}/2`, 'form-encoded', false, 3],
      );
      assert.deepEqual(after.monitorFields, ['department']);
      assert.equal(Object.keys(after.postFields).length, 0);
      assert.equal(after.created, made.created);
      assert.deepEqual((await caller.getJson(`webhooks/${made.id}`)).json(), after);
    }),
);

believeByWriting('update-refused', 'a refused update changes nothing', '6.2 [O]', (caller) =>
  withWebhook(caller, {}, async (made) => {
    const before = (await caller.getJson(`webhooks/${made.id}`)).text;
    assert.equal((await put(caller, made.id, described({ url: 'http://example.com' }))).status, 400);
    assert.equal((await put(caller, made.id, described({ monitorFields: ['nope'] }))).status, 403);
    assert.equal((await caller.getJson(`webhooks/${made.id}`)).text, before);
  }),
);

proveByWriting('delete', 'a deletion is told in a sentence of HTML type', '6.2 [R26]', async (caller) => {
  const { id } = (await caller.postJson('webhooks', described())).json();
  const reply = await caller.send(`webhooks/${id}`, { method: 'DELETE' });
  assert.equal(reply.status, 200);
  assert.equal(reply.text, 'Web hook has been deleted.');
  assert.match(reply.headers.get('content-type') ?? '', /^text\/html/);
  assert.equal((await caller.getJson(`webhooks/${id}`)).status, 404);
  assert.equal((await caller.send(`webhooks/${id}`, { method: 'DELETE' })).status, 404);
});

proveByWriting('log', 'the log is a list, empty for a new webhook', '6.2 [O]', (caller) =>
  withWebhook(caller, {}, async (made) => {
    const reply = await caller.getJson(`webhooks/${made.id}/log`);
    assert.equal(reply.status, 200);
    assert.deepEqual(reply.json(), []);
  }),
);

prove(
  'monitor-fields',
  'fields to monitor have text ids, a name and an alias or null',
  '6.2 [O]',
  async (caller) => {
    const { fields } = (await caller.getJson('webhooks/monitor_fields')).json();
    for (const field of fields) {
      assert.deepEqual(Object.keys(field).sort(), ['alias', 'id', 'name']);
      assert.equal(typeof field.id, 'string');
      assert.ok(field.alias === null || typeof field.alias === 'string');
    }
    assert.equal(fields.find(({ alias }: { alias: string }) => alias === 'firstName').id, '1');
  },
);

believe(
  'monitor-fields-all',
  'the termination date is not among them',
  '6.2 [C:Botpress]',
  async (caller) => {
    const { fields } = (await caller.getJson('webhooks/monitor_fields')).json();
    assert.ok(!fields.some(({ alias }: { alias: string }) => alias === 'terminationDate'));
  },
);

believeByWriting(
  'monitor-fields-usable',
  'every field to monitor can be monitored',
  '6.2 [O]',
  async (caller) => {
    const { fields } = (await caller.getJson('webhooks/monitor_fields')).json();
    // A field with an old name too stands in the list twice.
    const ids: string[] = fields.map(({ id }: { id: string }) => id);
    const monitorFields = [...new Set(ids)].slice(0, 300);
    await withWebhook(caller, { monitorFields }, (made) =>
      assert.deepEqual(made.monitorFields, monitorFields),
    );
  },
);

prove(
  'post-fields',
  'fields to post have integer ids and name their page and table',
  '6.2 [O]',
  async (caller) => {
    const { fields, pages, tables } = (await caller.getJson('webhooks/post-fields')).json();
    const ids = (list: { id: number }[]) => new Set(list.map(({ id }) => id));
    for (const field of fields) {
      assert.deepEqual(Object.keys(field).sort(), ['alias', 'id', 'name', 'pageId', 'tableId', 'type']);
      assert.ok(Number.isInteger(field.id));
      assert.ok(ids(pages).has(field.pageId));
      assert.ok(field.tableId === null || ids(tables).has(field.tableId));
    }
    assert.ok(fields.some(({ tableId }: { tableId: number | null }) => tableId !== null));
  },
);

prove(
  'methods',
  'the two lists of fields are spelt with a hyphen here, an underscore there',
  '6.2 [O]',
  async (caller) => {
    assert.equal((await caller.getJson('webhooks/monitor_fields')).status, 200);
    assert.equal((await caller.getJson('webhooks/post-fields')).status, 200);
    assert.equal((await caller.getJson('webhooks/monitor-fields')).status, 404);
    assert.equal((await caller.getJson('webhooks/post_fields')).status, 404);
  },
);

prove('unauthenticated', 'without a key every operation is 401', '1.2 [D]', async (caller) => {
  for (const path of [
    'webhooks',
    'webhooks/1',
    'webhooks/1/log',
    'webhooks/monitor_fields',
    'webhooks/post-fields',
  ])
    assert.equal((await caller.send(path, { auth: false, accept: json })).status, 401, path);
});
