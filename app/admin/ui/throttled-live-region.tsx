'use client';

import { useEffect, useRef, useState } from 'react';

/** However often a text changes, it is said aloud at most so often, in ms. */
const ANNOUNCE_INTERVAL_MS = 15_000;

/** Says for those who cannot see it what changes by itself, without talking all the time in a rush. */
export function ThrottledLiveRegion({ text }: { text: string }) {
  const [said, setSaid] = useState(text);
  const saidAt = useRef(0);

  useEffect(() => {
    if (text === said) return;
    const waitMs = Math.max(0, saidAt.current + ANNOUNCE_INTERVAL_MS - performance.now());
    const timer = setTimeout(() => {
      saidAt.current = performance.now();
      setSaid(text);
    }, waitMs);
    return () => clearTimeout(timer);
  }, [text, said]);

  return (
    <p role="status" className="sr-only">
      {said}
    </p>
  );
}
