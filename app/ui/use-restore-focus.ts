'use client';

import { useLayoutEffect, useRef } from 'react';

/**
 * Moves the focus when the element that has it is unmounted, so that it does not fall back to the body.
 *
 * @param getTarget called with the element while it is still in the document; keep it stable
 * @returns the ref of the element
 */
export function useRestoreFocus<T extends HTMLElement>(
  getTarget: (element: T) => HTMLElement | null,
): React.RefObject<T | null> {
  const ref = useRef<T>(null);
  useLayoutEffect(() => {
    const element = ref.current;
    return () => {
      if (element?.contains(document.activeElement)) {
        getTarget(element)?.focus({ preventScroll: true });
      }
    };
  }, [getTarget]);
  return ref;
}
