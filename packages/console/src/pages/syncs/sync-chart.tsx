import type { Sync } from '@joinery/sdk';
import { SegmentedControl, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { formatInstant } from '../../ui/dates.ts';
import { type ChartPoint, chartPoints } from './sync-words.ts';

type Measure = Exclude<keyof ChartPoint, 'at'>;

const measures: Record<Measure, { label: string; unit: string }> = {
  seconds: { label: 'Duration', unit: ' s' },
  calls: { label: 'Calls', unit: '' },
  changes: { label: 'Changes', unit: '' },
};

/** Runs over time, one bar each. The list beneath it says the same in words. */
export function SyncChart({ syncs }: { syncs: readonly Sync[] }) {
  const [measure, setMeasure] = useState<Measure>('seconds');
  const points = chartPoints(syncs);
  if (points.length < 2) return null;
  const { label, unit } = measures[measure];
  return (
    <Stack gap="xs" px="md">
      <SegmentedControl
        size="xs"
        aria-label="What the chart shows"
        style={{ alignSelf: 'flex-start' }}
        data={Object.entries(measures).map(([value, words]) => ({ value, label: words.label }))}
        value={measure}
        onChange={(value) => setMeasure(value as Measure)}
      />
      <div aria-hidden="true">
        <ResponsiveContainer width="100%" height={140}>
          <BarChart
            data={points}
            margin={{ top: 6, right: 0, bottom: 0, left: 0 }}
            accessibilityLayer={false}
          >
            <CartesianGrid vertical={false} stroke="var(--hairline)" />
            <XAxis dataKey="at" hide />
            <YAxis
              width={54}
              tickCount={4}
              tickLine={false}
              axisLine={false}
              allowDecimals={measure === 'seconds'}
              unit={unit}
              tick={{ fill: 'var(--mantine-color-dimmed)', fontSize: 11 }}
            />
            <Tooltip
              cursor={{ fill: 'var(--mantine-color-default-hover)' }}
              isAnimationActive={false}
              content={({ active, payload }) => {
                const point = payload?.[0]?.payload as ChartPoint | undefined;
                return active && point ? <Caption point={point} measure={measure} /> : null;
              }}
            />
            <Bar
              dataKey={measure}
              name={label}
              fill="var(--mantine-primary-color-filled)"
              maxBarSize={26}
              radius={[3, 3, 0, 0]}
              isAnimationActive={false}
            />
          </BarChart>
        </ResponsiveContainer>
      </div>
    </Stack>
  );
}

function Caption({ point, measure }: { point: ChartPoint; measure: Measure }) {
  const { label, unit } = measures[measure];
  return (
    <div
      style={{
        background: 'var(--panel-background)',
        border: '1px solid var(--hairline)',
        borderRadius: 'var(--mantine-radius-md)',
        padding: '6px 10px',
      }}
    >
      <Text size="xs" c="dimmed">
        {formatInstant(point.at)}
      </Text>
      <Text size="sm">
        {label}: {point[measure]}
        {unit}
      </Text>
    </div>
  );
}
