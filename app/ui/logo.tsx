export function Logo({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" aria-hidden className={className}>
      <rect width="32" height="32" rx="9" fill="var(--accent)" />
      <g fill="none" stroke="var(--on-accent)" strokeWidth="2.2" strokeLinecap="round">
        <path d="M16 6v19" />
        <path d="M16 18c0 4-3 6-7.5 7" />
        <path d="M16 18c0 4 3 6 7.5 7" />
        <g fill="var(--on-accent)" strokeWidth="1">
          <path d="M16 14.5c-4 0-6.5-2-6.5-5.5 4 0 6.5 2 6.5 5.5Z" />
          <path d="M16 11.5c3.5 0 6-2 6-5.5-3.5 0-6 2-6 5.5Z" />
        </g>
      </g>
    </svg>
  );
}
