import { describe, expect, it } from 'vitest';
import { isApiKey, newApiKey, previewOf } from './api-key.ts';

describe('API keys', () => {
  it('have the announced form, pass their own check and are all different', () => {
    const keys = Array.from({ length: 500 }, newApiKey);
    for (const key of keys) {
      expect(key).toMatch(/^jnr_[0-9A-Za-z]{34}$/);
      expect(isApiKey(key)).toBe(true);
    }
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('fail their check after any single changed character', () => {
    const key = newApiKey();
    for (let at = 4; at < key.length; at += 1) {
      const other = key[at] === 'a' ? 'b' : 'a';
      expect(isApiKey(key.slice(0, at) + other + key.slice(at + 1))).toBe(false);
    }
  });

  it.each(['', 'jnr_', 'x', `jnr_${'a'.repeat(34)}`, 'jnr_\u0000'])('refuse %j', (text) => {
    expect(isApiKey(text)).toBe(false);
  });

  it('show no more than four random characters in a preview', () => {
    const key = newApiKey();
    expect(previewOf(key)).toBe(`${key.slice(0, 8)}…`);
  });
});
