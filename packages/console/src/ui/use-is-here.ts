import { useCallback, useEffect, useRef } from 'react';

/** Whether who asks is still on the page: for work that nobody wants once it was left or closed. */
export function useIsHere(): () => boolean {
  const isHere = useRef(true);
  useEffect(() => {
    isHere.current = true;
    return () => {
      isHere.current = false;
    };
  }, []);
  return useCallback(() => isHere.current, []);
}
