import { OfflineBanner } from '../../ui/offline-banner.tsx';
import { serverTexts } from '../../lib/texts/server-texts.ts';
import { RememberList } from '../ui/last-list.tsx';
import { StaffDialogs } from '../ui/staff-dialogs.tsx';
import { LiveProvider } from '../frame/live.tsx';
import { OfficeHeader } from '../frame/office-header.tsx';
import { OfficeNav } from '../frame/office-nav.tsx';
import { ViewerNote } from '../frame/viewer-note.tsx';
import { currentStaff } from '../session/current-staff.ts';
import { StaffProvider } from '../session/staff-context.tsx';

export default async function OfficeLayout({ children }: { children: React.ReactNode }) {
  const [staff, { t }] = await Promise.all([currentStaff(), serverTexts()]);
  // The page itself knows where to come back to, and is on its way to the sign-in page.
  if (!staff) return children;
  return (
    <StaffProvider staff={staff}>
      <LiveProvider>
        <RememberList />
        <a
          href="#content"
          className="sr-only z-50 rounded-control bg-accent px-4 py-3 text-on-accent focus:not-sr-only focus:fixed focus:top-3 focus:left-3"
        >
          {t('ui.skipToContent')}
        </a>
        <div className="min-h-dvh lg:grid lg:grid-cols-[14rem_minmax(0,1fr)]">
          <OfficeNav />
          <div className="flex min-w-0 flex-col">
            <OfficeHeader />
            <OfflineBanner />
            <StaffDialogs>
              <main
                id="content"
                tabIndex={-1}
                className="mx-auto flex w-full max-w-[120rem] flex-1 flex-col gap-6 px-4 py-6 sm:px-6 lg:px-8"
              >
                {staff.role === 'viewer' && <ViewerNote />}
                {children}
              </main>
            </StaffDialogs>
          </div>
        </div>
      </LiveProvider>
    </StaffProvider>
  );
}
