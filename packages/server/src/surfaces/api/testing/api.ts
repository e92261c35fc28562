// A running native API on a fresh database, for this surface's integration tests.
import type { Company, CreatedApiKey } from '@joinery/sdk';
import Fastify, { type FastifyInstance, type LightMyRequestResponse } from 'fastify';
import { PDFDocument } from 'pdf-lib';
import type { Principal } from '../../../modules/access/principal.ts';
import { createCompany, systemPrincipal } from '../../../modules/companies/companies.service.ts';
import { createKey } from '../../../modules/keys/keys.service.ts';
import { createUser } from '../../../modules/users/users.service.ts';
import { createTestContext, type TestContext } from '../../../testing/context.ts';
import type { EgressChange } from '../../../testing/own-context.ts';
import { installPipeline, serverOptions } from '../../pipeline.ts';
import { apiSurface } from '../index.ts';

export interface TestApi extends TestContext {
  app: FastifyInstance;
  /** A company with an Account Owner who has a key. */
  aTenant(): Promise<Tenant>;
  call(
    key: string | undefined,
    method: string,
    url: string,
    body?: unknown,
    headers?: Headers,
  ): Promise<Answer>;
}

type Headers = Record<string, string>;
export type Answer = LightMyRequestResponse;

export interface Tenant {
  company: Company;
  owner: Principal;
  key: string;
  userId: string;
  get(url: string): Promise<Answer>;
  post(url: string, body?: unknown, headers?: Headers): Promise<Answer>;
  patch(url: string, body: unknown, headers?: Headers): Promise<Answer>;
  put(url: string, body: unknown): Promise<Answer>;
  delete(url: string): Promise<Answer>;
  /** A user of a built-in level, with a key. */
  aKeyOf(builtinLevel: string, employeeNumber?: number): Promise<string>;
}

let made = 0;

export async function createTestApi(options: { egress?: EgressChange } = {}): Promise<TestApi> {
  const test = await createTestContext(options);
  const app = Fastify(serverOptions(test.context));
  installPipeline(app, test.context);
  await app.register(apiSurface(test.context));
  await app.ready();
  const call: TestApi['call'] = (key, method, url, body, headers = {}) =>
    app.inject({
      method: method as 'GET',
      url,
      headers: { ...(key === undefined ? {} : { authorization: `Bearer ${key}` }), ...headers },
      ...(body === undefined ? {} : { payload: body as object }),
    });
  return {
    ...test,
    app,
    call,
    aTenant: () => makeTenant(test, call),
    close: async () => {
      await app.close();
      await test.close();
    },
  };
}

async function makeTenant({ context }: TestContext, call: TestApi['call']): Promise<Tenant> {
  made += 1;
  const company = await createCompany(context, { slug: `tenant-${made}`, name: `Tenant ${made}` });
  const owner = systemPrincipal(company, 'Test');
  const makeKey = async (level: string, employeeNumber?: number): Promise<CreatedApiKey> => {
    const accessLevelId = await levelId(context, owner, level);
    const employee = employeeNumber === undefined ? {} : { employeeNumber };
    const user = await createUser(context, owner, {
      kind: 'service',
      firstName: level,
      lastName: 'Robot',
      accessLevelId,
      ...employee,
    });
    return createKey(context, owner, { name: level, userId: user.id });
  };
  const created = await makeKey('account_owner');
  const { key } = created;
  return {
    company,
    owner,
    key,
    userId: created.owner.id,
    get: (url) => call(key, 'GET', url),
    post: (url, body, headers) => call(key, 'POST', url, body, headers),
    patch: (url, body, headers) => call(key, 'PATCH', url, body, headers),
    put: (url, body) => call(key, 'PUT', url, body),
    delete: (url) => call(key, 'DELETE', url),
    aKeyOf: async (level, employeeNumber) => (await makeKey(level, employeeNumber)).key,
  };
}

async function levelId(context: TestContext['context'], owner: Principal, builtin: string): Promise<string> {
  const { listAccessLevels } = await import('../../../modules/access/access-levels.service.ts');
  const level = (await listAccessLevels(context, owner)).find((one) => one.builtin === builtin);
  if (level === undefined) throw new Error(`no level ${builtin}`);
  return level.id;
}

export interface FormPart {
  name: string;
  value?: string;
  file?: { name: string; type?: string; bytes: Uint8Array };
}

/** A multipart body and its header, as a browser would write them. */
export function aForm(parts: FormPart[], boundary = 'joinery-test-boundary') {
  const lines = parts.flatMap(({ name, value, file }) => [
    `--${boundary}\r\ncontent-disposition: form-data; name="${name}"`,
    file === undefined
      ? ''
      : `; filename="${file.name.replaceAll('"', '%22')}"\r\ncontent-type: ${file.type ?? 'application/octet-stream'}`,
    '\r\n\r\n',
    file?.bytes ?? value ?? '',
    '\r\n',
  ]);
  const body = Buffer.concat([...lines, `--${boundary}--\r\n`].map((part) => Buffer.from(part)));
  return { body, headers: { 'content-type': `multipart/form-data; boundary=${boundary}` } };
}

export async function aPdf(text = 'Résumé'): Promise<Uint8Array> {
  const document = await PDFDocument.create();
  document.addPage([300, 300]).drawText(text.normalize('NFC'), { x: 20, y: 200, size: 12 });
  return document.save();
}
