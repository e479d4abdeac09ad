import type { Metadata } from 'next';
import { serverTexts } from '../lib/texts/server-texts.ts';
import { MoreTexts } from '../lib/texts/texts-provider.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const { t } = await serverTexts();
  return {
    title: {
      default: `${t('admin.title')} · ${t('ui.siteName')}`,
      template: `%s · ${t('admin.title')} · ${t('ui.siteName')}`,
    },
    robots: { index: false },
  };
}

export default async function AdminLayout({ children }: { children: React.ReactNode }) {
  const { messages } = await serverTexts();
  return <MoreTexts messages={{ admin: messages.admin }}>{children}</MoreTexts>;
}
