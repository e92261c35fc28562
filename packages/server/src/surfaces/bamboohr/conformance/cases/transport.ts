import assert from 'node:assert/strict';
import { assertError, basic, json } from '../caller.ts';
import { area } from '../case.ts';

const { cases, prove, believe } = area('transport');

export { cases as transportCases };

prove('no-credentials', 'without credentials the answer is 401 with a realm', '1.2 [R22]', async (caller) => {
  const reply = await caller.send('employees/directory', { auth: false });
  assertError(reply, 401);
  assert.equal(reply.headers.get('x-bamboohr-error-message'), 'API key not provided or invalid');
  assert.match(
    reply.headers.get('www-authenticate') ?? '',
    /^Basic realm="https:\/\/api\.bamboohr\.com\/[^"]+"$/,
  );
});

prove('wrong-key', 'a wrong key is answered like no key', '1.2 [R22]', async (caller) => {
  const reply = await caller.send('employees/directory', { auth: basic('0123456789abcdef', 'x') });
  assertError(reply, 401);
  assert.equal(reply.headers.get('x-bamboohr-error-message'), 'API key not provided or invalid');
});

for (const password of ['x', '', 'foobar', 'with:colon'])
  prove(
    `password-${password.replace(/\W/g, '-') || 'empty'}`,
    `the password "${password}" is never checked`,
    '1.2 [D][K][C]',
    async (caller) => {
      const reply = await caller.send('meta/tables', { auth: basic(caller.apiKey, password) });
      assert.equal(reply.status, 200);
    },
  );

believe('bearer-key', 'a key is accepted as a bearer token', '1.2 [inferred]', async (caller) => {
  assert.equal((await caller.send('meta/tables', { auth: `Bearer ${caller.apiKey}` })).status, 200);
});

for (const path of [
  'employees/directory',
  'meta/fields',
  'meta/lists',
  'meta/tables',
  'applicant_tracking/jobs',
])
  believe(`trailing-slash-${path.replace('/', '-')}`, `${path}/ is ${path}`, '1.1 [C]', async (caller) => {
    const [plain, slashed] = [await caller.getJson(path), await caller.getJson(`${path}/`)];
    assert.equal(slashed.status, 200);
    assert.equal(slashed.text, plain.text);
  });

believe('company-case', 'the company matches in any letter case', '1.1 [inferred]', async (caller) => {
  const upper = caller.baseUrl.replace(/[^/]+$/, (company) => company.toUpperCase());
  const reply = await fetch(`${upper}/v1/meta/tables`, {
    headers: { authorization: basic(caller.apiKey, 'x') },
  });
  assert.equal(reply.status, 200);
});

believe(
  'unknown-company',
  'an unknown company is 404 with an empty body',
  '1.1 [inferred]',
  async (caller) => {
    const other = caller.baseUrl.replace(/[^/]+$/, 'no-such-company-here');
    const reply = await fetch(`${other}/v1/meta/tables`, {
      headers: { authorization: basic(caller.apiKey, 'x') },
    });
    assert.equal(reply.status, 404);
    assert.equal(await reply.text(), '');
  },
);

believe('unknown-path', 'an unknown path is 404 with an empty body', '9.1', async (caller) => {
  const reply = await caller.getJson('no/such/path');
  assert.equal(reply.status, 404);
  assert.equal(reply.text, '');
});

prove('request-id', 'answers carry a request id, a long number', '1.3 [R26]', async (caller) => {
  const ids = await Promise.all(
    ['meta/tables', 'employees/99999999', 'no/such/path'].map(
      async (path) => (await caller.getJson(path)).headers.get('x-request-id') ?? '',
    ),
  );
  for (const id of ids) assert.match(id, /^\d{15,40}$/);
  assert.equal(new Set(ids).size, ids.length);
});

