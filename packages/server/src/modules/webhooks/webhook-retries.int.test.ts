// What the receiver's answers lead to: facts 6.3, on a moved clock.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from '../../surfaces/bamboohr/conformance/caller.ts';
import { bodyOf, isGenuine, ok, type Receiver, status } from './testing/receiver.ts';
import { openWebhooksBench, until, type WebhooksBench, watchWebhooks } from './testing/webhooks-bench.ts';

let bench: WebhooksBench;
let receiver: Receiver;
let full: Caller;
const { hook, arrived, sentTo, rowsOf, inState, reset } = watchWebhooks(() => bench);

beforeAll(async () => {
  bench = await openWebhooksBench();
  ({ receiver, full } = bench);
});
afterAll(() => bench.close());
afterEach(reset);

describe('an answer', () => {
  it.each([400, 404, 410, 422, 429, 301])('of %i ends the delivery at the first try', async (code) => {
    receiver.respond((response) => response.writeHead(code, { location: `${receiver.url}/elsewhere` }).end());
    const { id, path } = await hook({ events: ['employee.created'] });
    await full.create();
    expect(await inState(id, 'failed')).toMatchObject({ attempts: 1, next: null });
    bench.test.setNow(new Date(Date.now() + 3 * 3600_000));
    await bench.relay();
    expect(sentTo(path)).toHaveLength(1);
    expect(sentTo('/elsewhere')).toHaveLength(0);
  });

  it('of 5xx is tried again after 5, 10, 20, 40 and 80 minutes, and then no more', async () => {
    const { id, path, privateKey } = await hook({ events: ['employee.created'] });
    receiver.respond(status(503));
    const begin = new Date('2031-01-01T10:00:00Z');
    bench.test.setNow(begin);
    await full.create();
    let now = begin.getTime();
    for (const [tries, minutes] of [5, 10, 20, 40, 80].entries()) {
      const { next } = await inState(id, 'waiting', tries + 1);
      expect(next?.getTime()).toBe(now + minutes * 60_000);
      now += minutes * 60_000;
      bench.test.setNow(new Date(now - 1000));
      await bench.relay();
      expect((await rowsOf(id))[0]?.state).toBe('waiting');
      bench.test.setNow(new Date(now));
    }
    expect(await inState(id, 'failed')).toMatchObject({ attempts: 6 });
    expect(sentTo(path).every((one) => isGenuine(one, privateKey))).toBe(true);
    expect(new Set(sentTo(path).map(({ raw }) => raw.toString())).size).toBe(1);
    expect(sentTo(path)).toHaveLength(6);
  });

  it('that comes at a later try ends it; what followed was told meanwhile', async () => {
    const { id, path } = await hook({ events: ['employee.created'] });
    let first: string | undefined;
    receiver.respond((response, one) => {
      const employee = bodyOf(one).data.employeeId;
      first ??= employee;
      response.writeHead(employee === first && sentTo(path).length < 3 ? 500 : 204).end();
    });
    const failing = await full.create();
    const following = await full.create();
    const told = await arrived(path, 2);
    expect(told.map((one) => bodyOf(one).data.employeeId)).toEqual([failing, following]);
    await inState(id, 'waiting', 1);
    bench.test.setNow(new Date(Date.now() + 5 * 60_000 + 1000));
    await arrived(path, 3);
    await until('all is delivered', async () =>
      (await rowsOf(id)).every(({ state }) => state === 'delivered'),
    );
  });

  it('that never comes, or a cut connection, is a fault of the way: it is tried again', async () => {
    const { id } = await hook({ events: ['employee.created'] });
    receiver.respond((response) => response.destroy());
    await full.create();
    const row = await inState(id, 'waiting', 1);
    expect(row.problem).toMatch(/connection failed/i);
    expect((await rowsOf(id))[0]?.problem).not.toContain('127.0.0.1');
  });

  it('of ten gigabytes is not read, and its status counts', async () => {
    const { id } = await hook({ events: ['employee.created'] });
    let written = 0;
    receiver.respond((response) => {
      response.writeHead(200, { 'content-length': String(10 * 2 ** 30) });
      const chunk = Buffer.alloc(64 * 1024);
      const pump = () => {
        while (!response.destroyed && written < 2 ** 28) {
          written += chunk.length;
          if (!response.write(chunk)) {
            response.once('drain', pump);
            return;
          }
        }
      };
      pump();
    });
    await full.create();
    await inState(id, 'delivered', 1);
    // What fits into the buffers of both ends, and not more.
    expect(written).toBeLessThan(16 * 2 ** 20);
  });

  it('that is slow does not hold other webhooks up', async () => {
    const slow = await hook({ events: ['employee.created'] });
    const quick = await hook({ events: ['employee.created'] });
    receiver.respond((response, one) => {
      if (one.path === quick.path) ok(response, one);
    });
    await full.create();
    await arrived(slow.path, 1);
    const startedAt = Date.now();
    await full.create();
    await arrived(quick.path, 2);
    expect(Date.now() - startedAt).toBeLessThan(5_000);
    expect(sentTo(slow.path)).toHaveLength(1);
    expect((await inState(slow.id, 'waiting', 1)).problem).toMatch(/in time/);
  });
});
