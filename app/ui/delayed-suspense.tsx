import { setTimeout as delay } from 'node:timers/promises';
import { Suspense } from 'react';

/** Data that loads within this time, in ms, is sent without a placeholder. */
const FALLBACK_DELAY_MS = 100;

interface Props<T> {
  load: () => Promise<T>;
  placeholder: React.ReactNode;
  children: (data: T) => React.ReactNode;
}

/**
 * Suspense whose fallback is sent only for slow data: React shows replaced content no sooner than
 * 300 ms after a fallback.
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
