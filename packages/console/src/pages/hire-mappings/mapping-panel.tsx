import type { Connection, HireMapping, MappingDefinition } from '@joinery/sdk';
import { ActionIcon, Alert, Button, Group, Stack, Table, Text } from '@mantine/core';
import { IconHistory, IconPencil, IconPlus, IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api.ts';
import { LoadingRows } from '../../ui/loading-rows.tsx';
import { Moment } from '../../ui/moment.tsx';
import { notifyDone } from '../../ui/notify.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { useSession } from '../session/session.queries.ts';
import { FilesEditor } from './files-editor.tsx';
import { hireMappingQuery } from './hire-mappings.queries.ts';
import { withoutRule, withRule } from './mapping-form.ts';
import { MappingPreview } from './mapping-preview.tsx';
import { MappingVersions } from './mapping-versions.tsx';
import { formatWords, sourceWords, targetName } from './mapping-words.ts';
import { RuleModal } from './rule-modal.tsx';

/** What of candidate, application, offer and job goes into which field of BambooHR. */
export function MappingPanel({ connection, mayEdit }: { connection: Connection; mayEdit: boolean }) {
  const mapping = useQuery(hireMappingQuery(connection.id));
  if (mapping.data) return <LoadedMapping mapping={mapping.data} mayEdit={mayEdit} />;
  return (
    <Panel title="What hires send">
      {mapping.error ? (
        <ProblemAlert
          error={mapping.error}
          title="The mapping could not be loaded"
          onRetry={() => mapping.refetch()}
        />
      ) : (
        <LoadingRows rows={5} height={40} />
      )}
    </Panel>
  );
}

/** Changes that are not saved, and the version that they were made on. */
interface Edited {
  base: HireMapping;
  definition: MappingDefinition;
}

function LoadedMapping({ mapping, mayEdit }: { mapping: HireMapping; mayEdit: boolean }) {
  const { access } = useSession();
  const [edited, setEdited] = useState<Edited | null>(null);
  const draft = edited?.definition ?? mapping.definition;
  const setDraft = (definition: MappingDefinition) =>
    setEdited({ base: edited?.base ?? mapping, definition });
  const [opened, setOpened] = useState<'rule' | 'versions' | null>(null);
  const [place, setPlace] = useState<number | null>(null);
  const edit = (at: number | null) => {
    setPlace(at);
    setOpened('rule');
  };
  const close = () => setOpened(null);
  return (
    <Panel
      title="What hires send"
      description={<VersionWords mapping={mapping} />}
      actions={
        <Group gap="xs">
          <Button
            variant="default"
            size="xs"
            leftSection={<IconHistory size={15} aria-hidden />}
            onClick={() => setOpened('versions')}
          >
            Versions
          </Button>
          {mayEdit && (
            <Button
              variant="default"
              size="xs"
              leftSection={<IconPlus size={15} aria-hidden />}
              onClick={() => edit(null)}
            >
              Add a rule
            </Button>
          )}
        </Group>
      }
    >
      <Stack gap="md">
        <RulesTable definition={draft} mayEdit={mayEdit} onEdit={edit} onChange={setDraft} />
        <FilesEditor definition={draft} mayEdit={mayEdit} onChange={setDraft} />
        {edited !== null && (
          <SaveBar edited={edited} latest={mapping.version} onUndo={() => setEdited(null)} />
        )}
        {access.hiring.hires !== 'none' && access.hiring.candidates !== 'none' && (
          <MappingPreview connectionId={mapping.connectionId} draft={edited?.definition} />
        )}
      </Stack>
      <RuleModal
        definition={draft}
        place={place}
        opened={opened === 'rule'}
        onClose={close}
        onDone={(rule) => {
          setDraft(withRule(draft, rule, place));
          close();
        }}
      />
      <MappingVersions
        connectionId={mapping.connectionId}
        opened={opened === 'versions'}
        onClose={close}
        onRestore={mayEdit ? (definition) => setDraft(definition) : undefined}
      />
    </Panel>
  );
}

function VersionWords({ mapping: { version, createdBy, createdAt } }: { mapping: HireMapping }) {
  if (createdAt === null)
    return 'The mapping that every integration begins with. The first source that is not blank counts.';
  return (
    <>
      Version {version}, by {createdBy}, <Moment value={createdAt} form="relative" />. The first source that
      is not blank counts.
    </>
  );
}

interface RulesTableProps {
  definition: MappingDefinition;
  mayEdit: boolean;
  onEdit: (place: number) => void;
  onChange: (definition: MappingDefinition) => void;
}

function RulesTable({ definition, mayEdit, onEdit, onChange }: RulesTableProps) {
  return (
    <Table>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Field</Table.Th>
          <Table.Th visibleFrom="sm">Comes from</Table.Th>
          <Table.Th visibleFrom="sm">Written as</Table.Th>
          {mayEdit && <Table.Th w={84} aria-label="Actions" />}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {definition.rules.map((rule, at) => (
          <Table.Tr key={rule.to}>
            <Table.Td fw={600} style={{ overflowWrap: 'break-word' }}>
              {targetName(rule.to)}
              <Text size="sm" hiddenFrom="sm" style={{ overflowWrap: 'anywhere' }}>
                {rule.from.map(sourceWords).join(', else ')}
              </Text>
              <Text size="xs" c="dimmed" hiddenFrom="sm">
                {writtenAs(rule.format, rule.values)}
              </Text>
            </Table.Td>
            <Table.Td visibleFrom="sm" style={{ overflowWrap: 'anywhere' }}>
              {rule.from.map(sourceWords).join(', else ')}
            </Table.Td>
            <Table.Td visibleFrom="sm" c="dimmed">
              {writtenAs(rule.format, rule.values)}
            </Table.Td>
            {mayEdit && (
              <Table.Td>
                <Group gap={4} wrap="nowrap" justify="flex-end">
                  <ActionIcon
                    variant="subtle"
                    color="gray"
                    aria-label={`Edit the rule for ${targetName(rule.to)}`}
                    onClick={() => onEdit(at)}
                  >
                    <IconPencil size={16} aria-hidden />
                  </ActionIcon>
                  <ActionIcon
                    variant="subtle"
                    color="gray"
                    aria-label={`Remove the rule for ${targetName(rule.to)}`}
                    onClick={() => onChange(withoutRule(definition, at))}
                  >
                    <IconTrash size={16} aria-hidden />
                  </ActionIcon>
                </Group>
              </Table.Td>
            )}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function writtenAs(
  format: MappingDefinition['rules'][number]['format'],
  values: Record<string, string> | undefined,
): string {
  const count = Object.keys(values ?? {}).length;
  const table = count === 0 ? null : `${count} ${count === 1 ? 'value' : 'values'} mapped`;
  return [formatWords(format), table].filter(Boolean).join(' · ');
}

interface SaveBarProps {
  edited: Edited;
  /** The version that counts, which somebody else may have saved meanwhile. */
  latest: number;
  onUndo: () => void;
}

function SaveBar({ edited: { base, definition }, latest, onUndo }: SaveBarProps) {
  const client = useQueryClient();
  const { connectionId, version } = base;
  const save = useMutation({
    mutationFn: () => api.connections.putHireMapping(connectionId, { basedOn: version, definition }),
    onSuccess: async (saved) => {
      notifyDone(saved.version === version ? 'Nothing was different.' : `Saved as version ${saved.version}.`);
      client.setQueryData(hireMappingQuery(connectionId).queryKey, saved);
      onUndo();
      await client.invalidateQueries({ queryKey: ['connections', connectionId, 'hire-mapping'] });
    },
    onError: () => client.invalidateQueries({ queryKey: hireMappingQuery(connectionId).queryKey }),
  });
  return (
    <Stack gap="sm">
      {save.error && <ProblemAlert error={save.error} title="The mapping was not saved" />}
      <Alert color="yellow" p="sm">
        <Group justify="space-between" gap="sm">
          <Text size="sm">
            {latest === version
              ? 'Hires use these rules once they are saved.'
              : `Version ${latest} was saved meanwhile, so these changes of version ${version} cannot be.`}
          </Text>
          <Group gap="xs">
            <Button variant="default" size="xs" onClick={onUndo}>
              Undo
            </Button>
            <Button size="xs" loading={save.isPending} onClick={() => save.mutate()}>
              Save as a new version
            </Button>
          </Group>
        </Group>
      </Alert>
    </Stack>
  );
}
