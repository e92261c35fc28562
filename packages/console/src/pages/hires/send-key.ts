import { useCallback, useRef } from 'react';

/**
 * An Idempotency-Key that stays the same for the same input, so that a second click after a lost
 * answer cannot send a hire twice, and changes with the input.
 */
export function useSendKey(): (input: unknown) => string {
  const last = useRef<{ text: string; key: string } | null>(null);
  return useCallback((input) => {
    const text = JSON.stringify(input);
    if (last.current?.text !== text) last.current = { text, key: crypto.randomUUID() };
    return last.current.key;
  }, []);
}