prove('usual-headers', 'answers are private, and no type is to be guessed', '1.3 [R22]', async (caller) => {
  for (const path of ['meta/tables', 'employees/99999999']) {
    const { headers } = await caller.getJson(path);
    assert.match(headers.get('cache-control') ?? '', /no-cache, private/);
    assert.equal(headers.get('x-content-type-options'), 'nosniff');
    assert.match(headers.get('vary') ?? '', /^Authorization,User-Agent/);
  }
});

prove('gzip', 'who asks for gzip gets it, the same text', '1.3 [R22]', async (caller) => {
  const ask = async (encoding: string) => {
    const { headers, text } = await caller.send('meta/fields', { accept: json, encoding });
    return { encoding: headers.get('content-encoding'), text };
  };
  const [packed, plain] = [await ask('gzip, deflate'), await ask('identity')];
  assert.deepEqual([packed.encoding, plain.encoding], ['gzip', null]);
  assert.equal(packed.text, plain.text);
});

believe(
  'wrong-percent',
  'a path that cannot be decoded is an error of the protocol',
  '1.4',
  async (caller) => {
    assertError(await caller.getJson('employees/%ff'), 400);
  },
);

believe(
  'unknown-method',
  'a method of another protocol is refused, and told which there are',
  '1.4',
  async (caller) => {
    const reply = await caller.send('meta/fields', { method: 'PROPFIND' });
    assertError(reply, 405);
    assert.match(reply.headers.get('allow') ?? '', /GET/);
  },
);

prove('put-employee', 'PUT is not how employees are updated', '8.32 [O]', async (caller) => {
  const reply = await caller.send('employees/1', { method: 'PUT', type: json, body: '{}' });
  assert.ok(reply.status >= 400 && reply.status < 500, String(reply.status));
});

const negotiated = [
  ['employees/directory', 'directory'],
  ['employees/changed?since=2026-01-01T00:00:00Z', 'employees'],
  ['employees/all/tables/jobInfo', 'table'],
  ['meta/fields', 'fields'],
  ['meta/lists', 'lists'],
  ['meta/tables', 'tables'],
] as const;

for (const [path, root] of negotiated) {
  const name = path.replace(/\?.*/, '').replaceAll('/', '-');
  prove(`xml-by-default-${name}`, `${path} without Accept is XML`, '1.3 [R26][C]', async (caller) => {
    const reply = await caller.send(path);
    assert.equal(reply.status, 200);
    assert.match(reply.headers.get('content-type') ?? '', /^text\/xml; charset=UTF-8$/i);
    assert.match(reply.text, new RegExp(`^<\\?xml version="1\\.0"[^>]*\\?>\\s*<${root}[ >/]`));
  });
  prove(`json-${name}`, `${path} is JSON for Accept: application/json`, '1.3 [R26]', async (caller) => {
    const reply = await caller.getJson(path);
    assert.equal(reply.status, 200);
    assert.equal(reply.headers.get('content-type'), 'application/json');
    reply.json();
  });
}

prove(
  'format-query',
  'format=json asks for JSON too, whose type then names its charset',
  '1.3 [R26]',
  async (caller) => {
    const reply = await caller.send('meta/lists?format=json');
    assert.ok(Array.isArray(reply.json()));
    assert.equal(reply.headers.get('content-type'), 'application/json; charset=UTF-8');
  },
);

believe(
  'accept-list-tables',
  'tables answer a list that begins with application/json in XML',
  '1.3 [R26]',
  async (caller) => {
    const id = await caller.someone();
    const reply = await caller.send(`employees/${id}/tables/jobInfo`, {
      accept: 'application/json, text/plain, */*',
    });
    assert.match(reply.text, /^<\?xml/);
  },
);

believe(
  'accept-list',
  'a list that begins with application/json counts as JSON',
  '1.3 [inferred]',
  async (caller) => {
    const reply = await caller.send('employees/directory', { accept: 'application/json, text/plain, */*' });
    assert.ok(reply.json().employees);
  },
);
