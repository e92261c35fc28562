import { describe, expect, it } from 'vitest';
import { createBodyPlaces, type Sender } from './body-places.ts';

const slow = { bytesPerSecond: 1000, graceMs: 0, lookMs: 1 };
const limits = { perNetwork: 2, perOwner: 3, all: 4, waitMs: 20, waiting: 2, slow };
/** Somebody who sends as fast as can be. */
const fast = (): Sender => ({
  received: () => performance.now() * 1000,
  isWhole: () => false,
  isGone: () => false,
  giveUp: () => expect.unreachable('who is fast is given up'),
});
/** Somebody who sends nothing; the promise is why they were given up. */
function idle(): { sender: Sender; end: Promise<unknown> } {
  const { promise: end, resolve } = Promise.withResolvers<unknown>();
  return { sender: { ...fast(), received: () => 0, giveUp: resolve }, end };
}
const body = (address: string, owner = 'key', bytes: number | undefined = 1_000_000) => ({
  address,
  owner,
  bytes,
  sender: fast(),
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

  it('are let in all that have a place by one who leaves: of their network, and of their key', async () => {
    const places = createBodyPlaces({ ...limits, perNetwork: 1, perOwner: 1, waitMs: 10_000 });
    const leave = await places.enter(body('192.0.2.1', 'a'));
    const ofNetwork = places.enter(body('192.0.2.1', 'b'));
    const ofKey = places.enter(body('192.0.2.2', 'a'));
    leave();
    expect(await Promise.all([settled(ofNetwork), settled(ofKey)])).toEqual([true, true]);
  });

  it('are refused at once when too many wait already', async () => {
    const places = createBodyPlaces({ ...limits, perNetwork: 1, waiting: 1 });
    await places.enter(body('192.0.2.1'));
    const waits = places.enter(body('192.0.2.1'));
    await expect(places.enter(body('192.0.2.1'))).rejects.toEqual(full);
    await expect(waits).rejects.toEqual(full);
  });

  it('that come slowly are given up, the slowest first, once somebody of elsewhere waits', async () => {
    const places = createBodyPlaces({ ...limits, perNetwork: 1, all: 2, waitMs: 10_000 });
    const { sender, end } = idle();
    const leave = await places.enter({ ...body('192.0.2.1'), sender });
    await places.enter(body('192.0.2.2'));
    const neighbour = places.enter(body('192.0.2.1'));
    expect(await Promise.race([end, settled(neighbour)])).toBe(false);
    const other = places.enter(body('192.0.2.3'));
    expect(await end).toEqual(expect.objectContaining({ code: 'intake.too_many', retryAfterSeconds: 10 }));
    expect(await settled(other)).toBe(false);
    leave();
    // Both have none, and the neighbour came first.
    (await neighbour)();
    (await other)();
  });

  it('are not given up for their slowness once they are there as a whole, nor in the way of nobody', async () => {
    const places = createBodyPlaces({ ...limits, perOwner: 1 });
    const { sender } = idle();
    const never = () => expect.unreachable('given up');
    await places.enter({
      ...body('192.0.2.1', 'a'),
      sender: { ...sender, isWhole: () => true, giveUp: never },
    });
    await places.enter({ ...body('192.0.2.2', 'b'), sender: { ...sender, giveUp: never } });
    // The place of the other key is none for this one.
    await expect(places.enter(body('192.0.2.3', 'a'))).rejects.toEqual(full);
  });

  it('go to the network that holds fewest, and to nobody who is gone', async () => {
    const places = createBodyPlaces({ ...limits, all: 2, waitMs: 10_000, waiting: 3 });
    const first = await places.enter(body('192.0.2.1'));
    await places.enter(body('192.0.2.1'));
    const gone = places.enter({ ...body('192.0.2.2'), sender: { ...fast(), isGone: () => true } });
    const many = places.enter(body('192.0.2.1'));
    const one = places.enter(body('192.0.2.3'));
    first();
    await expect(gone).rejects.toEqual(expect.objectContaining({ code: 'intake.too_many' }));
    expect(await settled(one)).toBe(true);
    expect(await settled(many)).toBe(false);
    (await one)();
    await many;
  });

  it('are refused from the network of which most wait, when too many do', async () => {
    const places = createBodyPlaces({ ...limits, all: 1, waitMs: 10_000 });
    const leave = await places.enter(body('192.0.2.1'));
    const kept = places.enter(body('192.0.2.1'));
    const refused = places.enter(body('192.0.2.1'));
    const other = places.enter(body('192.0.2.2'));
    await expect(refused).rejects.toEqual(expect.objectContaining({ code: 'intake.too_many' }));
    await expect(places.enter(body('192.0.2.2'))).rejects.toEqual(
      expect.objectContaining({ code: 'intake.too_many' }),
    );
    leave();
    (await kept)();
    await other;
  });
});
