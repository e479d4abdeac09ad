/** Orders opened by their links that one browser remembers; the oldest is forgotten first. */
const LINKS_MAX = 8;
const MAX_AGE_S = 90 * 24 * 60 * 60;

/** The cookie that remembers the keys of order links, so that they leave the address bar at once. */
export interface OrderLinkCookie {
  /** The key with which this browser opened the order, from its Cookie header. */
  read(header: string | undefined, orderId: string): string | undefined;
  /** A Set-Cookie header that adds an order to those of the Cookie header. */
  add(header: string | undefined, link: { orderId: string; key: string }): string;
}

/** @param options.secure whether browsers reach the shop over https */
export function createOrderLinkCookie({ secure }: { secure: boolean }): OrderLinkCookie {
  const name = secure ? '__Host-holdfast_links' : 'holdfast_links';
  const attributes = `Path=/; Max-Age=${MAX_AGE_S}; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`;
  const pattern = new RegExp(`(?:^|;\\s*)${name}=([^;]*)`);
  const parse = (header: string | undefined) =>
    [
      ...(pattern.exec(header ?? '')?.[1] ?? '').matchAll(/([\da-f-]{36})\.([\w-]{1,64})(?:~|$)/g),
    ].map(([, orderId = '', key = '']) => ({ orderId, key }));

  return {
    read: (header, orderId) => parse(header).find((link) => link.orderId === orderId)?.key,
    add(header, added) {
      const others = parse(header).filter(({ orderId }) => orderId !== added.orderId);
      const links = [added, ...others].slice(0, LINKS_MAX);
      return `${name}=${links.map(({ orderId, key }) => `${orderId}.${key}`).join('~')}; ${attributes}`;
    },
  };
}
