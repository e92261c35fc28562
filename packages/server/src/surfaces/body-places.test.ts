import { describe, expect, it } from 'vitest';
import { createBodyPlaces } from './body-places.ts';

const limits = { perNetwork: 2, perOwner: 3, all: 4, waitMs: 20, waiting: 2 };
const body = (address: string, owner = 'key', bytes: number | undefined = 1_000_000) => ({
  address,
  owner,
  bytes,
});
const full = expect.objectContaining({ code: 'intake.too_many', retryAfterSeconds: 1 });
const settled = async (promise: Promise<unknown>) =>
  Promise.race([promise.then(() => true), new Promise((resolve) => setImmediate(() => resolve(false)))]);

describe('bodies of strangers', () => {
  it('are read at once as far as their network, their key and the process have room', async () => {
    const places = createBodyPlaces(limits);
    await places.enter(body('192.0.2.1', 'a'));
    await places.enter(body('192.0.2.1', 'a'));
    await expect(places.enter(body('192.0.2.1', 'b'))).rejects.toEqual(full);
    await places.enter(body('192.0.2.2', 'a'));
    await expect(places.enter(body('192.0.2.3', 'a'))).rejects.toEqual(full);
    await places.enter(body('192.0.2.3', 'b'));
    await expect(places.enter(body('192.0.2.4', 'c'))).rejects.toEqual(full);
  });

  it('count as one network when they come from one /64', async () => {
    const places = createBodyPlaces({ ...limits, perNetwork: 1 });
    await places.enter(body('2001:db8::1'));
    await expect(places.enter(body('2001:db8::2'))).rejects.toEqual(full);
    await places.enter(body('2001:db8:0:1::1'));
  });

  it('that are small need no place, and of unknown size do', async () => {
    const places = createBodyPlaces({ ...limits, perNetwork: 1 });
    await places.enter({ ...body('192.0.2.1'), bytes: undefined });
    await places.enter(body('192.0.2.1', 'key', 10_000));
    await expect(places.enter({ ...body('192.0.2.1'), bytes: undefined })).rejects.toEqual(full);
  });

  it('wait for a place in the order in which they came, and pass those who still have none', async () => {
    const places = createBodyPlaces({ ...limits, perNetwork: 1, waitMs: 10_000 });
    const first = await places.enter(body('192.0.2.1'));
    const other = await places.enter(body('192.0.2.2'));
    const second = places.enter(body('192.0.2.1'));
    const third = places.enter(body('192.0.2.2'));
    expect(await settled(second)).toBe(false);
    other();
    other();
    expect(await settled(third)).toBe(true);
    expect(await settled(second)).toBe(false);
    first();
    expect(await settled(second)).toBe(true);
    for (const leave of await Promise.all([second, third])) leave();
    await places.enter(body('192.0.2.1'));
  });

  it('are refused at once when too many wait already', async () => {
    const places = createBodyPlaces({ ...limits, perNetwork: 1, waiting: 1 });
    await places.enter(body('192.0.2.1'));
    const waits = places.enter(body('192.0.2.1'));
    await expect(places.enter(body('192.0.2.1'))).rejects.toEqual(full);
    await expect(waits).rejects.toEqual(full);
  });
});
