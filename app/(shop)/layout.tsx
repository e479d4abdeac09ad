import { StorefrontLayout } from './storefront-layout.tsx';

export default function ShopLayout({ children }: { children: React.ReactNode }) {
  return <StorefrontLayout>{children}</StorefrontLayout>;
}
