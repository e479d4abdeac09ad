'use client';

import { ThemeProvider, useTheme } from 'next-themes';
import { Toaster } from 'sonner';
import { useHydrated } from '#app/hydration/browser-store.ts';
import { useTexts } from '#app/texts/texts-provider.tsx';

/** Light and dark, and the place where short messages appear. */
export function Look({ children }: { children: React.ReactNode }) {
  // A page that comes to life has its theme already: to hold its transitions would style it all anew.
  const hydrated = useHydrated();
  return (
    <ThemeProvider
      attribute="class"
      defaultTheme="system"
      enableSystem
      disableTransitionOnChange={hydrated}
    >
      {children}
      <Messages />
    </ThemeProvider>
  );
}

function Messages() {
  const { t } = useTexts();
  const { theme } = useTheme();
  return (
    <Toaster
      theme={theme === 'light' || theme === 'dark' ? theme : 'system'}
      containerAriaLabel={t('ui.notifications')}
      position="bottom-center"
      offset={{ bottom: 'var(--messages-bottom)' }}
      mobileOffset={{ bottom: 'var(--messages-bottom)' }}
      style={
        {
          fontFamily: 'inherit',
          '--normal-bg': 'var(--surface)',
          '--normal-border': 'var(--line)',
          '--normal-text': 'var(--ink)',
          '--border-radius': '0.75rem',
        } as React.CSSProperties
      }
      toastOptions={{
        classNames: { actionButton: 'bg-accent! text-on-accent! rounded-md!' },
      }}
    />
  );
}
