'use client';

import { Area, AreaChart, Bar, BarChart, CartesianGrid, ResponsiveContainer } from 'recharts';
import { Tooltip, XAxis, YAxis } from 'recharts';
import type { Point, Series } from './chart-figure.tsx';

interface ChartRendererProps {
  series: Series[];
  points: Point[];
  formatNumber: (value: number) => string;
  /** Short, such as 120K. */
  formatTick: (value: number) => string;
}

const margin = { top: 8, right: 8, bottom: 0, left: 0 };
const tick = { fill: 'var(--ink-soft)', fontSize: 12 };
const tooltip = {
  contentStyle: {
    background: 'var(--surface)',
    border: '1px solid var(--line)',
    borderRadius: '0.625rem',
    color: 'var(--ink)',
  },
  labelStyle: { color: 'var(--ink)' },
  cursor: { fill: 'var(--sunken)', stroke: 'var(--line)' },
};

/** Bars side by side on the axis, the series on top of each other. */
export function Bars({ series, points, formatNumber, formatTick }: ChartRendererProps) {
  return (
    <ResponsiveContainer width="100%" height="100%">
      <BarChart data={points} accessibilityLayer={false} margin={margin}>
        <CartesianGrid vertical={false} stroke="var(--line)" />
        <XAxis
          dataKey="label"
          tick={tick}
          tickLine={false}
          stroke="var(--line)"
          interval="equidistantPreserveStart"
        />
        <YAxis
          width={44}
          allowDecimals={false}
          tickFormatter={formatTick}
          tick={tick}
          tickLine={false}
          axisLine={false}
        />
        <Tooltip {...tooltip} formatter={(value) => formatNumber(Number(value))} />
        {series.map(({ key, name, color }, index) => (
          <Bar
            key={key}
            dataKey={key}
            name={name}
            stackId="all"
            fill={color}
            maxBarSize={56}
            radius={index === series.length - 1 ? [4, 4, 0, 0] : 0}
            isAnimationActive={false}
          />
        ))}
      </BarChart>
    </ResponsiveContainer>
  );
}

/** What changes over time. */
export function Areas({ series, points, formatNumber, formatTick }: ChartRendererProps) {
  return (
    <ResponsiveContainer width="100%" height="100%">
      <AreaChart data={points} accessibilityLayer={false} margin={margin}>
        <CartesianGrid vertical={false} stroke="var(--line)" />
        <XAxis
          dataKey="label"
          tick={tick}
          tickLine={false}
          stroke="var(--line)"
          interval="equidistantPreserveStart"
          minTickGap={32}
        />
        <YAxis
          width={44}
          allowDecimals={false}
          tickFormatter={formatTick}
          tick={tick}
          tickLine={false}
          axisLine={false}
        />
        <Tooltip {...tooltip} formatter={(value) => formatNumber(Number(value))} />
        {series.map(({ key, name, color }) => (
          <Area
            key={key}
            dataKey={key}
            name={name}
            type="linear"
            stroke={color}
            fill={color}
            fillOpacity={0.15}
            strokeWidth={2}
            isAnimationActive={false}
          />
        ))}
      </AreaChart>
    </ResponsiveContainer>
  );
}
