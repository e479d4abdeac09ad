import { useId } from 'react';
import { buttonClass } from '../../ui/button.tsx';
import { Link } from '../../ui/link.tsx';
import { LinkProgressBar } from '../../ui/navigation-progress-bar.tsx';

/**
 * The top of an admin page.
 *
 * @param props.intro what the page is for, in a sentence
 * @param props.actions buttons at the end of the heading's row
 */
export function PageHeader(props: {
  title: React.ReactNode;
  intro?: React.ReactNode;
  actions?: React.ReactNode;
}) {
  return (
    <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
      <div className="min-w-0 max-w-3xl">
        <h1 className="flex flex-wrap items-center gap-3 text-2xl font-semibold sm:text-3xl">
          {props.title}
        </h1>
        {props.intro !== undefined && <p className="mt-2 text-ink-soft">{props.intro}</p>}
      </div>
      {props.actions !== undefined && (
        <div className="flex flex-wrap items-center gap-2">{props.actions}</div>
      )}
    </div>
  );
}

/**
 * A part of a page under its own heading.
 *
 * @param props.anchor the fragment of an address that leads here
 */
export function Section(props: {
  anchor?: string;
  title: React.ReactNode;
  children: React.ReactNode;
}) {
  const id = useId();
  return (
    <section
      id={props.anchor}
      aria-labelledby={id}
      className="flex scroll-mt-20 min-w-0 flex-col gap-3"
    >
      <h2 id={id} className="text-lg font-semibold">
        {props.title}
      </h2>
      {props.children}
    </section>
  );
}

/** Links to the views of one page. */
export function ViewSwitcher(props: {
  label: string;
  views: { href: string; text: string; current: boolean }[];
}) {
  return (
    <nav aria-label={props.label} className="flex flex-wrap gap-1">
      {props.views.map(({ href, text, current }) => (
        <Link
          key={href}
          href={href}
          scroll={false}
          aria-current={current ? 'true' : undefined}
          className={buttonClass({ variant: current ? 'primary' : 'secondary', size: 'sm' })}
        >
          <LinkProgressBar />
          {text}
        </Link>
      ))}
    </nav>
  );
}
