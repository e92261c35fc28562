import type { FaultKind, RetryAfterForm } from '@joinery/sdk';
import { Checkbox, Group, Modal, NumberInput, Select, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api.ts';
import { FormActions } from '../../ui/form-actions.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { fieldMessages } from '../../ui/problems.ts';
import { emptyFault, type FaultForm, problemsOf, toFaultInput } from './fault-form.ts';
import { faultNames, takesRetryAfter, takesSeconds } from './fault-words.ts';
import { faultsQuery } from './sandbox.queries.ts';

const kinds = Object.entries(faultNames).map(([value, label]) => ({ value: value as FaultKind, label }));
const waits: { value: RetryAfterForm; label: string }[] = [
  { value: 'seconds', label: 'Seconds' },
  { value: 'http_date', label: 'An HTTP date' },
  { value: 'zero', label: 'Zero' },
  { value: 'negative', label: 'A negative number' },
  { value: 'far', label: 'Ten years' },
  { value: 'garbage', label: 'No number at all' },
  { value: 'missing', label: 'No header' },
];

export function FaultFormModal({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} title="New fault">
      <FaultFields onClose={onClose} />
    </Modal>
  );
}

function FaultFields({ onClose }: { onClose: () => void }) {
  const client = useQueryClient();
  const form = useForm<FaultForm>({ initialValues: emptyFault, validate: problemsOf });
  const { fault, always } = form.values;
  const add = useMutation({
    mutationFn: (values: FaultForm) => api.sandbox.faults.create(toFaultInput(values)),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: faultsQuery.queryKey });
      onClose();
    },
    onError: (error) =>
      form.setErrors(fieldMessages(error, ['operation', 'count', 'probability', 'seconds', 'fields'])),
  });
  return (
    <form onSubmit={form.onSubmit((values) => add.mutate(values))} noValidate>
      <Stack gap="md">
        {add.error && <ProblemAlert error={add.error} title="The fault was not ordered" />}
        <Select
          label="What goes wrong"
          allowDeselect={false}
          data={kinds}
          data-autofocus
          {...form.getInputProps('fault')}
        />
        <TextInput
          label="Operation"
          description="As BambooHR documents it, or a beginning with * behind it; any when empty"
          placeholder="POST /v1/employees"
          {...form.getInputProps('operation')}
        />
        {fault === 'vanish_fields' && (
          <TextInput
            label="Fields"
            description="Aliases, with commas between"
            placeholder="workEmail, hireDate"
            required
            {...form.getInputProps('fields')}
          />
        )}
        <Group grow align="flex-start">
          <NumberInput
            label="Requests"
            min={1}
            allowDecimal={false}
            disabled={always}
            {...form.getInputProps('count')}
          />
          <NumberInput label="Share in %" min={0.1} max={100} {...form.getInputProps('probability')} />
        </Group>
        <Checkbox label="Until it is removed" {...form.getInputProps('always', { type: 'checkbox' })} />
        {(takesSeconds(fault) || takesRetryAfter(fault)) && (
          <Group grow align="flex-start">
            <NumberInput
              label="Seconds"
              min={0}
              max={600}
              allowDecimal={false}
              {...form.getInputProps('seconds')}
            />
            {takesRetryAfter(fault) && (
              <Select
                label="Retry-After"
                placeholder="As usual"
                clearable
                data={waits}
                {...form.getInputProps('retryAfter')}
              />
            )}
          </Group>
        )}
        <FormActions onCancel={onClose} loading={add.isPending}>
          Order fault
        </FormActions>
      </Stack>
    </form>
  );
}
