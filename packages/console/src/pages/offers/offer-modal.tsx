import type { Application, Candidate, Offer, OfferState } from '@joinery/sdk';
import { FileInput, Modal, Select, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconFileText } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api.ts';
import { FormActions } from '../../ui/form-actions.tsx';
import { notifyDone } from '../../ui/notify.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { fieldMessages } from '../../ui/problems.ts';
import { offerStates } from '../../ui/states.ts';
import { checkOffer, type OfferValues, offerDocuments, toOfferPut, toOfferValues } from './offer-form.ts';

interface OfferModalProps {
  application: Application;
  candidate: Candidate;
  offer: Offer | null;
  opened: boolean;
  onClose: () => void;
}

export function OfferModal({ opened, onClose, ...props }: OfferModalProps) {
  return (
    <Modal opened={opened} onClose={onClose} title={`Offer: ${props.application.jobTitle}`} size="lg">
      <OfferForm onClose={onClose} {...props} />
    </Modal>
  );
}

const states = (Object.keys(offerStates) as OfferState[]).map((value) => ({
  value,
  label: offerStates[value].label,
}));

function OfferForm({ application, candidate, offer, onClose }: Omit<OfferModalProps, 'opened'>) {
  const form = useForm<OfferValues>({ initialValues: toOfferValues(offer), validate: checkOffer });
  const save = useSaveOffer(application, onClose, (error) =>
    form.setErrors(fieldMessages(error, Object.keys(form.values))),
  );
  const documents = offerDocuments(candidate.attachments);
  const text = (name: keyof OfferValues, label: string, placeholder?: string) => (
    <TextInput label={label} placeholder={placeholder ?? ''} {...form.getInputProps(name)} />
  );
  return (
    <form onSubmit={form.onSubmit((values) => save.mutate(values))} noValidate>
      <Stack gap="md">
        {save.error !== null && <ProblemAlert error={save.error} title="The offer was not saved" />}
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <Select label="State" allowDeselect={false} data={states} {...form.getInputProps('state')} />
          <TextInput type="date" label="First day" {...form.getInputProps('startDate')} />
          {text('jobTitle', 'Job title', application.jobTitle)}
          {text('employmentStatus', 'Employment status', 'Full-Time')}
          {text('department', 'Department')}
          {text('division', 'Division')}
          {text('location', 'Location')}
          {text('reportsTo', 'Reports to', 'First and last name')}
          {text('payRate', 'Pay', '52000')}
          {text('payCurrency', 'Currency', 'EUR')}
          {text('payType', 'Kind of pay', 'Salary')}
          {text('payPer', 'Paid per', 'Year')}
          {documents.length > 0 && (
            <Select
              label="Document"
              clearable
              clearButtonProps={{ 'aria-label': 'No document' }}
              data={documents}
              {...form.getInputProps('fileId')}
            />
          )}
          <FileInput
            label={documents.length > 0 ? 'Another document' : 'Document'}
            description="Seen only by those who may see hires"
            placeholder="Choose a file"
            accept=".pdf,.doc,.docx,.odt,.rtf,.txt"
            clearable
            clearButtonProps={{ 'aria-label': 'No new document' }}
            leftSection={<IconFileText size={16} aria-hidden />}
            {...form.getInputProps('document')}
          />
        </SimpleGrid>
        <FormActions onCancel={onClose} loading={save.isPending}>
          Save the offer
        </FormActions>
      </Stack>
    </form>
  );
}

function useSaveOffer(application: Application, onSaved: () => void, onProblem: (error: Error) => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (values: OfferValues) => {
      const { document } = values;
      const uploaded =
        document === null
          ? undefined
          : (await api.candidates.attach(application.candidateId, { offer: document })).items[0]?.fileId;
      return api.applications.putOffer(application.id, toOfferPut(values, uploaded));
    },
    onSuccess: () => {
      onSaved();
      notifyDone('The offer was saved.');
    },
    onError: onProblem,
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ['offers', application.id] }),
        client.invalidateQueries({ queryKey: ['candidates'] }),
        client.invalidateQueries({ queryKey: ['hires'] }),
      ]),
  });
}
