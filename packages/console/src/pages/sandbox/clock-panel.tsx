import type { SandboxClock, SandboxClockInput } from '@joinery/sdk';
import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api.ts';
import { formatDate } from '../../ui/dates.ts';
import { LoadingRows } from '../../ui/loading-rows.tsx';
import { Moment } from '../../ui/moment.tsx';
import { notifyDone } from '../../ui/notify.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { clockQuery } from './sandbox.queries.ts';

export function ClockPanel() {
  const clock = useQuery(clockQuery);
  return (
    <Panel
      title="Clock"
      description="What is due by the new time happens at once. Going back undoes nothing."
    >
      {clock.error && <ProblemAlert error={clock.error} title="The clock could not be loaded" />}
      {clock.isPending && <LoadingRows rows={2} />}
      {clock.data && <Moving clock={clock.data} />}
    </Panel>
  );
}

const jumps = [
  { label: '+ 1 day', days: 1 },
  { label: '+ 1 week', days: 7 },
  { label: '+ 30 days', days: 30 },
];

function Moving({ clock }: { clock: SandboxClock }) {
  const client = useQueryClient();
  const [date, setDate] = useState('');
  const move = useMutation({
    mutationFn: (input: SandboxClockInput) => api.sandbox.clock.move(input),
    onSuccess: async ({ today, tookEffect }) => {
      notifyDone(
        `It is ${formatDate(today)} now.${tookEffect > 0 ? ` History of ${tookEffect} employees took effect.` : ''}`,
      );
      await client.invalidateQueries();
    },
  });
  return (
    <Stack gap="sm">
      {move.error && <ProblemAlert error={move.error} title="The clock was not moved" />}
      <div>
        <Text fw={600}>{formatDate(clock.today)}</Text>
        <Text size="sm" c="dimmed">
          <Moment value={clock.now} /> {clock.offsetSeconds === 0 ? '· real time' : '· moved'}
        </Text>
      </div>
      <Group gap="xs">
        {jumps.map(({ label, days }) => (
          <Button
            key={label}
            variant="default"
            size="xs"
            disabled={move.isPending}
            onClick={() => move.mutate({ forwardSeconds: days * 86_400 })}
          >
            {label}
          </Button>
        ))}
        <Button
          variant="default"
          size="xs"
          disabled={move.isPending || clock.offsetSeconds === 0}
          onClick={() => move.mutate({ real: true })}
        >
          Real time
        </Button>
      </Group>
      <Group align="flex-end" gap="xs">
        <TextInput
          type="date"
          label="To a date"
          value={date}
          onChange={(event) => setDate(event.currentTarget.value)}
          style={{ flex: 1 }}
        />
        <Button
          variant="default"
          disabled={date === ''}
          loading={move.isPending}
          onClick={() => move.mutate({ to: date })}
        >
          Move
        </Button>
      </Group>
    </Stack>
  );
}
