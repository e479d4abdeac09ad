'use client';

import { X } from 'lucide-react';
import { useRouter, useSearchParams } from 'next/navigation';
import { useEffect, useRef, useState, useTransition } from 'react';
import { NavigationProgressBar } from '../../ui/navigation-progress-bar.tsx';
import { Button, buttonClass } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { Input, Select } from '../../ui/input.tsx';
import { Link } from '../../ui/link.tsx';
import { useI18n } from '../../lib/texts/i18n-provider.tsx';
import type { List } from '../../lib/lists/define-list.ts';

/** How long after the last key a typed filter is applied, in ms. */
const DEBOUNCE_MS = 400;

/**
 * The filters of a list, kept in the address. A choice applies at once, typed text after a moment or
 * with Enter; without scripts the button sends the same form. Its controls are uncontrolled and named
 * as in the address.
 */
export function FilterForm<Query>(props: {
  list: List<Query>;
  query: Query;
  children: React.ReactNode;
}) {
  const { t } = useI18n();
  const router = useRouter();
  const [pending, startTransition] = useTransition();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const { version, noteApplied } = useExternalNavigation(pending);
  const { list, query } = props;

  useEffect(() => () => clearTimeout(timer.current), []);

  function apply(form: HTMLFormElement) {
    clearTimeout(timer.current);
    const entries = Object.fromEntries(new FormData(form)) as Record<string, string>;
    const href = list.href(list.parse(entries));
    noteApplied(href.slice(list.path.length + 1));
    startTransition(() => router.replace(href, { scroll: false }));
  }

  function handleChange(event: React.ChangeEvent<HTMLFormElement>) {
    const form = event.currentTarget;
    clearTimeout(timer.current);
    const control: Element = event.target;
    const isTyped = control instanceof HTMLInputElement && control.type === 'search';
    if (!isTyped) return apply(form);
    timer.current = setTimeout(() => apply(form), DEBOUNCE_MS);
  }

  return (
    <search aria-label={t('admin.filters')}>
      <form
        key={version}
        action={list.path}
        className="grid grid-cols-2 items-end gap-3 sm:flex sm:flex-wrap"
        onChange={handleChange}
        onSubmit={(event) => {
          event.preventDefault();
          apply(event.currentTarget);
        }}
      >
        <NavigationProgressBar pending={pending} />
        {Object.entries(list.fixed).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        {props.children}
        <div className="col-span-2 flex flex-wrap gap-2">
          <Button type="submit">{t('admin.apply')}</Button>
          {list.hasFilters(query) && (
            <Link href={list.href({})} className={buttonClass({ variant: 'quiet' })}>
              {t('admin.clear')}
            </Link>
          )}
        </div>
      </form>
    </search>
  );
}

/**
 * Counts navigations that the form did not start, such as Back or a link: the form then starts over
 * from the address.
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

/**
 * A choice in a `FilterForm`.
 *
 * @param props.all the name of the choice that does not filter, if there is one
 * @param props.optionText the label of an option, by default the option itself
 */
export function FilterSelect<Value extends string>(props: {
  name: string;
  label: string;
  value: Value | undefined;
  all?: string;
  options: readonly Value[];
  optionText?: (option: Value) => string;
}) {
  const { name, value, options, optionText = (option) => option } = props;
  // A link may have set a value that is not offered.
  const choices = value === undefined || options.includes(value) ? options : [value, ...options];
  return (
    <Field id={name} label={props.label} className="w-full sm:w-auto sm:min-w-36">
      {(control) => (
        <Select {...control} name={name} defaultValue={value ?? ''}>
          {props.all !== undefined && <option value="">{props.all}</option>}
          {choices.map((option) => (
            <option key={option} value={option}>
              {optionText(option)}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}

/**
 * The text to search for, in a `FilterForm`.
 *
 * @param props.hint what can be searched for
 */
export function SearchField(props: {
  name?: string;
  label: string;
  hint: string;
  value: string | undefined;
  maxLength?: number;
  className: string;
}) {
  const { name = 'search', maxLength = 100 } = props;
  return (
    <Field id={name} label={props.label} hint={props.hint} className={props.className}>
      {(control) => (
        <Input
          {...control}
          type="search"
          name={name}
          defaultValue={props.value}
          maxLength={maxLength}
          autoCapitalize="none"
          spellCheck={false}
        />
      )}
    </Field>
  );
}

/**
 * A filter in a `FilterForm` that only a link can set, with a way to remove it.
 *
 * @param props.text the label of the value
 */
export function FilterChip(props: {
  name: string;
  label: string;
  value: string;
  text: string;
  clearHref: string;
}) {
  const { t } = useI18n();
  const { label, text } = props;
  return (
    <div className="flex flex-col gap-1.5">
      <span className="font-medium">{label}</span>
      <input type="hidden" name={props.name} value={props.value} />
      <Link
        href={props.clearHref}
        scroll={false}
        aria-label={t('admin.removeFilter', { name: label, value: text })}
        className="inline-flex min-h-11 items-center gap-2 rounded-control border border-line-strong bg-accent-soft px-3 font-medium text-accent-ink"
      >
        <span className="min-w-0 break-all">{text}</span>
        <X aria-hidden className="size-4 shrink-0" />
      </Link>
    </div>
  );
}
