import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClamdScanner } from './clamd.ts';
import { eicar, type FakeClamd, startFakeClamd } from './testing/clamd.ts';

const folder = mkdtempSync(join(tmpdir(), 'joinery-clamd-'));
const servers: FakeClamd[] = [];
beforeAll(async () => {
  servers.push(await startFakeClamd(), await startFakeClamd(join(folder, 'clamd.sock')));
});
afterAll(async () => {
  for (const server of servers) await server.close();
  rmSync(folder, { recursive: true });
});

describe.each(['a port', 'a socket'])('a scanner at %s', (at) => {
  const server = () => servers[at === 'a port' ? 0 : 1] as FakeClamd;
  const scanner = (timeoutMs = 20_000) => createClamdScanner({ address: server().address, timeoutMs });

  it('finds what is infected, at whatever place, and nothing else', async () => {
    const large = Buffer.alloc(3_000_000, 'a');
    expect(await scanner().scan(large)).toEqual({ kind: 'clean' });
    expect(await scanner().scan(Buffer.concat([large, Buffer.from(eicar)]))).toEqual({
      kind: 'infected',
      name: 'Win.Test.EICAR_HDB-1',
    });
    expect(await scanner().isAnswering()).toBe(true);
  });

  it.each([
    'INSTREAM size limit exceeded. ERROR',
    'stream: Can’t allocate memory ERROR',
    'UNKNOWN COMMAND',
    'OK',
    '',
  ])('lets nothing pass that it answers with %j', async (answer) => {
    server().answer(answer);
    const outcome = scanner(answer === '' ? 300 : 20_000).scan(Buffer.from('hello'));
    const message = expect.stringMatching(answer === '' ? /no answer in time/ : /unexpected answer/);
    await expect(outcome).rejects.toMatchObject({ code: 'files.scanner_unavailable', cause: { message } });
    server().answer(undefined);
  });
});

it('lets nothing pass where nobody listens', async () => {
  const scanner = createClamdScanner({ address: join(folder, 'none.sock') });
  await expect(scanner.scan(Buffer.from('hello'))).rejects.toMatchObject({
    code: 'files.scanner_unavailable',
  });
  expect(await scanner.isAnswering()).toBe(false);
});
