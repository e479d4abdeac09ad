import { ArrowLeft } from 'lucide-react';
import Link from 'next/link';

/** The way from one row back to the list that it belongs to. */
export function BackLink(props: { href: string; children: React.ReactNode }) {
  return (
    <p>
      <Link
        href={props.href}
        className="inline-flex min-h-9 items-center gap-1.5 rounded-sm text-ink-soft hover:text-ink"
      >
        <ArrowLeft aria-hidden className="size-4" />
        {props.children}
      </Link>
    </p>
  );
}
