'use client';

import { useRouter } from 'next/navigation';
import { ErrorPageContent } from '../../ui/error-page.tsx';

/** Shown in place of a page that failed, inside the admin's layout. */
export default function AdminErrorPage({ reset }: { reset: () => void }) {
  const router = useRouter();
  return (
    <ErrorPageContent
      retry={() => {
        router.refresh();
        reset();
      }}
    />
  );
}
