import { describe, expect, it } from 'vitest';
import { nameUuid, newId } from './ids.ts';

describe('ids', () => {
  it('carry their prefix and sort by age', () => {
    const older = newId('job', 1_000_000);
    const newer = newId('job', 1_000_001);
    expect(older).toMatch(/^job_[0-9a-z]{26}$/);
    expect(older < newer).toBe(true);
  });

  it('derive the same UUID version 5 from the same name', () => {
    const uuid = nameUuid('com_1/app_1');
    expect(uuid).toBe(nameUuid('com_1/app_1'));
    expect(uuid).not.toBe(nameUuid('com_1/app_2'));
    expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});
