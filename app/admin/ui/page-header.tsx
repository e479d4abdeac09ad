/**
 * The top of a page of the back office.
 *
 * @param props.intro what the page is for, in a sentence
 * @param props.actions buttons beside the heading
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
