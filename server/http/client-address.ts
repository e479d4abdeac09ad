import type { IncomingMessage } from 'node:http';
import { isIP, type Socket } from 'node:net';
import ipaddr from 'ipaddr.js';
import proxyAddr from 'proxy-addr';
import type { Clock } from '../platform/clock.ts';
import type { Settings } from '../platform/env.ts';
import type { Log } from '../platform/log.ts';

/** Of a request whose peer has no address, such as one on a closed socket. All of them share it. */
export const UNKNOWN_NETWORK = 'unknown';

/** Reads the network of a request's client, such as `203.0.113.7` or `2001:db8:1:2::`. */
export type ClientNetworkReader = (request: Pick<IncomingMessage, 'headers' | 'socket'>) => string;

const WARNING_INTERVAL_MS = 60 * 60 * 1000;
/** An IPv6 customer is assigned at least a /64 and may use any address in it (RFC 6177). */
const IPV6_NETWORK_GROUPS = 4;
/** A 6to4 network, 2002:a.b.c.d::/48, belongs to one IPv4 address (RFC 3056). */
const SIX_TO_FOUR_GROUPS = 3;

/**
 * The reader of client networks, which limits are counted by: the IPv4 address, or the /64 of an IPv6
 * address, in one spelling and without port and zone.
 *
 * The client is the last address that a trusted proxy vouches for: the peer, or, while the address that
 * sent it is trusted, the next entry of X-Forwarded-For from the right. What a client puts into the header
 * itself is further left and does not count.
 *
 * Warns at most once an hour when the header comes from a peer that is not trusted.
 */
export function createClientNetworkReader(
  trustedProxies: Settings['TRUSTED_PROXIES'],
  { clock, log }: { clock: Clock; log: Log },
): ClientNetworkReader {
  const isTrusted = compileTrust(trustedProxies);
  let warnedAtMs = -Infinity;

  return (request) => {
    const hops = proxyAddr.all(request as IncomingMessage);
    let client: ipaddr.IPv4 | ipaddr.IPv6 | null = null;
    for (const [hop, text] of hops.entries()) {
      const address = parseAddress(text);
      // Behind an entry that is no address nothing can be believed: its sender counts as the client.
      if (!address) break;
      client = address;
      if (isTrusted(address.toString(), hop)) continue;
      if (hop === 0 && hops.length > 1) warn();
      break;
    }
    return client ? toNetwork(client) : UNKNOWN_NETWORK;
  };

  function warn(): void {
    const nowMs = clock.now().getTime();
    if (nowMs - warnedAtMs < WARNING_INTERVAL_MS) return;
    warnedAtMs = nowMs;
    log.warn(
      'X-Forwarded-For came from an address that TRUSTED_PROXIES does not list and was ignored. If your proxy sent it, add the proxy’s address or range to TRUSTED_PROXIES; until then all its shoppers count as one network.',
    );
  }
}

/** The reader of the network of a connection's peer; null for a trusted proxy, which many clients share. */
export function createPeerNetworkReader(
  trustedProxies: Settings['TRUSTED_PROXIES'],
): (socket: Socket) => string | null {
  const isTrusted = compileTrust(trustedProxies);
  return ({ remoteAddress }) => {
    const address = parseAddress(remoteAddress);
    if (!address) return UNKNOWN_NETWORK;
    return isTrusted(address.toString(), 0) ? null : toNetwork(address);
  };
}

/** @returns whether the sender at a distance of so many hops is a trusted proxy */
function compileTrust(trustedProxies: Settings['TRUSTED_PROXIES']) {
  if (typeof trustedProxies !== 'number') return proxyAddr.compile(trustedProxies);
  return (_: string, hop: number) => hop < trustedProxies;
}

/** Accepts what proxies write: with a port, in brackets, in quotes, with a zone. Null if it is no address. */
function parseAddress(text: string | undefined): ipaddr.IPv4 | ipaddr.IPv6 | null {
  const match = /^"?(?:\[([^\]]+)\](?::\d+)?|([\d.]+):\d+|([^"]+))"?$/.exec(text ?? '');
  const address = (match?.[1] ?? match?.[2] ?? match?.[3] ?? '').replace(/%.*$/, '');
  return isIP(address) ? ipaddr.process(address) : null;
}

function toNetwork(address: ipaddr.IPv4 | ipaddr.IPv6): string {
  if (address instanceof ipaddr.IPv4) return address.toString();
  const groups = address.range() === '6to4' ? SIX_TO_FOUR_GROUPS : IPV6_NETWORK_GROUPS;
  return new ipaddr.IPv6(
    address.parts.map((part, index) => (index < groups ? part : 0)),
  ).toString();
}
