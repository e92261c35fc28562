import type { Job, JobStatus } from '@joinery/sdk';
import {
  Autocomplete,
  Modal,
  NumberInput,
  Select,
  SimpleGrid,
  Stack,
  Textarea,
  TextInput,
} from '@mantine/core';
import { type UseFormReturnType, useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { api } from '../../api.ts';
import { FormActions } from '../../ui/form-actions.tsx';
import { notifyDone } from '../../ui/notify.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { fieldMessages } from '../../ui/problems.ts';
import { jobStates } from '../../ui/states.ts';
import {
  employmentTypes,
  experiences,
  type JobValues,
  locationTypes,
  toJobDraft,
  toJobValues,
} from './job-form.ts';

interface JobFormModalProps {
  /** The job to change; null for a new one. */
  job: Job | null;
  opened: boolean;
  onClose: () => void;
}

export function JobFormModal({ job, opened, onClose }: JobFormModalProps) {
  return (
    <Modal opened={opened} onClose={onClose} title={job ? 'Edit job' : 'New job'} size="lg">
      <JobForm job={job} onClose={onClose} />
    </Modal>
  );
}

function JobForm({ job, onClose }: Omit<JobFormModalProps, 'opened'>) {
  const form = useForm<JobValues>({
    initialValues: toJobValues(job),
    validate: { title: (value) => (value.trim() === '' ? 'A job needs a title' : null) },
  });
  const save = useSaveJob(job, onClose, (error) =>
    form.setErrors(fieldMessages(error, Object.keys(form.values))),
  );

  return (
    <form onSubmit={form.onSubmit((values) => save.mutate(values))} noValidate>
      <Stack gap="md">
        {save.error ? <ProblemAlert error={save.error} title="The job was not saved" /> : null}
        <TextInput label="Title" required data-autofocus {...form.getInputProps('title')} />
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <TextInput label="Department" {...form.getInputProps('department')} />
          <TextInput label="Location" {...form.getInputProps('location')} />
          <Autocomplete
            label="Employment type"
            data={employmentTypes}
            {...form.getInputProps('employmentType')}
          />
          <Select
            label="Status"
            description="Only open jobs take applications"
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            allowDeselect={false}
            data={Object.entries(jobStates).map(([value, { label }]) => ({ value, label }))}
            {...form.getInputProps('status')}
            onChange={(value) => value && form.setFieldValue('status', value as JobStatus)}
          />
        </SimpleGrid>
        <JobFacts form={form} />
        <Textarea
          label="Description"
          autosize
          minRows={4}
          maxRows={12}
          {...form.getInputProps('description')}
        />
        <FormActions onCancel={onClose} loading={save.isPending}>
          {job ? 'Save' : 'Create job'}
        </FormActions>
      </Stack>
    </form>
  );
}

interface PartProps {
  form: UseFormReturnType<JobValues>;
}

function JobFacts({ form }: PartProps) {
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }}>
      <Select
        label="Place of work"
        allowDeselect={false}
        data={Object.entries(locationTypes).map(([value, label]) => ({ value, label }))}
        {...form.getInputProps('locationType')}
      />
      <Autocomplete
        label="Minimum experience"
        data={experiences}
        {...form.getInputProps('minimumExperience')}
      />
      <TextInput label="Compensation" {...form.getInputProps('compensation')} />
      <TextInput label="Internal code" {...form.getInputProps('internalCode')} />
      <NumberInput
        label="Hiring lead"
        placeholder="Employee number"
        min={1}
        max={999_999_999}
        allowDecimal={false}
        allowNegative={false}
        hideControls
        {...form.getInputProps('hiringLeadEmployeeNumber')}
      />
    </SimpleGrid>
  );
}

function useSaveJob(job: Job | null, onSaved: () => void, onProblem: (error: unknown) => void) {
  const client = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: (values: JobValues) =>
      job ? api.jobs.update(job.id, toJobDraft(values)) : api.jobs.create(toJobDraft(values)),
    onSuccess: async (saved) => {
      await client.invalidateQueries({ queryKey: ['jobs'] });
      onSaved();
      notifyDone(job ? 'The job was saved.' : 'The job was created.');
      if (!job) await navigate({ to: '/jobs/$jobId', params: { jobId: saved.id } });
    },
    onError: onProblem,
  });
}
