import ShopNotFound from './(shop)/not-found.tsx';
import { ShopFrame } from './(shop)/shop-frame.tsx';

/** For addresses that belong to no part of the site. */
export default function NotFound() {
  return (
    <ShopFrame>
      <ShopNotFound />
    </ShopFrame>
  );
}
