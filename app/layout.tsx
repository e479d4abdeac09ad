import type { Metadata, Viewport } from 'next';
import localFont from 'next/font/local';
import { headers } from 'next/headers';
import './globals.css';
import { DataProvider } from './lib/api/data-provider.tsx';
import { AppTheme } from './ui/app-theme.tsx';
import { languages } from './lib/texts/languages.ts';
import { getI18n } from './lib/texts/get-i18n.ts';
import { I18nProvider } from './lib/texts/i18n-provider.tsx';

const inter = localFont({
  src: '../node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2',
  variable: '--font-inter',
  weight: '100 900',
  display: 'swap',
  adjustFontFallback: false,
});

// Central European letters; loaded only where they are used.
const interExtended = localFont({
  src: '../node_modules/@fontsource-variable/inter/files/inter-latin-ext-wght-normal.woff2',
  variable: '--font-inter-ext',
  weight: '100 900',
  display: 'swap',
  preload: false,
  declarations: [
    {
      prop: 'unicode-range',
      value:
        'U+0100-02BA,U+02BD-02C5,U+02C7-02CC,U+02CE-02D7,U+02DD-02FF,U+0304,U+0308,U+0329,U+1D00-1DBF,U+1E00-1E9F,U+1EF2-1EFF,U+2020,U+20A0-20AB,U+20AD-20C0,U+2113,U+2C60-2C7F,U+A720-A7FF',
    },
  ],
});

export async function generateMetadata(): Promise<Metadata> {
  const { t } = await getI18n();
  return {
    title: {
      default: `${t('ui.siteName')} · ${t('ui.tagline')}`,
      template: `%s · ${t('ui.siteName')}`,
    },
    description: t('ui.description'),
  };
}

export const viewport: Viewport = {
  colorScheme: 'light dark',
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#f6f8f7' },
    { media: '(prefers-color-scheme: dark)', color: '#0c1413' },
  ],
};

export default async function RootLayout({ children }: { children: React.ReactNode }) {
  const [{ language, locale, timeZone, messages }, requestHeaders] = await Promise.all([
    getI18n(),
    headers(),
  ]);
  // From the page handler, for the script that sets the theme.
  const nonce = requestHeaders.get('x-holdfast-nonce') ?? undefined;
  // The admin layout adds its own texts.
  const { admin: _, ...shopMessages } = messages;
  // oxlint-disable-next-line react/purity -- the document carries the time at which it was rendered
  const now = new Date().toISOString();
  return (
    // next-themes sets the class before hydration.
    <html
      lang={languages[language].htmlLang}
      className={`${inter.variable} ${interExtended.variable}`}
      suppressHydrationWarning
    >
      <body>
        <I18nProvider
          language={language}
          locale={locale}
          timeZone={timeZone}
          messages={shopMessages}
        >
          <AppTheme nonce={nonce}>
            <DataProvider now={now}>{children}</DataProvider>
          </AppTheme>
        </I18nProvider>
      </body>
    </html>
  );
}
