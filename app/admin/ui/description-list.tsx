/** Names and values, such as the state and the amount of a payment. */
export function DescriptionList(props: {
  facts: readonly (readonly [name: string, value: React.ReactNode] | false | null)[];
}) {
  return (
    <dl className="@container flex flex-col gap-3">
      {props.facts
        .filter((fact) => fact !== false && fact !== null)
        .map(([name, value]) => (
          <div
            key={name}
            className="grid items-baseline gap-x-3 @xs:grid-cols-[minmax(6rem,2fr)_3fr]"
          >
            <dt className="text-sm text-ink-soft">{name}</dt>
            <dd className="min-w-0">{value}</dd>
          </div>
        ))}
    </dl>
  );
}
