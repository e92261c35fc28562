import { describe, expect, it } from 'vitest';
import { isDead, readIdentity } from './identity.ts';

const here = readIdentity();
// Above every limit that Linux allows.
const nobody = 2 ** 30;

describe('a process', () => {
  it('is the same at every look', () => {
    expect(readIdentity()).toEqual(here);
    expect(isDead(here, here)).toBe(false);
  });

  it.runIf(process.platform === 'linux')(
    'on this machine is dead when it is gone or its pid has a new owner',
    () => {
      expect(isDead({ ...here, pid: nobody }, here)).toBe(true);
      expect(isDead({ ...here, stamp: '12' }, here)).toBe(true);
    },
  );

  it('elsewhere, or nobody knows where, is never known to be dead', () => {
    expect(isDead({ ...here, host: 'elsewhere', pid: nobody }, here)).toBe(false);
    expect(isDead({ ...here, host: null, pid: nobody }, here)).toBe(false);
    expect(isDead({ ...here, host: null, pid: nobody }, { ...here, host: null })).toBe(false);
  });
});
