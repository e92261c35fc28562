import type { Candidate } from '@joinery/sdk';
import { Fieldset, Modal, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api.ts';
import { FormActions } from '../../ui/form-actions.tsx';
import { notifyDone } from '../../ui/notify.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { fieldMessages } from '../../ui/problems.ts';
import { checkEdit, type EditValues, toCandidatePut, toEditValues } from './candidate-edit.ts';

interface EditCandidateModalProps {
  candidate: Candidate;
  opened: boolean;
  onClose: () => void;
}

/** Name, contact and profile of a candidate. */
export function EditCandidateModal({ candidate, opened, onClose }: EditCandidateModalProps) {
  return (
    <Modal opened={opened} onClose={onClose} title={`Edit ${candidate.name}`} size="lg">
      <EditForm candidate={candidate} onClose={onClose} />
    </Modal>
  );
}

const profile: [keyof EditValues, string][] = [
  ['industry', 'Industry'],
  ['department', 'Department'],
  ['educationLevel', 'Highest education'],
  ['educationInstitution', 'School or university'],
  ['linkedinUrl', 'LinkedIn'],
  ['websiteUrl', 'Website'],
  ['twitterUsername', 'Twitter'],
];

const address: [keyof EditValues, string][] = [
  ['addressLine1', 'Street'],
  ['addressLine2', 'Second line'],
  ['zipCode', 'Postcode'],
  ['city', 'City'],
  ['state', 'State'],
  ['country', 'Country'],
];

function EditForm({ candidate, onClose }: Omit<EditCandidateModalProps, 'opened'>) {
  const client = useQueryClient();
  const form = useForm<EditValues>({ initialValues: toEditValues(candidate), validate: checkEdit });
  const save = useMutation({
    mutationFn: (values: EditValues) =>
      api.candidates.update(candidate.id, toCandidatePut(values, candidate)),
    onSuccess: async (changed) => {
      client.setQueryData(['candidates', candidate.id], changed);
      onClose();
      notifyDone(`${changed.name} was saved.`);
      await client.invalidateQueries({ queryKey: ['candidates'] });
    },
    onError: (error) => form.setErrors(fieldMessages(error, Object.keys(form.values))),
  });
  const inputs = (names: [keyof EditValues, string][]) =>
    names.map(([name, label]) => <TextInput key={name} label={label} {...form.getInputProps(name)} />);
  return (
    <form onSubmit={form.onSubmit((values) => save.mutate(values))} noValidate>
      <Stack gap="md">
        {save.error ? <ProblemAlert error={save.error} title="The candidate was not saved" /> : null}
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <TextInput label="First name" data-autofocus {...form.getInputProps('firstName')} />
          <TextInput label="Last name" {...form.getInputProps('lastName')} />
          <TextInput label="E-mail" type="email" {...form.getInputProps('email')} />
          <TextInput label="Phone" type="tel" {...form.getInputProps('phone')} />
          <TextInput label="Source" {...form.getInputProps('source')} />
        </SimpleGrid>
        <Fieldset legend="Profile">
          <SimpleGrid cols={{ base: 1, xs: 2 }}>{inputs(profile)}</SimpleGrid>
        </Fieldset>
        <Fieldset legend="Address">
          <SimpleGrid cols={{ base: 1, xs: 2 }}>{inputs(address)}</SimpleGrid>
        </Fieldset>
        <FormActions onCancel={onClose} disabled={!form.isDirty()} loading={save.isPending}>
          Save
        </FormActions>
      </Stack>
    </form>
  );
}
