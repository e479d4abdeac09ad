import type { IncomingMessage } from 'node:http';
import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { readSettings } from '../platform/env.ts';
import { createClientNetworkReader } from './client-address.ts';

const required = {
  DATABASE_URL: 'postgres://127.0.0.1/shop',
  STRIPE_SECRET_KEY: 'sk_test_123456',
  STRIPE_WEBHOOK_SECRET: 'whsec_123456',
  AUTH_SECRET: 'a secret of at least 32 characters',
};

/** A reader for one setting of TRUSTED_PROXIES; `warnings` counts the lines that it logs. */
function openReader(trustedProxies?: string) {
  const settings = readSettings({ ...required, TRUSTED_PROXIES: trustedProxies });
  const log = { lines: [] as string[], nowMs: 0 };
  const read = createClientNetworkReader(settings.TRUSTED_PROXIES, {
    clock: { now: () => new Date(log.nowMs) },
    log: pino({}, { write: (line) => log.lines.push(line) }),
  });
  return {
    log,
    read: (remoteAddress: string | undefined, forwardedFor?: string) =>
      read({
        headers: { 'x-forwarded-for': forwardedFor },
        socket: { remoteAddress } as IncomingMessage['socket'],
      }),
  };
}

describe('the network of a peer', () => {
  test.each([
    ['IPv4', '203.0.113.7', '203.0.113.7'],
    ['IPv4 on a dual-stack socket', '::ffff:203.0.113.7', '203.0.113.7'],
    ['the same in hexadecimal', '::ffff:cb00:7107', '203.0.113.7'],
    ['the /64 of an IPv6 address', '2001:db8:1:2:3:4:5:6', '2001:db8:1:2::'],
    ['its neighbour', '2001:db8:1:2:ffff::1', '2001:db8:1:2::'],
    ['in capitals and with zeros', '2001:0DB8:0001:0002:0:0:0:1', '2001:db8:1:2::'],
    ['with a zone', 'fe80::1%eth0', 'fe80::'],
    ['the IPv4 address that owns a 6to4 network', '2002:cb00:7107:9::1', '2002:cb00:7107::'],
    ['none', undefined, 'unknown'],
  ])('%s', (_, peer, network) => {
    expect(openReader().read(peer)).toBe(network);
  });
});

describe('X-Forwarded-For behind a proxy on the same machine or private network', () => {
  test.each([
    ['the client', '203.0.113.7', '203.0.113.7'],
    ['with a port', '203.0.113.7:51234', '203.0.113.7'],
    ['IPv6 in brackets with a port', '[2001:db8:1:2::7]:443', '2001:db8:1:2::'],
    ['in quotes', '"[2001:db8:1:2::7]:443"', '2001:db8:1:2::'],
    ['what the client itself sent is left of it', '198.51.100.9, 203.0.113.7', '203.0.113.7'],
    ['through two private proxies', '203.0.113.7, 10.0.0.2, 192.168.7.1', '203.0.113.7'],
    ['an inner proxy with a port', '203.0.113.7, 10.0.0.2:3128', '203.0.113.7'],
    ['an entry that is no address: the proxy counts', 'unknown', '10.0.0.1'],
    ['an address in octal is no address', '0313.0.0161.7', '10.0.0.1'],
    ['nothing', ' , ', '10.0.0.1'],
  ])('%s', (_, forwardedFor, network) => {
    const { read, log } = openReader();
    expect(read('10.0.0.1', forwardedFor)).toBe(network);
    expect(log.lines).toEqual([]);
  });
});

test('X-Forwarded-For from a peer on the internet is ignored, with one warning an hour', () => {
  const { read, log } = openReader();
  for (const forged of ['198.51.100.1', '198.51.100.2', '10.0.0.1', '::1']) {
    expect(read('203.0.113.7', forged)).toBe('203.0.113.7');
  }
  expect(log.lines).toHaveLength(1);
  expect(log.lines[0]).toContain('TRUSTED_PROXIES');
  expect(log.lines[0]).not.toContain('203.0.113.7');
  log.nowMs += 60 * 60 * 1000;
  read('203.0.113.7', '198.51.100.1');
  expect(log.lines).toHaveLength(2);
});

describe('TRUSTED_PROXIES', () => {
  test('lists addresses and ranges, and no other peer is trusted', () => {
    const { read } = openReader('198.51.100.0/24, 2001:db8:ff::/48');
    expect(read('198.51.100.200', '203.0.113.7')).toBe('203.0.113.7');
    expect(read('2001:db8:ff:1::1', '203.0.113.7')).toBe('203.0.113.7');
    expect(read('10.0.0.1', '203.0.113.7')).toBe('10.0.0.1');
  });

  test('counts hops: so many entries from the right are of proxies', () => {
    const { read } = openReader('2');
    expect(read('192.0.2.1', '198.51.100.9, 203.0.113.7, 192.0.2.2')).toBe('203.0.113.7');
  });

  test('0 trusts nobody', () => {
    expect(openReader('0').read('127.0.0.1', '203.0.113.7')).toBe('127.0.0.1');
  });

  test.each(['localhost', '10.0.0.0/33', 'loopback,', '11'])('refuses %s', (text) => {
    expect(() => openReader(text)).toThrow('TRUSTED_PROXIES');
  });

  test('TRUST_PROXY, which it has replaced, stops the start with its name', () => {
    expect(() => readSettings({ ...required, TRUST_PROXY: 'true' })).toThrow(
      'TRUST_PROXY was replaced by TRUSTED_PROXIES',
    );
  });
});
