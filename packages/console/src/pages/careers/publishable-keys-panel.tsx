import type { PublishableKey } from '@joinery/sdk';
import {
  Badge,
  Button,
  Group,
  Modal,
  NumberInput,
  Stack,
  Table,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { useForm } from '@mantine/form';
import { useDisclosure } from '@mantine/hooks';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api.ts';
import { ConfirmModal } from '../../ui/confirm-modal.tsx';
import { CopyField } from '../../ui/copy-field.tsx';
import { FormActions } from '../../ui/form-actions.tsx';
import { LoadingRows } from '../../ui/loading-rows.tsx';
import { Moment } from '../../ui/moment.tsx';
import { notifyDone } from '../../ui/notify.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { fieldMessages } from '../../ui/problems.ts';
import { publishableKeysQuery } from './careers.queries.ts';
import { linesOf } from './careers-form.ts';

export function PublishableKeysPanel({ mayEdit }: { mayEdit: boolean }) {
  const keys = useQuery(publishableKeysQuery);
  const [opened, modal] = useDisclosure(false);
  return (
    <Panel
      title="Publishable keys"
      description="For a form of your own: such a key may stand in a web page. It sends applications from the pages that you list, and does nothing else."
      actions={mayEdit && <Button onClick={modal.open}>New publishable key</Button>}
    >
      {keys.error && <ProblemAlert error={keys.error} title="The keys could not be loaded" />}
      {keys.isPending && <LoadingRows rows={2} />}
      {keys.data?.length === 0 && <Text c="dimmed">There are none yet.</Text>}
      {keys.data && keys.data.length > 0 && (
        <Table.ScrollContainer minWidth={680}>
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Name</Table.Th>
                <Table.Th>Key</Table.Th>
                <Table.Th>Pages</Table.Th>
                <Table.Th>Last used</Table.Th>
                <Table.Th />
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {keys.data.map((key) => (
                <KeyLine key={key.id} of={key} mayEdit={mayEdit} />
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      {opened && <NewKeyModal onClose={modal.close} />}
    </Panel>
  );
}

function KeyLine({ of: key, mayEdit }: { of: PublishableKey; mayEdit: boolean }) {
  const client = useQueryClient();
  const [removing, removal] = useDisclosure(false);
  const reload = () => client.invalidateQueries({ queryKey: publishableKeysQuery.queryKey });
  const toggle = useMutation({
    mutationFn: () => api.publishableKeys.update(key.id, { enabled: !key.enabled }),
    onSuccess: reload,
  });
  const remove = useMutation({
    mutationFn: () => api.publishableKeys.remove(key.id),
    onSuccess: async () => {
      removal.close();
      await reload();
    },
  });
  return (
    <Table.Tr>
      <Table.Td>
        <Group gap={6}>
          {key.name}
          {!key.enabled && <Badge color="gray">disabled</Badge>}
        </Group>
        <Text size="xs" c="dimmed">
          up to {key.maxPerHour} in an hour
        </Text>
      </Table.Td>
      <Table.Td maw={280}>
        <CopyField value={key.key} label={`key ${key.name}`} />
      </Table.Td>
      <Table.Td style={{ overflowWrap: 'anywhere' }}>
        {key.origins.map((origin) => (
          <div key={origin}>{origin}</div>
        ))}
      </Table.Td>
      <Table.Td>{key.lastUsedAt ? <Moment value={key.lastUsedAt} /> : 'Never'}</Table.Td>
      <Table.Td>
        {mayEdit && (
          <Group gap={4} justify="flex-end" wrap="nowrap">
            <Button variant="default" size="xs" loading={toggle.isPending} onClick={() => toggle.mutate()}>
              {key.enabled ? 'Disable' : 'Enable'}
            </Button>
            <Button variant="subtle" color="red" size="xs" onClick={removal.open}>
              Remove
            </Button>
          </Group>
        )}
        {toggle.error && <ProblemAlert error={toggle.error} />}
        <ConfirmModal
          opened={removing}
          title={`Remove ${key.name}?`}
          action="Remove"
          busy={remove.isPending}
          error={remove.error}
          onConfirm={() => remove.mutate()}
          onClose={removal.close}
        >
          Pages that have it send nothing any more. What they sent stays.
        </ConfirmModal>
      </Table.Td>
    </Table.Tr>
  );
}

function NewKeyModal({ onClose }: { onClose: () => void }) {
  const client = useQueryClient();
  const form = useForm({ initialValues: { name: '', origins: '', maxPerHour: 600 } });
  const create = useMutation({
    mutationFn: ({ name, origins, maxPerHour }: typeof form.values) =>
      api.publishableKeys.create({ name, origins: linesOf(origins), maxPerHour }),
    onSuccess: async (made) => {
      await client.invalidateQueries({ queryKey: publishableKeysQuery.queryKey });
      notifyDone(`${made.name} was made.`);
      onClose();
    },
    onError: (error) => form.setErrors(fieldMessages(error, ['name', 'origins', 'maxPerHour'])),
  });
  return (
    <Modal opened onClose={onClose} title="New publishable key">
      <form onSubmit={form.onSubmit((values) => create.mutate(values))} noValidate>
        <Stack gap="md">
          {create.error && <ProblemAlert error={create.error} title="The key was not made" />}
          <TextInput
            label="Name"
            description="Candidates who come with it have it as their source."
            required
            data-autofocus
            {...form.getInputProps('name')}
          />
          <Textarea
            label="Pages that may send with it"
            description="Origins such as https://www.example.com, one in each line."
            required
            autosize
            minRows={2}
            {...form.getInputProps('origins')}
          />
          <NumberInput
            label="Applications in an hour"
            min={1}
            max={100_000}
            allowDecimal={false}
            {...form.getInputProps('maxPerHour')}
          />
          <FormActions onCancel={onClose} loading={create.isPending}>
            Make the key
          </FormActions>
        </Stack>
      </form>
    </Modal>
  );
}
