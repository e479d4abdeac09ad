import { publicUrl } from '../platform/env.ts';
import type { TestShop } from './test-shop.ts';

/** A browser at the sign-in page: keeps its cookies and sends requests from one network. */
export interface StaffBrowser {
  /** Calls a path below /api/auth. */
  post(path: string, body?: object): Promise<{ status: number; body: Record<string, unknown> }>;
  get(path: string): ReturnType<StaffBrowser['post']>;
  signIn(account: { email: string; password: string }): ReturnType<StaffBrowser['post']>;
  /** A Cookie header. */
  cookie(): string;
  forget(name: RegExp): void;
}

/** @param network an IPv4 address; the shop trusts the test's address as a proxy */
export function openStaffBrowser(shop: TestShop, network = '203.0.113.1'): StaffBrowser {
  const jar = new Map<string, string>();
  const cookie = () => [...jar].map(([name, value]) => `${name}=${value}`).join('; ');

  async function send(method: 'GET' | 'POST', path: string, body: object = {}) {
    const response = await fetch(`${shop.url}/api/auth${path}`, {
      method,
      headers: {
        'content-type': 'application/json',
        origin: publicUrl(shop.shop.settings),
        'x-forwarded-for': network,
        cookie: cookie(),
      },
      ...(method === 'POST' && { body: JSON.stringify(body) }),
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '' || /max-age=0/i.test(line)) jar.delete(name);
      else jar.set(name, value);
    }
    const text = await response.text();
    return {
      status: response.status,
      body: (text ? JSON.parse(text) : {}) as Record<string, unknown>,
    };
  }

  return {
    post: (path, body) => send('POST', path, body),
    get: (path) => send('GET', path),
    signIn: (account) => send('POST', '/sign-in/email', account),
    cookie,
    forget(name) {
      for (const key of jar.keys()) if (name.test(key)) jar.delete(key);
    },
  };
}
