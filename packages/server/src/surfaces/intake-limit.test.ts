import { describe, expect, it } from 'vitest';
import { createIntakeLimit } from './intake-limit.ts';

describe('applications of everybody', () => {
  const from = { address: '192.0.2.1', companyId: 'com_1', job: 'job_1' };
  const started = () => {
    let at = 0;
    const limit = createIntakeLimit(() => at);
    const wait = (ms: number) => {
      at += ms;
    };
    return { limit, wait };
  };
  const refused = expect.objectContaining({ code: 'intake.too_many', retryAfterSeconds: 60 });

  it('are ten in a minute from one network for one job', () => {
    const { limit, wait } = started();
    for (let n = 0; n < 10; n += 1) limit.take(from);
    expect(() => limit.take(from)).toThrow(refused);
    limit.take({ ...from, job: 'job_2' });
    limit.take({ ...from, address: '192.0.2.2' });
    wait(60_001);
    limit.take(from);
  });

  it('that would be too many of a key are told so before they are read, and not counted by that', () => {
    const { limit } = started();
    const key = { id: 'pky_1', maxPerHour: 3 };
    for (let n = 0; n < 20; n += 1) limit.assertRoom(key);
    for (let n = 0; n < 3; n += 1) limit.take({ ...from, key });
    expect(() => limit.assertRoom(key)).toThrow(expect.objectContaining({ retryAfterSeconds: 3600 }));
    limit.assertRoom({ ...key, id: 'pky_2' });
  });

  it('count one network of IPv6 as one place', () => {
    const { limit } = started();
    for (let n = 0; n < 10; n += 1) limit.take({ ...from, address: `2001:db8:1:2::${n}` });
    expect(() => limit.take({ ...from, address: '2001:db8:1:2:ffff::1' })).toThrow(refused);
  });

  it('are as many in an hour as the key allows, wherever they come from', () => {
    const { limit, wait } = started();
    const key = { id: 'pky_1', maxPerHour: 3 };
    const take = (n: number) => limit.take({ ...from, address: `192.0.2.${n}`, key });
    for (let n = 0; n < 3; n += 1) take(n);
    expect(() => take(4)).toThrow(expect.objectContaining({ retryAfterSeconds: 3600 }));
    limit.take({ ...from, key: { ...key, id: 'pky_2' } });
    wait(3_600_001);
    take(5);
  });
});
