import type { Job } from '@joinery/sdk';
import { Anchor, Badge, Button, Group, Select, Stack, Text } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../../api.ts';
import { Moment } from '../../../ui/moment.tsx';
import { notifyDone } from '../../../ui/notify.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { ProblemAlert } from '../../../ui/problem-alert.tsx';
import { careersQuery } from '../../careers/careers.queries.ts';
import { useSession } from '../../session/session.queries.ts';
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

function Standing({ job }: { job: Job }) {
  const { status, publishedAt } = job;
  if (publishedAt !== null)
    return (
      <Text size="sm" component="div">
        <Badge color="teal" variant="light" mr={8}>
          Public
        </Badge>
        Shown to everybody since <Moment value={publishedAt} form="relative" />. <PublicPage job={job} />
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

/** Where applicants see the job, for who may know whether the careers page is there at all. */
function PublicPage({ job }: { job: Job }) {
  const { access } = useSession();
  const maySee = access.settings.company !== 'none';
  const careers = useQuery({ ...careersQuery, enabled: maySee });
  if (careers.data === undefined) return null;
  if (!careers.data.enabled) return 'The careers page itself is switched off, under “Careers page”.';
  return (
    <Anchor href={`${careers.data.url}/jobs/${job.number}`} target="_blank" rel="noopener" size="sm">
      Look at it as applicants do
    </Anchor>
  );
}
