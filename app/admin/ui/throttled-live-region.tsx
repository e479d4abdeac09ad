'use client';

import { useEffect, useRef, useState } from 'react';

/** Minimum time between two announcements, in ms. */
const ANNOUNCE_INTERVAL_MS = 15_000;

/** Announces a changing text to screen readers, at a limited rate. */
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
