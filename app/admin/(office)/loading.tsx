import { Skeleton } from '#app/components/ui/skeleton.tsx';
import { serverTexts } from '#app/texts/server-texts.ts';
import { RowsSkeleton } from '../parts/loaded.tsx';

export default async function Loading() {
  const { t } = await serverTexts();
  return (
    <>
      <p role="status" className="sr-only">
        {t('ui.loading')}
      </p>
      <Skeleton className="h-9 w-56" />
      <Skeleton className="h-11 max-w-2xl" />
      <RowsSkeleton />
    </>
  );
}
