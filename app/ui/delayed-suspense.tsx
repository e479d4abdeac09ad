import { setTimeout as delay } from 'node:timers/promises';
import { Suspense } from 'react';

/** What is there within this time is sent together with the page, in ms. */
const FALLBACK_DELAY_MS = 100;

interface Props<T> {
  load: () => Promise<T>;
  placeholder: React.ReactNode;
  children: (data: T) => React.ReactNode;
}

/**
 * Sends the page as far as it is known, with a placeholder, while something is still being looked up.
 * But what is there at once is sent at once: browsers show what replaces a placeholder only a good
 * quarter of a second after it, since React spares the shopper a flicker.
 */
export async function DelayedSuspense<T>({ load, placeholder, children }: Props<T>) {
  const data = load();
  const isLate = delay(FALLBACK_DELAY_MS, true);
  if (!(await Promise.race([data.then(() => false), isLate]))) return children(await data);
  return (
    <Suspense fallback={placeholder}>
      <Resolved data={data}>{children}</Resolved>
    </Suspense>
  );
}

async function Resolved<T>({
  data,
  children,
}: {
  data: Promise<T>;
  children: Props<T>['children'];
}) {
  return children(await data);
}
