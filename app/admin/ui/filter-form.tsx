'use client';

import { useRouter, useSearchParams } from 'next/navigation';
import { useEffect, useRef, useState, useTransition } from 'react';
import { NavigationProgressBar } from '../../ui/navigation-progress-bar.tsx';
import { Button, buttonClass } from '../../ui/button.tsx';
import { Link } from '../../ui/link.tsx';
import { useI18n } from '../../lib/texts/i18n-provider.tsx';

/** How long after the last key what was typed is looked for, in ms. */
const DEBOUNCE_MS = 400;

/**
 * Filters that live in the address. A choice applies at once, typed text after a moment or with
 * Enter; without scripts the button sends the same form. Its controls are uncontrolled, named as in
 * the address, and empty where they say nothing.
 *
 * @param props.path of the page
 * @param props.narrowed whether anything is filtered now
 * @param props.clearHref the address without filters
 */
export function FilterForm(props: {
  path: string;
  narrowed: boolean;
  clearHref: string;
  children: React.ReactNode;
}) {
  const { t } = useI18n();
  const router = useRouter();
  const [pending, startTransition] = useTransition();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const { version, noteApplied } = useExternalNavigation(pending);

  useEffect(() => () => clearTimeout(timer.current), []);

  function apply(form: HTMLFormElement) {
    clearTimeout(timer.current);
    const query = serializeForm(form);
    noteApplied(query);
    startTransition(() =>
      router.replace(query ? `${props.path}?${query}` : props.path, { scroll: false }),
    );
  }

  function noteChange(event: React.ChangeEvent<HTMLFormElement>) {
    const form = event.currentTarget;
    clearTimeout(timer.current);
    const control: Element = event.target;
    const typed = control instanceof HTMLInputElement && control.type === 'search';
    if (!typed) return apply(form);
    timer.current = setTimeout(() => apply(form), DEBOUNCE_MS);
  }

  return (
    <search aria-label={t('admin.filters')}>
      <form
        key={version}
        action={props.path}
        className="grid grid-cols-2 items-end gap-3 sm:flex sm:flex-wrap"
        onChange={noteChange}
        onSubmit={(event) => {
          event.preventDefault();
          apply(event.currentTarget);
        }}
      >
        <NavigationProgressBar pending={pending} />
        {props.children}
        <div className="col-span-2 flex flex-wrap gap-2">
          <Button type="submit">{t('admin.apply')}</Button>
          {props.narrowed && (
            <Link href={props.clearHref} className={buttonClass({ variant: 'quiet' })}>
              {t('admin.clear')}
            </Link>
          )}
        </div>
      </form>
    </search>
  );
}

/**
 * Tells when the address was changed by something else than the form, such as the way back or a
 * link: the form then starts anew from the address.
 */
function useExternalNavigation(pending: boolean) {
  const address = useSearchParams().toString();
  const [state, setState] = useState({ applied: address, version: 0 });
  if (!pending && address !== state.applied) {
    setState({ applied: address, version: state.version + 1 });
  }
  return {
    version: state.version,
    noteApplied: (applied: string) => setState((before) => ({ ...before, applied })),
  };
}

function serializeForm(form: HTMLFormElement): string {
  const entries = [...new FormData(form)].flatMap(([name, value]) =>
    typeof value === 'string' && value.trim() ? [[name, value.trim()]] : [],
  );
  return new URLSearchParams(entries).toString();
}
