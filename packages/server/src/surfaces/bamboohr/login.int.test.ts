// The deprecated exchange of a password for a key: facts 1.2.
import { XMLParser } from 'fast-xml-parser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createKey } from '../../modules/keys/keys.service.ts';
import { updateUser } from '../../modules/users/users.service.ts';
import { basic } from './conformance/caller.ts';
import { openScene, password, type Scene } from './oauth/testing/scene.ts';

let scene: Scene;
let applicationKey: string;
beforeAll(async () => {
  scene = await openScene();
  applicationKey = (await scene.anApp({ name: 'Old client', kind: 'login' })).clientId;
});
afterAll(() => scene.server.close());

interface Answer {
  success: boolean;
  userId: number;
  employeeId: number | null;
  key: string;
  apiUrl: string;
}

function logIn(fields: Record<string, string>, init: { path?: string; accept?: string } = {}) {
  const { path = 'login', accept = 'application/json' } = init;
  return fetch(`${scene.issuer}/v1/${path}`, {
    method: 'POST',
    headers: { accept },
    body: new URLSearchParams({ applicationKey, ...fields }),
  });
}
const opens = async (key: string) =>
  (await fetch(`${scene.issuer}/v1/meta/tables`, { headers: { authorization: basic(key, 'x') } })).status;

describe('POST /v1/login', () => {
  it('answers a key that may do what the person may', async () => {
    const person = await scene.aPerson('employee', 1);
    const reply = await logIn({ user: person.email ?? '', password, deviceId: 'phone' });
    expect([reply.status, reply.headers.get('content-type')]).toEqual([200, 'application/json']);
    const answer = (await reply.json()) as Answer;
    expect(Object.keys(answer)).toEqual(['success', 'userId', 'employeeId', 'key', 'apiUrl']);
    expect(answer).toMatchObject({
      success: true,
      userId: person.number,
      employeeId: 1,
      apiUrl: scene.issuer,
    });
    const own = await fetch(`${answer.apiUrl}/v1/employees/0?fields=firstName`, {
      headers: { authorization: basic(answer.key, 'x'), accept: 'application/json' },
    });
    expect(await own.json()).toHaveProperty('id', '1');
    await updateUser(scene.server.context, scene.owner, person.id, { status: 'disabled' });
    expect(await opens(answer.key)).toBe(403);
    expect((await logIn({ user: person.email ?? '', password })).status).toBe(403);
  });

  it('answers in XML unless JSON is asked for', async () => {
    const person = await scene.aPerson();
    const fields = { user: person.email ?? '', password };
    const xml = await logIn(fields, { accept: '*/*' });
    expect(xml.headers.get('content-type')).toBe('text/xml; charset=UTF-8');
    const document = new XMLParser({ ignoreAttributes: false }).parse(await xml.text()) as {
      result: Record<string, unknown>;
    };
    expect(document.result).toMatchObject({
      '@_response': 'authenticated',
      userId: person.number,
      employeeId: '',
      apiUrl: scene.issuer,
    });
    expect(await opens(String(document.result.key))).toBe(200);
    const forced = await logIn(fields, { path: 'login/?format=json', accept: '*/*' });
    expect(await forced.json()).toMatchObject({ success: true, employeeId: null });
  });

  it('takes a JSON body as well', async () => {
    const person = await scene.aPerson();
    const reply = await fetch(`${scene.issuer}/v1/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ applicationKey, user: person.email, password }),
    });
    expect(reply.status).toBe(200);
  });

  it.each([
    ['a wrong password', { password: 'wrong' }],
    ['an unknown user', { user: 'nobody@acme.test' }],
    ['no application key', { applicationKey: '' }],
    ['an application key that is none', { applicationKey: 'jni_0000000000000000000000000000000000' }],
  ])('answers 403 and success false to %s', async (_what, change) => {
    const person = await scene.aPerson();
    const reply = await logIn({ user: person.email ?? '', password, ...change });
    expect([reply.status, await reply.text()]).toEqual([403, '{"success":false}']);
  });

  it('answers so to the client id of an application that asks in the browser', async () => {
    const person = await scene.aPerson();
    const reply = await logIn({ applicationKey: scene.app.clientId, user: person.email ?? '', password });
    expect([reply.status, await reply.text()]).toEqual([403, '{"success":false}']);
  });

  it('answers 403 with an empty body to a mobile application', async () => {
    const { clientId } = await scene.anApp({ name: 'Phone', kind: 'mobile' });
    const person = await scene.aPerson();
    const reply = await logIn({ applicationKey: clientId, user: person.email ?? '', password });
    expect([reply.status, await reply.text()]).toEqual([403, '']);
  });

  it('leaves the last five keys of a device working, and those of other devices', async () => {
    scene.server.setNow(new Date(Date.now() + 20 * 60_000));
    const person = await scene.aPerson();
    const fields = { user: person.email ?? '', password };
    const elsewhere = (await (await logIn({ ...fields, deviceId: 'laptop' })).json()) as Answer;
    const keys: string[] = [];
    for (let i = 0; i < 7; i += 1)
      keys.push(((await (await logIn({ ...fields, deviceId: 'phone' })).json()) as Answer).key);
    const works = await Promise.all(keys.map(opens));
    expect(works).toEqual([401, 401, 200, 200, 200, 200, 200]);
    expect(await opens(elsewhere.key)).toBe(200);
    scene.server.setNow(undefined);
  });

  it('is limited like signing in', async () => {
    const person = await scene.aPerson();
    const statuses: number[] = [];
    for (let i = 0; i < 12; i += 1)
      statuses.push((await logIn({ user: person.email ?? '', password: 'wrong' })).status);
    expect(statuses).toContain(403);
    expect(statuses.at(-1)).toBe(429);
    const right = await logIn({ user: person.email ?? '', password });
    expect(right.status).toBe(429);
    expect(Number(right.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('refuses what no login can be', async () => {
    expect((await logIn({ user: 'x'.repeat(255), password })).status).toBe(400);
    const get = await fetch(`${scene.issuer}/v1/login`);
    expect(get.status).toBe(401);
    const key = await createKey(scene.server.context, scene.owner, {
      name: 'x',
      userId: (await scene.aPerson()).id,
    });
    const wrongMethod = await fetch(`${scene.issuer}/v1/login`, {
      headers: { authorization: basic(key.key, 'x') },
    });
    expect([wrongMethod.status, wrongMethod.headers.get('allow')]).toEqual([405, 'POST']);
  });
});
