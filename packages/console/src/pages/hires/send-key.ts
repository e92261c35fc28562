import { useCallback, useRef } from 'react';

const keyBytes = 16;

// Not crypto.randomUUID: browsers keep that from pages that came over plain HTTP.
function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(keyBytes));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * An Idempotency-Key that stays the same for the same input, so that a second click after a lost
 * answer cannot send a hire twice, and changes with the input.
 */
export function useSendKey(): (input: unknown) => string {
  const last = useRef<{ text: string; key: string } | null>(null);
  return useCallback((input) => {
    const text = JSON.stringify(input);
    if (last.current?.text !== text) last.current = { text, key: newKey() };
    return last.current.key;
  }, []);
}
