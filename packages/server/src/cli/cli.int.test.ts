// The command as people run it: real processes, an embedded database of their own.
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commandsWith, ended, type Started } from '../testing/commands.ts';
import { makeTemporaryDataDir } from '../testing/data-dir.ts';

const { path: dataDir, remove } = makeTemporaryDataDir();

const { launch, run, start } = commandsWith({
  JOINERY_DATA_DIR: dataDir,
  JOINERY_PORT: '0',
  JOINERY_LOG_LEVEL: 'warn',
});

async function untilMaking(folder: string): Promise<void> {
  while (!existsSync(join(folder, 'encryption-key'))) await new Promise((resolve) => setTimeout(resolve, 50));
}

const firstRun = () => JSON.parse(readFileSync(join(dataDir, 'first-run.json'), 'utf8'));

let server: Started;

beforeAll(async () => {
  server = await start();
});
afterAll(async () => {
  const done = ended(server.child);
  server.child.kill('SIGINT');
  await done;
  remove();
});

describe('the first start', () => {
  it('makes the demo and says where to sign in and how to go on', async () => {
    const { console: signIn, companies } = firstRun();
    expect(signIn.url).toBe(server.url);
    for (const text of [signIn.email, signIn.password, companies.demo.apiKey, companies.acme.apiKey, 'curl '])
      await expect.poll(() => server.said()).toContain(text);
    expect(statSync(join(dataDir, 'first-run.json')).mode & 0o777).toBe(0o600);
    expect(statSync(join(dataDir, 'encryption-key')).mode & 0o777).toBe(0o600);
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
    const { email, password } = signIn;
    const session = await fetch(`${server.url}/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email, password }),
    });
    expect(session.status).toBe(201);
    expect(await session.json()).toMatchObject({
      company: { slug: 'demo' },
      companies: [{ slug: 'demo' }, { slug: 'acme' }],
    });
    const directory = await fetch(`${companies.acme.baseUrl}/v1/employees/directory`, {
      headers: { accept: 'application/json', authorization: `Basic ${btoa(`${companies.acme.apiKey}:x`)}` },
    });
    expect(((await directory.json()) as { employees: unknown[] }).employees.length).toBeGreaterThan(50);
  });

  it('says which program to move when its port is taken', async () => {
    const taken = await run(['start', '--json'], { JOINERY_PORT: new URL(server.url).port });
    expect(taken.status).toBe(1);
    expect(JSON.parse(taken.out).error).toMatchObject({
      code: 'config.cannot_listen',
      message: expect.stringMatching(/Port \d+ is taken by another program.*JOINERY_PORT=/),
    });
  });

  it('refuses an encryption key that is not the one of its database', async () => {
    const other = Buffer.alloc(32, 9).toString('base64');
    const refused = await run(['company', 'list'], { JOINERY_ENCRYPTION_KEY: other });
    expect(refused.status).toBe(1);
    expect(refused.err).toContain('encryption key is not the one');
    expect(refused.err).not.toContain(other);
  });
});

describe('a later start', () => {
  it('finds everything as it was, after kill -9 too', async () => {
    const killed = ended(server.child);
    server.child.kill('SIGKILL');
    await killed;
    const before = firstRun();
    server = await start();
    expect(server.said()).not.toContain('Making the demo');
    const jobs = await fetch(`${server.url}/v1/jobs`, {
      headers: { authorization: `Bearer ${before.companies.demo.apiKey}` },
    });
    expect(((await jobs.json()) as { items: unknown[] }).items).toHaveLength(2);
    // It listens on another port by now, and the demo's connection has followed.
    const connections = await fetch(`${server.url}/v1/connections`, {
      headers: { authorization: `Bearer ${before.companies.demo.apiKey}` },
    });
    expect(await connections.json()).toMatchObject({
      items: [{ baseUrl: `${server.url}/api/gateway.php/acme` }],
    });
  });
});

describe('commands beside a running server', () => {
  const json = async (...args: string[]) => {
    const { status, out, err } = await run([...args, '--json']);
    expect(err).toBe('');
    return { status, value: JSON.parse(out) };
  };

  it('make a company, a user and a key that works, and revoke it', async () => {
    expect((await json('company', 'create', '--name', 'north', '--title', 'North & Co')).value).toMatchObject(
      { slug: 'north' },
    );
    const { value: user } = await json(
      'user',
      'create',
      '--company',
      'north',
      '--email',
      'o@north.example',
      '--level',
      'Full Admin',
    );
    expect(user).toMatchObject({ accessLevelName: 'Full Admin', password: expect.any(String) });
    const { value: key } = await json('key', 'create', '--company', 'north', '--user', 'o@north.example');
    const ask = () => fetch(`${server.url}/v1/jobs`, { headers: { authorization: `Bearer ${key.key}` } });
    expect((await ask()).status).toBe(200);
    expect((await json('key', 'list', '--company', 'north')).value).toHaveLength(1);
    await json('key', 'revoke', key.id, '--company', 'north');
    expect((await ask()).status).toBe(401);
  });

  it('register an application that can ask, and remove it', async () => {
    const of = ['--company', 'demo'];
    const { value: app } = await json(
      ...['oauth-app', 'create', ...of, '--name', 'Rota', '--redirect', 'https://a.test/cb'],
      ...['--scope', 'employee', 'offline_access'],
    );
    expect(app).toMatchObject({ scopes: ['employee', 'offline_access'], clientSecret: expect.any(String) });
    const asked = new URLSearchParams({
      response_type: 'code',
      client_id: app.clientId,
      redirect_uri: 'https://a.test/cb',
      scope: 'employee',
    });
    const ask = () => fetch(`${server.url}/api/gateway.php/demo/authorize.php?${asked}`);
    expect(await (await ask()).text()).toContain('Rota');
    const { value: listed } = await json('oauth-app', 'list', ...of);
    expect(listed).toMatchObject([{ id: app.id, name: 'Rota' }]);
    await json('oauth-app', 'remove', app.id, ...of);
    expect((await ask()).status).toBe(400);
  });

  it('make a sandbox that answers where they say', async () => {
    const { value } = await json('sandbox', 'create', '--company', 'small', '--employees', '5');
    expect(value).toMatchObject({
      company: 'small',
      employees: 5,
      baseUrl: `${server.url}/api/gateway.php/small`,
    });
    const answer = await fetch(`${value.baseUrl}/v1/meta/fields`, {
      headers: { authorization: `Basic ${btoa(`${value.apiKey}:x`)}` },
    });
    expect(answer.status).toBe(200);
  });

  it.each([
    ['an unknown company', ['key', 'list', '--company', 'nowhere'], 'companies.not_found'],
    ['a name that is taken', ['company', 'create', '--name', 'demo'], 'companies.name_taken'],
    ['a name with blanks', ['company', 'create', '--name', 'a b'], 'request.invalid'],
    [
      'an unknown level',
      ['user', 'create', '--company', 'demo', '--email', 'x@y.example', '--level', 'king'],
      'access_levels.not_found',
    ],
    [
      'an address that cannot be used',
      [
        'oauth-app',
        'create',
        '--company',
        'demo',
        '--name',
        'x',
        '--redirect',
        'http://a.test/',
        '--scope',
        'field',
      ],
      'request.invalid',
    ],
    [
      'too many employees',
      ['sandbox', 'create', '--company', 'big', '--employees', '1e9'],
      'request.invalid',
    ],
  ])('say what is wrong with %s', async (_, args, code) => {
    const { status, value } = await json(...args);
    expect(status).toBe(1);
    expect(value.error).toMatchObject({ code, message: expect.any(String) });
  });

  it('explain themselves', async () => {
    for (const args of [[], ['start'], ['company', 'create'], ['key', 'revoke'], ['sandbox', 'create']])
      expect((await run([...args, '--help'])).out).toContain('Usage: joinery');
  });
});

describe('two first starts at once, and a command beside them', () => {
  it('make one demo', async () => {
    const { path: shared, remove: removeShared } = makeTemporaryDataDir();
    const [one, other] = await Promise.all([
      start({ JOINERY_DATA_DIR: shared }),
      start({ JOINERY_DATA_DIR: shared }),
      untilMaking(shared).then(() => run(['company', 'list'], { JOINERY_DATA_DIR: shared })),
    ]);
    const listed = await run(['company', 'list', '--json'], { JOINERY_DATA_DIR: shared });
    expect(JSON.parse(listed.out).map(({ slug }: { slug: string }) => slug)).toEqual(['demo', 'acme']);
    const { companies } = JSON.parse(readFileSync(join(shared, 'first-run.json'), 'utf8'));
    for (const { url } of [one, other]) {
      const answer = await fetch(`${url}/v1/candidates`, {
        headers: { authorization: `Bearer ${companies.demo.apiKey}` },
      });
      expect(((await answer.json()) as { items: unknown[] }).items).toHaveLength(5);
    }
    const done = [one, other].map(({ child }) => ended(child));
    for (const { child } of [one, other]) child.kill('SIGTERM');
    await Promise.all(done);
    removeShared();
  }, 180_000);
});

describe('a data folder that cannot be used', () => {
  it('is told with cause and cure, and the command ends', async () => {
    const { path: broken, remove: removeBroken } = makeTemporaryDataDir();
    writeFileSync(join(broken, 'encryption-key'), 'short\n');
    const refused = await run(['company', 'list'], { JOINERY_DATA_DIR: broken });
    expect(refused).toMatchObject({
      status: 1,
      err: expect.stringContaining('does not hold an encryption key'),
    });
    removeBroken();
  });
});

describe('a demo that was cut off while it was made', () => {
  it('is made anew at the next start', async () => {
    const { path: elsewhere, remove: removeElsewhere } = makeTemporaryDataDir();
    const child = launch(['start'], { JOINERY_DATA_DIR: elsewhere });
    await new Promise<void>((resolve) => {
      child.stderr?.on(
        'data',
        (chunk) => String(chunk).includes('Making the demo') && setTimeout(resolve, 400),
      );
    });
    const killed = ended(child);
    child.kill('SIGKILL');
    await killed;
    expect(existsSync(join(elsewhere, 'first-run.json'))).toBe(false);
    const second = await start({ JOINERY_DATA_DIR: elsewhere });
    expect(second.said()).toContain('Removed a demo that was cut off');
    const { companies } = JSON.parse(readFileSync(join(elsewhere, 'first-run.json'), 'utf8'));
    const answer = await fetch(`${second.url}/v1/candidates`, {
      headers: { authorization: `Bearer ${companies.demo.apiKey}` },
    });
    expect(((await answer.json()) as { items: unknown[] }).items).toHaveLength(5);
    const done = ended(second.child);
    second.child.kill('SIGTERM');
    await done;
    removeElsewhere();
  });
});
