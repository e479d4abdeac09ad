import { domainToASCII } from 'node:url';

const GMAIL_DOMAINS = new Set(['gmail.com', 'googlemail.com']);

/**
 * One spelling for all addresses that lead to the same mailbox: in lower case, the domain in ASCII, without
 * what follows a plus and, at Gmail, without dots. Limits count by it; mail is never sent to it.
 */
export function toEmailKey(email: string): string {
  const at = email.lastIndexOf('@');
  const domain = toAsciiDomain(email.slice(at + 1).toLowerCase());
  const local = email.slice(0, at).toLowerCase();
  const untagged = local.replace(/\+.*$/, '') || local;
  if (!GMAIL_DOMAINS.has(domain)) return `${untagged}@${domain}`;
  // https://support.google.com/mail/answer/7436150
  return `${untagged.replaceAll('.', '')}@gmail.com`;
}

function toAsciiDomain(domain: string): string {
  // The conversion takes longer than all the rest, and few need it.
  return /^[a-z\d.-]+$/.test(domain) ? domain : domainToASCII(domain) || domain;
}
