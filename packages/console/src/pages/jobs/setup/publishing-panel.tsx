import type { Job } from '@joinery/sdk';
import { Badge, Button, Group, Select, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../../api.ts';
import { Moment } from '../../../ui/moment.tsx';
import { notifyDone } from '../../../ui/notify.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { ProblemAlert } from '../../../ui/problem-alert.tsx';
import { useRefreshJob } from './setup.queries.ts';

const endings = [
  { value: 'filled', label: 'Filled' },
  { value: 'on_hold', label: 'On hold' },
  { value: 'canceled', label: 'Canceled' },
] as const;
type Ending = (typeof endings)[number]['value'];

export function PublishingPanel({ job }: { job: Job }) {
  const refresh = useRefreshJob();
  const [ending, setEnding] = useState<Ending>('filled');
  const publish = useMutation({
    mutationFn: () => api.jobs.publish(job.id),
    onSuccess: () => notifyDone('The job is published.'),
    onSettled: refresh,
  });
  const close = useMutation({
    mutationFn: () => api.jobs.close(job.id, { status: ending }),
    onSuccess: () => notifyDone('The job takes no more applications.'),
    onSettled: refresh,
  });
  const error = publish.error ?? close.error;
  return (
    <Panel title="Publishing">
      <Stack gap="sm">
        {error && <ProblemAlert error={error} />}
        <Standing job={job} />
        <Group gap="xs" align="flex-end">
          {job.publishedAt === null && job.status !== 'deleted' && (
            <Button loading={publish.isPending} onClick={() => publish.mutate()}>
              {job.status === 'open' ? 'Publish' : 'Open and publish'}
            </Button>
          )}
          {job.status === 'open' && (
            <>
              <Select
                label="Close as"
                w={130}
                allowDeselect={false}
                data={endings}
                value={ending}
                onChange={(value) => value && setEnding(value as Ending)}
              />
              <Button variant="default" loading={close.isPending} onClick={() => close.mutate()}>
                Close job
              </Button>
            </>
          )}
        </Group>
      </Stack>
    </Panel>
  );
}

function Standing({ job: { status, publishedAt } }: { job: Job }) {
  if (publishedAt !== null)
    return (
      <Text size="sm" component="div">
        <Badge color="teal" variant="light" mr={8}>
          Public
        </Badge>
        Shown to everybody since <Moment value={publishedAt} form="relative" />.
      </Text>
    );
  return (
    <Text size="sm" component="div">
      <Badge color="gray" variant="light" mr={8}>
        Not public
      </Badge>
      {status === 'open'
        ? 'It takes applications that are sent by the API or added by hand.'
        : 'It takes no applications.'}
    </Text>
  );
}
