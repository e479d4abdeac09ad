'use client';

import { useEffect, useRef, useState } from 'react';

/** Minimum time between two announcements, in ms. */
const ANNOUNCE_INTERVAL_MS = 15_000;

/** Announces a changing text to screen readers, at a limited rate. */
export function ThrottledLiveRegion({ text }: { text: string }) {
  const [announced, setAnnounced] = useState(text);
  const announcedAt = useRef(0);

  useEffect(() => {
    if (text === announced) return;
    const waitMs = Math.max(0, announcedAt.current + ANNOUNCE_INTERVAL_MS - performance.now());
    const timer = setTimeout(() => {
      announcedAt.current = performance.now();
      setAnnounced(text);
    }, waitMs);
    return () => clearTimeout(timer);
  }, [text, announced]);

  return (
    <p role="status" className="sr-only">
      {announced}
    </p>
  );
}
