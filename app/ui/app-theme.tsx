'use client';

import { ThemeProvider, useTheme } from 'next-themes';
import { Toaster } from 'sonner';
import { useI18n } from '../lib/texts/i18n-provider.tsx';

/** Theme and toasts. */
export function AppTheme(props: { nonce: string | undefined; children: React.ReactNode }) {
  return (
    // Without disableTransitionOnChange, which recalculates all styles twice during hydration.
    <ThemeProvider attribute="class" defaultTheme="system" enableSystem nonce={props.nonce}>
      {props.children}
      <Toasts />
    </ThemeProvider>
  );
}

function Toasts() {
  const { t } = useI18n();
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
