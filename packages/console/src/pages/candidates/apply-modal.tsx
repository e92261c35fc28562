import type { Candidate } from '@joinery/sdk';
import { Button, Group, Modal, Select, Stack } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api.ts';
import { notifyDone } from '../../ui/notify.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { jobsQuery } from '../jobs/jobs.queries.ts';

interface ApplyModalProps {
  candidate: Candidate;
  opened: boolean;
  onClose: () => void;
}

/** Puts a candidate into the pipeline of another open job. */
export function ApplyModal({ candidate, opened, onClose }: ApplyModalProps) {
  return (
    <Modal opened={opened} onClose={onClose} title={`Add ${candidate.name} to a job`}>
      <ApplyForm candidate={candidate} onClose={onClose} />
    </Modal>
  );
}

function ApplyForm({ candidate, onClose }: Omit<ApplyModalProps, 'opened'>) {
  const client = useQueryClient();
  const jobs = useQuery(jobsQuery);
  const [jobId, setJobId] = useState<string | null>(null);
  const apply = useMutation({
    mutationFn: (chosen: string) => api.candidates.apply(candidate.id, { jobId: chosen, byHand: true }),
    onSuccess: async (application) => {
      notifyDone(`${candidate.name} was added to ${application.jobTitle}.`);
      onClose();
      await Promise.all([
        client.invalidateQueries({ queryKey: ['candidates'] }),
        client.invalidateQueries({ queryKey: ['jobs'] }),
      ]);
    },
  });
  const open = (jobs.data ?? []).filter((job) => job.status === 'open');
  return (
    <Stack gap="md">
      {apply.error && <ProblemAlert error={apply.error} title="Nothing was added" />}
      <Select
        label="Job"
        placeholder="Choose an open job"
        searchable
        nothingFoundMessage="No open job"
        data={open.map((job) => ({ value: job.id, label: job.title }))}
        value={jobId}
        onChange={setJobId}
        data-autofocus
      />
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button disabled={!jobId} loading={apply.isPending} onClick={() => jobId && apply.mutate(jobId)}>
          Add
        </Button>
      </Group>
    </Stack>
  );
}
