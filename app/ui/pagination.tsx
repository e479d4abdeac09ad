import { clsx } from 'clsx';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { buttonClass } from './button.tsx';
import { Link } from './link.tsx';

/**
 * Links to the pages of a list.
 *
 * @param props.getHref the address of a page
 * @param props.texts translated labels
 */
export function Pagination(props: {
  page: number;
  pages: number;
  getHref: (page: number) => string;
  texts: {
    label: string;
    previous: string;
    next: string;
    number: (page: number) => string;
    page: (page: number) => string;
  };
}) {
  const { page, pages, getHref, texts } = props;
  if (pages <= 1) return null;
  return (
    <nav aria-label={texts.label} className="flex flex-wrap items-center justify-center gap-1">
      <Step to={page - 1} pages={pages} getHref={getHref} label={texts.previous}>
        <ChevronLeft aria-hidden className="size-5" />
      </Step>
      {paginationRange(page, pages).map((shown, index) =>
        shown === 'gap' ? (
          <span key={`gap-${index < 3 ? 'left' : 'right'}`} aria-hidden className="px-1">
            …
          </span>
        ) : (
          <Link
            key={shown}
            href={getHref(shown)}
            aria-label={texts.page(shown)}
            aria-current={shown === page ? 'page' : undefined}
            className={clsx(
              buttonClass({ variant: shown === page ? 'primary' : 'quiet', size: 'icon' }),
              'tabular-nums',
            )}
          >
            {texts.number(shown)}
          </Link>
        ),
      )}
      <Step to={page + 1} pages={pages} getHref={getHref} label={texts.next}>
        <ChevronRight aria-hidden className="size-5" />
      </Step>
    </nav>
  );
}

function Step(props: {
  to: number;
  pages: number;
  getHref: (page: number) => string;
  label: string;
  children: React.ReactNode;
}) {
  if (props.to < 1 || props.to > props.pages) {
    return (
      <span
        aria-hidden
        className={clsx(buttonClass({ variant: 'quiet', size: 'icon' }), 'opacity-40')}
      >
        {props.children}
      </span>
    );
  }
  return (
    <Link
      href={props.getHref(props.to)}
      aria-label={props.label}
      className={buttonClass({ variant: 'quiet', size: 'icon' })}
    >
      {props.children}
    </Link>
  );
}

/**
 * First, last and current page with its neighbours.
 *
 * @returns page numbers in order, `gap` where some are left out
 */
export function paginationRange(page: number, pages: number): (number | 'gap')[] {
  const near = new Set([1, pages, page - 1, page, page + 1]);
  const numbers = [...near].filter((n) => n >= 1 && n <= pages).sort((a, b) => a - b);
  return numbers.flatMap((n, index) => {
    const before = numbers[index - 1];
    return before !== undefined && n - before > 1 ? ['gap' as const, n] : [n];
  });
}
