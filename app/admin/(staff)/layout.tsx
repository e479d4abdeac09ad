import { OfflineBanner } from '../../ui/offline-banner.tsx';
import { getI18n } from '../../lib/texts/get-i18n.ts';
import { RememberListQuery } from '../ui/back-link.tsx';
import { StaffDialogProvider } from '../ui/staff-dialog-provider.tsx';
import { LiveUpdatesProvider } from '../ui/live-updates.tsx';
import { AdminHeader } from '../navigation/admin-header.tsx';
import { AdminSidebar } from '../navigation/admin-sidebar.tsx';
import { ReadOnlyNotice } from '../ui/read-only-notice.tsx';
import { getCurrentStaff } from '../session/current-staff.ts';
import { Reauthentication } from '../ui/reauthentication.tsx';
import { StaffProvider } from '../session/staff-context.tsx';

export default async function StaffLayout({ children }: { children: React.ReactNode }) {
  const [staff, { t }] = await Promise.all([getCurrentStaff(), getI18n()]);
  // The page redirects to the sign-in page, with its own address to return to.
  if (!staff) return children;
  return (
    <StaffProvider staff={staff}>
      <LiveUpdatesProvider>
        <RememberListQuery />
        <a
          href="#content"
          className="sr-only z-50 rounded-control bg-accent px-4 py-3 text-on-accent focus:not-sr-only focus:fixed focus:top-3 focus:left-3"
        >
          {t('ui.skipToContent')}
        </a>
        <div className="min-h-dvh lg:grid lg:grid-cols-[14rem_minmax(0,1fr)]">
          <AdminSidebar />
          <div className="flex min-w-0 flex-col">
            <AdminHeader />
            <OfflineBanner />
            <Reauthentication />
            <StaffDialogProvider>
              <main
                id="content"
                tabIndex={-1}
                className="mx-auto flex w-full max-w-[120rem] flex-1 flex-col gap-6 px-4 py-6 sm:px-6 lg:px-8"
              >
                {staff.role === 'viewer' && <ReadOnlyNotice />}
                {children}
              </main>
            </StaffDialogProvider>
          </div>
        </div>
      </LiveUpdatesProvider>
    </StaffProvider>
  );
}
