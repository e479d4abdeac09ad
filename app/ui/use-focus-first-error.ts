import { useEffect, useRef } from 'react';

/**
 * After a submit that found errors, focuses the first field on the page that has one. The form library
 * itself would focus in the order in which the fields were added.
 *
 * @param submitCount how often the form was submitted, as `formState` counts
 * @returns the ref of the form
 */
export function useFocusFirstError(submitCount: number) {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (submitCount === 0) return;
    form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [submitCount]);
  return form;
}
