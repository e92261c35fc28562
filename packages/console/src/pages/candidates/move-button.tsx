import type { Candidate } from '@joinery/sdk';
import { Button, Group, Menu, Modal, Select, Stack, Text } from '@mantine/core';
import { IconArrowRight } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api.ts';
import { notifyDone } from '../../ui/notify.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { jobsQuery } from '../jobs/jobs.queries.ts';
import { ReasonField } from './bulk-bar.tsx';

type Target = 'job' | 'talent_pool';

/** To another job, or to the talent pool: what is left behind is closed. */
export function MoveButton({ candidate }: { candidate: Candidate }) {
  const [to, setTo] = useState<Target>();
  const close = () => setTo(undefined);
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="default" leftSection={<IconArrowRight size={16} aria-hidden />}>
            Move
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => setTo('job')}>To another job…</Menu.Item>
          <Menu.Item disabled={candidate.inTalentPool} onClick={() => setTo('talent_pool')}>
            To the talent pool…
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Modal
        opened={to !== undefined}
        onClose={close}
        title={
          to === 'job' ? `Move ${candidate.name} to another job` : `${candidate.name}: to the talent pool`
        }
      >
        {to && <MoveForm candidate={candidate} to={to} onClose={close} />}
      </Modal>
    </>
  );
}

function MoveForm({ candidate, to, onClose }: { candidate: Candidate; to: Target; onClose: () => void }) {
  const client = useQueryClient();
  const jobs = useQuery(jobsQuery);
  const [jobId, setJobId] = useState<string | null>(null);
  const open = candidate.applications.filter(({ stageKind }) =>
    ['new', 'active', 'offer'].includes(stageKind),
  );
  const [from, setFrom] = useState<string | null>(open[0]?.id ?? null);
  const [reasonId, setReasonId] = useState<string | null>(null);
  const move = useMutation({
    mutationFn: () =>
      to === 'talent_pool'
        ? api.candidates.move(candidate.id, { to, reasonId })
        : api.candidates.move(candidate.id, {
            to,
            jobId: jobId ?? '',
            reasonId,
            ...(from && { fromApplicationId: from }),
          }),
    onSuccess: async () => {
      onClose();
      notifyDone(`${candidate.name} was moved.`);
      await Promise.all([
        client.invalidateQueries({ queryKey: ['candidates'] }),
        client.invalidateQueries({ queryKey: ['jobs'] }),
      ]);
    },
  });
  const applied = candidate.applications.map((application) => application.jobId);
  const choices = (jobs.data ?? []).filter(({ id, status }) => status === 'open' && !applied.includes(id));
  const closes = to === 'talent_pool' ? open.length > 0 : from !== null;
  return (
    <Stack gap="md">
      {move.error && <ProblemAlert error={move.error} title="Nobody was moved" />}
      {to === 'job' && (
        <>
          <Select
            label="Job"
            placeholder="Choose an open job"
            searchable
            nothingFoundMessage="No other open job"
            data={choices.map(({ id, title, number }) => ({ value: id, label: `${title} (${number})` }))}
            value={jobId}
            onChange={setJobId}
            data-autofocus
          />
          {open.length > 0 && (
            <Select
              label="Application that is left behind"
              placeholder="None: it stays open"
              clearable
              clearButtonProps={{ 'aria-label': 'None' }}
              data={open.map(({ id, jobTitle }) => ({ value: id, label: jobTitle }))}
              value={from}
              onChange={setFrom}
            />
          )}
        </>
      )}
      {closes && (
        <>
          <Text size="sm">What is left behind is closed as rejected.</Text>
          <ReasonField reasonId={reasonId} onChange={setReasonId} />
        </>
      )}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button disabled={to === 'job' && !jobId} loading={move.isPending} onClick={() => move.mutate()}>
          Move
        </Button>
      </Group>
    </Stack>
  );
}
