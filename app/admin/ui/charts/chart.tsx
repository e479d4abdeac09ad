'use client';

import dynamic from 'next/dynamic';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import { Skeleton } from '#app/ui/skeleton.tsx';
import { ChartFigure, type Point, type Series } from './chart-figure.tsx';

// The chart library is large, and the page is readable before it is loaded.
const Bars = dynamic(() => import('./chart-renderers.tsx').then((module) => module.Bars), {
  ssr: false,
  loading: () => <Skeleton className="h-full" />,
});
const Areas = dynamic(() => import('./chart-renderers.tsx').then((module) => module.Areas), {
  ssr: false,
  loading: () => <Skeleton className="h-full" />,
});

/** Numbers drawn as bars, or as areas when they change over time. */
export function Chart(props: {
  kind: 'bars' | 'areas';
  title: string;
  note: string;
  axis: string;
  series: Series[];
  points: Point[];
}) {
  const { format } = useI18n();
  const Drawing = props.kind === 'bars' ? Bars : Areas;
  const round = (value: number) => format.number(Math.round(value * 10) / 10);
  return (
    <ChartFigure {...props}>
      <Drawing
        series={props.series}
        points={props.points}
        formatNumber={round}
        formatTick={format.compact}
      />
    </ChartFigure>
  );
}
