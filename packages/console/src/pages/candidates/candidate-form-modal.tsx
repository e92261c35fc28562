import { FileInput, Modal, Select, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconFileText } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api.ts';
import { FormActions } from '../../ui/form-actions.tsx';
import { TextLink } from '../../ui/links.tsx';
import { notifyDone } from '../../ui/notify.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { fieldMessages } from '../../ui/problems.ts';
import { jobsQuery } from '../jobs/jobs.queries.ts';
import { documentTypes } from './attachments.ts';
import { type CandidateValues, checkCandidate, emptyCandidate, toCandidateInput } from './candidate-form.ts';

interface CandidateFormModalProps {
  /** The job that is applied for, when it is known already. */
  jobId: string | null;
  opened: boolean;
  onClose: () => void;
}

export function CandidateFormModal({ jobId, opened, onClose }: CandidateFormModalProps) {
  return (
    <Modal opened={opened} onClose={onClose} title="Add candidate" size="lg">
      <CandidateForm jobId={jobId} onClose={onClose} />
    </Modal>
  );
}

function CandidateForm({ jobId, onClose }: Omit<CandidateFormModalProps, 'opened'>) {
  const form = useForm<CandidateValues>({ initialValues: emptyCandidate(jobId), validate: checkCandidate });
  const jobs = useQuery(jobsQuery);
  const add = useAddCandidate(onClose, (error) =>
    form.setErrors(fieldMessages(error, Object.keys(form.values))),
  );
  const openJobs = (jobs.data ?? []).filter((job) => job.status === 'open' || job.id === jobId);

  return (
    <form onSubmit={form.onSubmit((values) => add.mutate(values))} noValidate>
      <Stack gap="md">
        {add.error ? <ProblemAlert error={add.error} title="The candidate was not added" /> : null}
        <TextInput label="Name" required data-autofocus {...form.getInputProps('name')} />
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <TextInput label="E-mail" type="email" {...form.getInputProps('email')} />
          <TextInput label="Phone" type="tel" {...form.getInputProps('phone')} />
          <Select
            label="Job"
            placeholder="None: talent pool"
            searchable
            clearable
            clearButtonProps={{ 'aria-label': 'No job' }}
            data={openJobs.map((job) => ({ value: job.id, label: job.title }))}
            {...form.getInputProps('jobId')}
          />
          <TextInput label="Source" placeholder="Referral, LinkedIn, …" {...form.getInputProps('source')} />
        </SimpleGrid>
        <FileInput
          label="Résumé"
          description="PDF is shown here; of Word and text files the text"
          placeholder="Choose a file"
          accept={documentTypes}
          clearable
          clearButtonProps={{ 'aria-label': 'No résumé' }}
          leftSection={<IconFileText size={16} aria-hidden />}
          {...form.getInputProps('resume')}
        />
        <FormActions onCancel={onClose} loading={add.isPending}>
          Add candidate
        </FormActions>
      </Stack>
    </form>
  );
}

function useAddCandidate(onAdded: () => void, onProblem: (error: unknown) => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (values: CandidateValues) =>
      api.candidates.create(
        toCandidateInput(values),
        values.resume ? { documents: { resume: values.resume } } : {},
      ),
    onSuccess: async (candidate) => {
      onAdded();
      notifyDone(
        `${candidate.name} was added.`,
        <TextLink to="/candidates/$candidateId" params={{ candidateId: candidate.id }} inherit>
          Open
        </TextLink>,
      );
      await Promise.all([
        client.invalidateQueries({ queryKey: ['candidates'] }),
        client.invalidateQueries({ queryKey: ['jobs'] }),
      ]);
    },
    onError: onProblem,
  });
}
