import { useId } from 'react';

/**
 * A part of a page under a heading of its own.
 *
 * @param props.anchor the part of an address that leads here
 */
export function Section(props: {
  anchor?: string;
  title: React.ReactNode;
  actions?: React.ReactNode;
  children: React.ReactNode;
}) {
  const id = useId();
  return (
    <section
      id={props.anchor}
      aria-labelledby={id}
      className="flex scroll-mt-20 min-w-0 flex-col gap-3"
    >
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h2 id={id} className="text-lg font-semibold">
          {props.title}
        </h2>
        {props.actions}
      </div>
      {props.children}
    </section>
  );
}
