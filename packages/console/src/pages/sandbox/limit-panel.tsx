import type { SandboxLimitInput } from '@joinery/sdk';
import { Button, Group, NumberInput, Progress, Select, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api.ts';
import { LoadingRows } from '../../ui/loading-rows.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { isCount } from './fault-form.ts';
import { limitQuery } from './sandbox.queries.ts';

const styles = [
  { value: 'status_429', label: '429 with Retry-After' },
  { value: 'status_503', label: '503 with Retry-After' },
  { value: 'status_503_bare', label: '503 without' },
];

export function LimitPanel() {
  const limit = useQuery(limitQuery);
  return (
    <Panel title="Limit" description="How many requests all servers together take.">
      {limit.error && <ProblemAlert error={limit.error} title="The limit could not be loaded" />}
      {limit.isPending && <LoadingRows rows={2} />}
      {limit.data === null && <LimitForm />}
      {limit.data && <CurrentLimit {...limit.data} />}
    </Panel>
  );
}

function CurrentLimit({
  requests,
  windowSeconds,
  style,
  used,
}: Required<SandboxLimitInput> & { used: number }) {
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: () => api.sandbox.limit.remove(),
    onSuccess: () => client.invalidateQueries({ queryKey: limitQuery.queryKey }),
  });
  return (
    <Stack gap="xs">
      {remove.error && <ProblemAlert error={remove.error} />}
      <Text size="sm">
        {requests} requests in {windowSeconds} s, then {styles.find(({ value }) => value === style)?.label}.
      </Text>
      <Progress
        value={Math.min(100, (used / requests) * 100)}
        color={used > requests ? 'red' : 'petrol'}
        aria-label="Used of this window"
      />
      <Group justify="space-between">
        <Text size="sm" c="dimmed" aria-live="polite">
          {used} in this window
        </Text>
        <Button
          variant="default"
          size="compact-sm"
          loading={remove.isPending}
          onClick={() => remove.mutate()}
        >
          Take away
        </Button>
      </Group>
    </Stack>
  );
}

function LimitForm() {
  const client = useQueryClient();
  const form = useForm({
    initialValues: { requests: 100, windowSeconds: 60, style: 'status_429' },
    validate: {
      requests: (value) => (isCount(value) ? null : 'Say how many requests are taken'),
      windowSeconds: (value) => (isCount(value) ? null : 'Say how many seconds they are counted for'),
    },
  });
  const set = useMutation({
    mutationFn: (values: typeof form.values) => api.sandbox.limit.set(values as SandboxLimitInput),
    onSuccess: () => client.invalidateQueries({ queryKey: limitQuery.queryKey }),
  });
  return (
    <form onSubmit={form.onSubmit((values) => set.mutate(values))} noValidate>
      <Stack gap="sm">
        {set.error && <ProblemAlert error={set.error} title="The limit was not set" />}
        <Group grow align="flex-start">
          <NumberInput label="Requests" min={1} allowDecimal={false} {...form.getInputProps('requests')} />
          <NumberInput
            label="In seconds"
            min={1}
            allowDecimal={false}
            {...form.getInputProps('windowSeconds')}
          />
        </Group>
        <Select label="Answer over it" allowDeselect={false} data={styles} {...form.getInputProps('style')} />
        <Group justify="flex-end">
          <Button type="submit" size="xs" loading={set.isPending}>
            Set limit
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
