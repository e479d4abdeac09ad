import { firstBytes, openSocket } from '../send.ts';
import type { Attack } from '../attack.ts';

const TARGETS = [
  '/products/%E0%A4%A',
  '/%',
  '/%00',
  '/products/a%00b',
  '/orders/%ff?key=%',
  '/?search=%E0%A4%A&page=%00',
  '/?page=1e999&sort[]=x',
  '/?search=%E2%80%AE',
  `/?search=${'x'.repeat(3000)}&category=${'y'.repeat(3000)}`,
  '/?search=a&search=b&category=a&category=b',
  '/orders/no-order?key=%E2%80%AE&key=x',
  '/products/%E2%80%AE',
  '/admin/orders?cursor=x&q=%E2%80%AE',
  '/?_rsc=%00',
  '/_next/image?url=%2Fpictures%2Fx.webp&w=64&q=75',
  '/_next/static/../../package.json',
  '/_next/static/%2e%2e/%2e%2e/package.json',
  '/pictures/..%2f..%2fetc%2fpasswd',
  '/api/trpc/%',
  '/api/trpc/orders.list?input=%7B%22cursor%22%3A%22WyJcdTAwMDAiXQ%22%7D',
  '/api/trpc/catalog.list?input=%7B%22search%22%3A%22%5Cu0000%22%7D',
  '/api/trpc/catalog.list?input=[',
  '/api/trpc/constructor',
  '/api/trpc/__proto__',
  '/api/auth/%',
  '/api/auth/get-session?x=%',
  'http://elsewhere.example/',
  '*',
];
const HEADERS = [
  'Host: a b',
  'Host: localhost\r\nCookie: holdfast_buyer=%00.x; holdfast-staff.session_token=a.b',
  'Host: localhost\r\nX-Forwarded-Proto: a b\r\nX-Forwarded-Host: [',
  'Host: localhost\r\nNext-Router-State-Tree: %\r\nRSC: 1',
  'Host: localhost\r\nNext-Action: x',
  'Host: localhost\r\nAccept-Language: \xff;q=9',
];
const METHODS = ['GET', 'HEAD', 'POST', 'TRACE', 'OPTIONS', 'PUT', 'CONNECT', 'PROPFIND'];

export const malformed: Attack[] = [
  {
    name: 'malformed addresses, headers and methods',
    async run({ url }) {
      const heads = [
        ...TARGETS.map((target) => `GET ${target} HTTP/1.1\r\nHost: localhost`),
        ...HEADERS.map((header) => `GET / HTTP/1.1\r\n${header}`),
        ...METHODS.flatMap((method) =>
          ['/', '/readyz', '/api/trpc/catalog.list', '/api/auth/get-session'].map(
            (path) => `${method} ${path} HTTP/1.1\r\nHost: localhost`,
          ),
        ),
      ];
      for (const head of heads) {
        const socket = openSocket(url);
        socket.write(
          `${head}\r\nX-Forwarded-For: 203.0.113.50\r\nConnection: close\r\n\r\n`,
          'latin1',
        );
        const answer = await firstBytes(socket);
        socket.destroy();
        if (!/^HTTP\/1\.1 [234]/.test(answer)) {
          return `${JSON.stringify(head)} was answered with ${JSON.stringify(answer.slice(0, 40))}`;
        }
      }
      return null;
    },
  },
];
