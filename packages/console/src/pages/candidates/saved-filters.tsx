import type { SavedCandidateFilter } from '@joinery/sdk';
import { ActionIcon, Button, Checkbox, Group, Menu, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconBookmark, IconCheck, IconPencil, IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { api } from '../../api.ts';
import { FormActions } from '../../ui/form-actions.tsx';
import { notifyDone } from '../../ui/notify.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { type CandidateSearch, fromSaved, isNarrowed, shownFilter, toQuery } from './candidate-filter.ts';
import { savedFiltersQuery } from './candidates.queries.ts';

interface SavedFiltersProps {
  search: CandidateSearch;
  onChoose: (search: CandidateSearch) => void;
}

export function SavedFilters({ search, onChoose }: SavedFiltersProps) {
  const saved = useQuery(savedFiltersQuery);
  const [saving, modal] = useDisclosure(false);
  const [changing, changes] = useDisclosure(false);
  const items = saved.data ?? [];
  const own = items.filter((filter) => filter.own);
  const shown = shownFilter(items, search);
  return (
    <>
      <Menu position="bottom-end" width={280}>
        <Menu.Target>
          <Button
            variant="default"
            leftSection={<IconBookmark size={16} aria-hidden />}
            styles={{ label: { maxWidth: '14rem', textOverflow: 'ellipsis' } }}
          >
            {shown ? `Saved: ${shown.name}` : 'Saved'}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {saved.error && <Menu.Label>They could not be loaded</Menu.Label>}
          {saved.data?.length === 0 && <Menu.Label>No saved filters yet</Menu.Label>}
          {items.map((item) => (
            <Menu.Item
              key={item.id}
              onClick={() => onChoose(fromSaved(item.filter))}
              rightSection={item.id === shown?.id && <IconCheck size={14} aria-label="Shown" />}
            >
              {item.own ? item.name : `${item.name} (${item.ownerName})`}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item disabled={!isNarrowed(search)} onClick={modal.open}>
            Save this filter…
          </Menu.Item>
          <Menu.Item disabled={own.length === 0} onClick={changes.open}>
            Change saved filters…
          </Menu.Item>
          <Menu.Item disabled={!isNarrowed(search)} onClick={() => onChoose({})}>
            Clear all filters
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Modal opened={saving} onClose={modal.close} title="Save this filter">
        <SaveForm search={search} onClose={modal.close} />
      </Modal>
      <Modal opened={changing} onClose={changes.close} title="Your saved filters">
        <OwnFilters own={own} search={search} />
      </Modal>
    </>
  );
}

function SaveForm({ search, onClose }: { search: CandidateSearch; onClose: () => void }) {
  return (
    <FilterForm
      initial={{ name: '', shared: false }}
      save={(named) => api.candidateFilters.create({ ...named, filter: toQuery(search) })}
      onClose={onClose}
    />
  );
}

interface FilterFormProps {
  initial: { name: string; shared: boolean };
  save: (named: { name: string; shared: boolean }) => Promise<unknown>;
  onClose: () => void;
  children?: ReactNode;
}

/** What a filter is called and who finds it. */
function FilterForm({ initial, save, onClose, children }: FilterFormProps) {
  const client = useQueryClient();
  const [name, setName] = useState(initial.name);
  const [shared, setShared] = useState(initial.shared);
  const saving = useMutation({
    mutationFn: () => save({ name: name.trim(), shared }),
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
        saving.mutate();
      }}
    >
      <Stack gap="md">
        {saving.error && <ProblemAlert error={saving.error} title="The filter was not saved" />}
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
        {children}
        <FormActions onCancel={onClose} disabled={name.trim() === ''} loading={saving.isPending}>
          Save
        </FormActions>
      </Stack>
    </form>
  );
}

interface OwnFiltersProps {
  own: SavedCandidateFilter[];
  search: CandidateSearch;
}

/** Names, sharing and removal: of one's own only, as the server has it. */
function OwnFilters({ own, search }: OwnFiltersProps) {
  const [open, setOpen] = useState<{ id: string; act: 'change' | 'remove' }>();
  if (own.length === 0) return <Text size="sm">None any more.</Text>;
  return (
    <Stack gap="sm">
      {own.map((filter) => {
        const act = open?.id === filter.id ? open.act : undefined;
        const close = () => setOpen(undefined);
        if (act === 'change')
          return <ChangeForm key={filter.id} filter={filter} search={search} onClose={close} />;
        if (act === 'remove') return <RemoveForm key={filter.id} filter={filter} onClose={close} />;
        return (
          <Group key={filter.id} justify="space-between" wrap="nowrap" gap="xs">
            <div style={{ overflowWrap: 'anywhere' }}>
              <Text size="sm">{filter.name}</Text>
              {filter.shared && (
                <Text size="xs" c="dimmed">
                  Everybody of the company finds it
                </Text>
              )}
            </div>
            <Group gap={4} wrap="nowrap">
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={`Change the filter ${filter.name}`}
                onClick={() => setOpen({ id: filter.id, act: 'change' })}
              >
                <IconPencil size={16} aria-hidden />
              </ActionIcon>
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={`Remove the filter ${filter.name}`}
                onClick={() => setOpen({ id: filter.id, act: 'remove' })}
              >
                <IconTrash size={16} aria-hidden />
              </ActionIcon>
            </Group>
          </Group>
        );
      })}
    </Stack>
  );
}

interface OwnFilterProps {
  filter: SavedCandidateFilter;
  onClose: () => void;
}

function ChangeForm({ filter, search, onClose }: OwnFilterProps & { search: CandidateSearch }) {
  const [renewed, setRenewed] = useState(false);
  return (
    <FilterForm
      initial={filter}
      save={(named) =>
        api.candidateFilters.update(filter.id, { ...named, ...(renewed && { filter: toQuery(search) }) })
      }
      onClose={onClose}
    >
      <Checkbox
        label="It shows what is chosen on this page now"
        disabled={!isNarrowed(search)}
        checked={renewed}
        onChange={(event) => setRenewed(event.currentTarget.checked)}
      />
    </FilterForm>
  );
}

function RemoveForm({ filter, onClose }: OwnFilterProps) {
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: () => api.candidateFilters.remove(filter.id),
    onSuccess: async () => {
      notifyDone('The filter was removed.');
      onClose();
      await client.invalidateQueries({ queryKey: savedFiltersQuery.queryKey });
    },
  });
  return (
    <Stack gap="sm">
      {remove.error && <ProblemAlert error={remove.error} title="The filter was not removed" />}
      <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
        Remove “{filter.name}”{filter.shared ? ', for everybody who finds it' : ''}? Nothing happens to its
        people.
      </Text>
      <Group justify="flex-end" gap="xs">
        <Button variant="default" size="xs" onClick={onClose}>
          Keep it
        </Button>
        <Button color="red.9" size="xs" loading={remove.isPending} onClick={() => remove.mutate()}>
          Remove
        </Button>
      </Group>
    </Stack>
  );
}
