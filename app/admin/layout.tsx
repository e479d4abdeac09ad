import type { Metadata } from 'next';
import { getI18n } from '../lib/texts/get-i18n.ts';
import { AdditionalMessages } from '../lib/texts/i18n-provider.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const { t } = await getI18n();
  return {
    title: {
      default: `${t('admin.title')} · ${t('ui.siteName')}`,
      template: `%s · ${t('admin.title')} · ${t('ui.siteName')}`,
    },
    robots: { index: false },
  };
}

export default async function AdminLayout({ children }: { children: React.ReactNode }) {
  const { messages } = await getI18n();
  return <AdditionalMessages messages={{ admin: messages.admin }}>{children}</AdditionalMessages>;
}
