import { ActionIcon, Button, Checkbox, Group, Menu, Modal, Stack, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconBookmark, IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api.ts';
import { FormActions } from '../../ui/form-actions.tsx';
import { notifyDone, notifyProblem } from '../../ui/notify.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { type CandidateSearch, fromSaved, isNarrowed, toQuery } from './candidate-filter.ts';
import { savedFiltersQuery } from './candidates.queries.ts';

interface SavedFiltersProps {
  search: CandidateSearch;
  onChoose: (search: CandidateSearch) => void;
}

export function SavedFilters({ search, onChoose }: SavedFiltersProps) {
  const saved = useQuery(savedFiltersQuery);
  const [saving, modal] = useDisclosure(false);
  const items = saved.data ?? [];
  return (
    <>
      <Menu position="bottom-end" width={280}>
        <Menu.Target>
          <Button variant="default" leftSection={<IconBookmark size={16} aria-hidden />}>
            Saved
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {items.length === 0 && <Menu.Label>No saved filters yet</Menu.Label>}
          {items.map(({ id, name, own, ownerName, filter }) => (
            <Menu.Item key={id} onClick={() => onChoose(fromSaved(filter))}>
              {own ? name : `${name} (${ownerName})`}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item disabled={!isNarrowed(search)} onClick={modal.open}>
            Save this filter…
          </Menu.Item>
          <Menu.Item disabled={!isNarrowed(search)} onClick={() => onChoose({})}>
            Clear all filters
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Modal opened={saving} onClose={modal.close} title="Save this filter">
        <SaveForm search={search} onClose={modal.close} />
        <OwnFilters />
      </Modal>
    </>
  );
}

function SaveForm({ search, onClose }: { search: CandidateSearch; onClose: () => void }) {
  const client = useQueryClient();
  const [name, setName] = useState('');
  const [shared, setShared] = useState(false);
  const save = useMutation({
    mutationFn: () => api.candidateFilters.create({ name: name.trim(), shared, filter: toQuery(search) }),
    onSuccess: async () => {
      notifyDone('The filter was saved.');
      onClose();
      await client.invalidateQueries({ queryKey: savedFiltersQuery.queryKey });
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <Stack gap="md">
        {save.error && <ProblemAlert error={save.error} title="The filter was not saved" />}
        <TextInput
          label="Name"
          required
          maxLength={100}
          data-autofocus
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Checkbox
          label="Everybody of the company finds it"
          checked={shared}
          onChange={(event) => setShared(event.currentTarget.checked)}
        />
        <FormActions onCancel={onClose} disabled={name.trim() === ''} loading={save.isPending}>
          Save
        </FormActions>
      </Stack>
    </form>
  );
}

function OwnFilters() {
  const client = useQueryClient();
  const saved = useQuery(savedFiltersQuery);
  const remove = useMutation({
    mutationFn: (id: string) => api.candidateFilters.remove(id),
    onError: (error) => notifyProblem('The filter was not removed', error),
    onSettled: () => client.invalidateQueries({ queryKey: savedFiltersQuery.queryKey }),
  });
  const own = (saved.data ?? []).filter((filter) => filter.own);
  if (own.length === 0) return null;
  return (
    <Stack gap={4} mt="lg">
      {own.map(({ id, name }) => (
        <Group key={id} justify="space-between" wrap="nowrap">
          <span style={{ overflowWrap: 'anywhere' }}>{name}</span>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={`Remove the filter ${name}`}
            onClick={() => remove.mutate(id)}
          >
            <IconTrash size={16} aria-hidden />
          </ActionIcon>
        </Group>
      ))}
    </Stack>
  );
}
