'use client';

import { useI18n } from '#app/lib/texts/i18n-provider.tsx';

export interface Series {
  key: string;
  name: string;
  color: string;
}

/** One point on the axis, with a number per series; null where there is no data. */
export type Point = { id: string; label: string } & Record<string, string | number | null>;

/**
 * A chart with its title, a legend, and a table of its numbers for screen readers and closer reading.
 *
 * @param props.axis what the points are, such as hours
 * @param props.children the drawing, hidden from screen readers
 */
export function ChartFigure(props: {
  title: string;
  note: string;
  axis: string;
  series: Series[];
  points: Point[];
  children: React.ReactNode;
}) {
  const { t } = useI18n();
  return (
    <figure className="flex min-w-0 flex-col gap-3">
      <figcaption>
        <span className="block font-semibold">{props.title}</span>
        <span className="block text-sm text-ink-soft">{props.note}</span>
      </figcaption>
      {props.series.length > 1 && <Legend series={props.series} />}
      <div aria-hidden className="h-56 min-w-0">
        {props.children}
      </div>
      <details className="text-sm">
        <summary className="w-fit rounded-sm text-ink-soft hover:text-ink">
          {t('admin.overview.asTable')}
        </summary>
        <NumbersTable {...props} />
      </details>
    </figure>
  );
}

function Legend({ series }: { series: Series[] }) {
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1 text-sm">
      {series.map(({ key, name, color }) => (
        <li key={key} className="flex items-center gap-2">
          <span aria-hidden className="size-3 rounded-sm" style={{ background: color }} />
          {name}
        </li>
      ))}
    </ul>
  );
}

function NumbersTable(props: { title: string; axis: string; series: Series[]; points: Point[] }) {
  const { format } = useI18n();
  const numberOf = (value: Point[string] | undefined) =>
    typeof value === 'number' ? format.number(Math.round(value * 10) / 10) : '–';
  return (
    <div className="mt-2 max-h-72 overflow-y-auto">
      <table className="w-full text-left tabular-nums">
        <caption className="sr-only">{props.title}</caption>
        <thead>
          <tr>
            <th scope="col" className="py-1 pr-3 font-medium">
              {props.axis}
            </th>
            {props.series.map(({ key, name }) => (
              <th key={key} scope="col" className="py-1 pr-3 text-right font-medium">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {props.points.map((point) => (
            <tr key={point.id} className="border-t border-line">
              <th scope="row" className="py-1 pr-3 font-normal">
                {point.label}
              </th>
              {props.series.map(({ key }) => (
                <td key={key} className="py-1 pr-3 text-right">
                  {numberOf(point[key])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
