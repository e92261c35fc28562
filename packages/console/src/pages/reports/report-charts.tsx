// Plots of the hiring report. The tables beside them say the same in words, so nothing is announced here.
import type { HiringFunnel, HiringReport } from '@joinery/sdk';
import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import {
  Bar,
  BarChart,
  CartesianGrid,
  LabelList,
  Legend,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import { type FunnelBar, funnelBars, type GroupRow, type StageBar, stagePlot } from './report-words.ts';

const strong = 'var(--mantine-primary-color-filled)';
const light = 'var(--mantine-color-gray-5)';
const tick = { fill: 'var(--mantine-color-dimmed)', fontSize: 12 };
const barHeight = 34;

export function FunnelChart({ funnel }: { funnel: HiringFunnel }) {
  const bars = funnelBars(funnel);
  return (
    <Plot height={bars.length * barHeight + 16}>
      <BarChart
        data={bars}
        layout="vertical"
        margin={{ top: 4, right: 92, bottom: 4, left: 0 }}
        accessibilityLayer={false}
      >
        <XAxis type="number" hide domain={[0, 'dataMax']} />
        <YAxis type="category" dataKey="step" width={84} tick={tick} tickLine={false} axisLine={false} />
        {/* Without a least size, none would have no label. */}
        <Bar
          dataKey="count"
          fill={strong}
          radius={[0, 3, 3, 0]}
          maxBarSize={22}
          minPointSize={0.01}
          isAnimationActive={false}
        >
          <LabelList
            dataKey="count"
            position="right"
            content={({ x = 0, y = 0, width = 0, height = 0, index = 0 }) => {
              const bar: FunnelBar | undefined = bars[index];
              return (
                <text
                  x={Number(x) + Number(width) + 8}
                  y={Number(y) + Number(height) / 2}
                  dominantBaseline="central"
                  fontSize={12}
                  fill="var(--mantine-color-text)"
                >
                  {bar === undefined ? '' : `${bar.count} (${bar.share})`}
                </text>
              );
            }}
          />
        </Bar>
      </BarChart>
    </Plot>
  );
}

const shownGroups = 8;

/** The largest groups: who applied, and who of them was hired. */
export function GroupChart({ rows }: { rows: readonly GroupRow[] }) {
  const shown = rows.slice(0, shownGroups);
  return (
    <Plot height={shown.length * barHeight * 1.2 + 60}>
      <BarChart
        data={[...shown]}
        layout="vertical"
        margin={{ top: 4, right: 16, bottom: 0, left: 0 }}
        barGap={2}
        accessibilityLayer={false}
      >
        <CartesianGrid horizontal={false} stroke="var(--hairline)" />
        <XAxis type="number" allowDecimals={false} tick={tick} tickLine={false} axisLine={false} />
        <YAxis
          type="category"
          dataKey="name"
          width={120}
          tick={tick}
          tickLine={false}
          axisLine={false}
          tickFormatter={shortened}
        />
        <Tooltip
          cursor={{ fill: 'var(--mantine-color-default-hover)' }}
          isAnimationActive={false}
          content={({ active, payload }) => {
            const row = payload?.[0]?.payload as GroupRow | undefined;
            return active && row ? (
              <Caption title={row.name} lines={[`${row.applied} applied`, `${row.hired} hired`]} />
            ) : null;
          }}
        />
        <Legend wrapperStyle={{ fontSize: 12 }} formatter={legendText} />
        <Bar
          dataKey="applied"
          name="Applied"
          fill={light}
          maxBarSize={14}
          radius={[0, 3, 3, 0]}
          isAnimationActive={false}
        />
        <Bar
          dataKey="hired"
          name="Hired"
          fill={strong}
          maxBarSize={14}
          radius={[0, 3, 3, 0]}
          isAnimationActive={false}
        />
      </BarChart>
    </Plot>
  );
}

export function StageChart({ stages }: { stages: HiringReport['stages'] }) {
  const { unit, bars } = stagePlot(stages);
  if (bars.length === 0)
    return (
      <Text size="sm" c="dimmed">
        Nobody has left a stage yet, or all did so at once.
      </Text>
    );
  return (
    <Plot height={bars.length * barHeight * 1.2 + 60}>
      <BarChart
        data={bars}
        layout="vertical"
        margin={{ top: 4, right: 16, bottom: 0, left: 0 }}
        barGap={2}
        accessibilityLayer={false}
      >
        <CartesianGrid horizontal={false} stroke="var(--hairline)" />
        <XAxis type="number" unit={` ${unit}`} tick={tick} tickLine={false} axisLine={false} />
        <YAxis
          type="category"
          dataKey="name"
          width={120}
          tick={tick}
          tickLine={false}
          axisLine={false}
          tickFormatter={shortened}
        />
        <Tooltip
          cursor={{ fill: 'var(--mantine-color-default-hover)' }}
          isAnimationActive={false}
          content={({ active, payload }) => {
            const bar = payload?.[0]?.payload as StageBar | undefined;
            return active && bar ? (
              <Caption
                title={bar.name}
                lines={[`half within ${bar.median} ${unit}`, `90 % within ${bar.p90} ${unit}`]}
              />
            ) : null;
          }}
        />
        <Legend wrapperStyle={{ fontSize: 12 }} formatter={legendText} />
        <Bar
          dataKey="median"
          name="Half within"
          fill={strong}
          maxBarSize={14}
          radius={[0, 3, 3, 0]}
          isAnimationActive={false}
        />
        <Bar
          dataKey="p90"
          name="90 % within"
          fill={light}
          maxBarSize={14}
          radius={[0, 3, 3, 0]}
          isAnimationActive={false}
        />
      </BarChart>
    </Plot>
  );
}

function Plot({ height, children }: { height: number; children: ReactNode }) {
  return (
    <div aria-hidden="true">
      <ResponsiveContainer width="100%" height={height}>
        {children}
      </ResponsiveContainer>
    </div>
  );
}

function Caption({ title, lines }: { title: string; lines: string[] }) {
  return (
    <div
      style={{
        background: 'var(--panel-background)',
        border: '1px solid var(--hairline)',
        borderRadius: 'var(--mantine-radius-md)',
        padding: '6px 10px',
        maxWidth: 260,
      }}
    >
      <Text size="sm" fw={500}>
        {title}
      </Text>
      {lines.map((line) => (
        <Text key={line} size="xs" c="dimmed">
          {line}
        </Text>
      ))}
    </div>
  );
}

function shortened(name: string): string {
  return name.length > 18 ? `${name.slice(0, 17)}…` : name;
}

// In the colour of the bar it could hardly be read.
function legendText(name: string): ReactNode {
  return <span style={{ color: 'var(--mantine-color-text)' }}>{name}</span>;
}
