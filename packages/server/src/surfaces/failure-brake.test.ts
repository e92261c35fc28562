import { JoineryError } from '@joinery/sdk';
import { expect, it } from 'vitest';
import { type BrakeLimits, createFailureBrake } from './failure-brake.ts';

const limits: BrakeLimits = {
  free: 3,
  windowMs: 1000,
  holdMs: 50,
  maxWaiting: { network: 2, all: 3 },
  maxNetworks: 10,
};
const wrongKey = new JoineryError('access.unauthenticated', 'no');

function aBrake(change: Partial<BrakeLimits> = {}) {
  const held: number[] = [];
  const ends: (() => void)[] = [];
  const clock = { now: 0 };
  const sleep = (ms: number) =>
    new Promise<void>((end) => {
      held.push(ms);
      ends.push(end);
    });
  const endAll = () => {
    for (const end of ends.splice(0)) end();
  };
  const brake = createFailureBrake({ ...limits, ...change }, () => clock.now, sleep);
  return { brake, held, clock, endAll };
}

it('answers the first wrong keys of a network at once and holds the next', async () => {
  const { brake, held, endAll } = aBrake();
  for (let i = 0; i < 3; i += 1) await brake.hold(wrongKey, '203.0.113.7');
  expect(held).toEqual([]);
  const fourth = brake.hold(wrongKey, '203.0.113.7');
  expect(held).toEqual([50]);
  await brake.hold(wrongKey, '203.0.113.8');
  endAll();
  await fourth;
});

it('holds nothing but refused keys and clients, and nobody on this machine', async () => {
  const { brake, held, endAll } = aBrake({ free: 0 });
  await brake.hold(new JoineryError('access.forbidden', 'no'), '203.0.113.7');
  await brake.hold(new Error('something'), '203.0.113.7');
  for (const here of ['127.0.0.1', '::1', '::ffff:127.0.0.1']) await brake.hold(wrongKey, here);
  expect(held).toEqual([]);
  const held1 = brake.hold(new JoineryError('oauth.invalid_client', 'no'), '203.0.113.7');
  expect(held).toEqual([50]);
  endAll();
  await held1;
});

it('lets no more wait than it may, of one network and of all', async () => {
  const { brake, held, endAll } = aBrake({ free: 0 });
  const waiting = [1, 2].map(() => brake.hold(wrongKey, '203.0.113.7'));
  await brake.hold(wrongKey, '203.0.113.7');
  expect(held).toHaveLength(2);
  waiting.push(brake.hold(wrongKey, '203.0.113.8'));
  await brake.hold(wrongKey, '203.0.113.9');
  expect(held).toHaveLength(3);
  endAll();
  await Promise.all(waiting);
  const later = brake.hold(wrongKey, '203.0.113.9');
  expect(held).toHaveLength(4);
  endAll();
  await later;
});

it('counts a whole /64 as one network, and forgets after the window', async () => {
  const { brake, held, clock, endAll } = aBrake({ free: 1 });
  await brake.hold(wrongKey, '2001:db8:1:2::1');
  const second = brake.hold(wrongKey, '2001:db8:1:2:ffff::9');
  expect(held).toHaveLength(1);
  endAll();
  await second;
  clock.now = 1001;
  await brake.hold(wrongKey, '2001:db8:1:2::1');
  expect(held).toHaveLength(1);
});

it('keeps a bounded number of networks', async () => {
  const { brake, held } = aBrake({ free: 1, maxNetworks: 5 });
  await brake.hold(wrongKey, '203.0.113.1');
  for (let i = 2; i < 20; i += 1) await brake.hold(wrongKey, `203.0.113.${i}`);
  await brake.hold(wrongKey, '203.0.113.1');
  expect(held).toEqual([]);
});
