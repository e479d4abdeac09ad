/** A kelp's holdfast: one stem whose roots grip the ground. */
export function Logo({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" aria-hidden className={className}>
      <rect width="32" height="32" rx="9" fill="var(--accent)" />
      <g fill="none" stroke="var(--on-accent)" strokeWidth="2.6" strokeLinecap="round">
        <path d="M16 6v10" />
        <path d="M16 16c0 5-1 7-6.5 9.5" />
        <path d="M16 16c0 5 1 7 6.5 9.5" />
        <path d="M16 16v10" />
        <path
          d="M16 11.5c-3.5 0-5.5-1.5-6-4 3.500-.5 5.500 1 6 4Z"
          fill="var(--on-accent)"
          strokeWidth="1.2"
        />
      </g>
    </svg>
  );
}
