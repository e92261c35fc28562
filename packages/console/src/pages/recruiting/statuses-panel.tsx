import type { RecruitingSettings, RecruitingStatus, RecruitingView, StageKind } from '@joinery/sdk';
import { Select, Table, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api.ts';
import { notifyProblem } from '../../ui/notify.tsx';
import { Panel } from '../../ui/panel.tsx';
import { stageKinds } from '../../ui/states.ts';
import { recruitingQuery } from './recruiting.queries.ts';

const kinds = Object.entries(stageKinds).map(([value, { label }]) => ({ value, label }));

interface StatusesPanelProps {
  connectionId: string;
  mayEdit: boolean;
}

/** What the account's statuses mean here. Nothing where none are known or no applications come. */
export function StatusesPanel({ connectionId, mayEdit }: StatusesPanelProps) {
  const view = useQuery(recruitingQuery(connectionId)).data;
  if (!view?.settings.source || view.statuses.length === 0) return null;
  return (
    <Panel
      title="Statuses of the account"
      description="Who is hired, rejected or withdraws there does so here. A status that says nothing moves nobody."
      flush
    >
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>There</Table.Th>
            <Table.Th>Means here</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {view.statuses.map((status) => (
            <StatusRow key={status.id} status={status} view={view} mayEdit={mayEdit} />
          ))}
        </Table.Tbody>
      </Table>
    </Panel>
  );
}

function StatusRow(props: { status: RecruitingStatus; view: RecruitingView; mayEdit: boolean }) {
  const { status, view, mayEdit } = props;
  const { settings, connectionId } = view;
  const client = useQueryClient();
  const change = useMutation({
    mutationFn: (kind: StageKind | null) =>
      api.recruiting.put(connectionId, { ...settings, statusKinds: meaning(settings, status.id, kind) }),
    onError: (error) => notifyProblem('It was not saved', error),
    onSettled: () => client.invalidateQueries({ queryKey: ['recruiting'] }),
  });
  const name = status.name ?? status.id;
  const chosen = settings.statusKinds[status.id] ?? null;
  return (
    <Table.Tr>
      <Table.Td style={{ overflowWrap: 'anywhere' }}>
        <Text size="sm">{name}</Text>
      </Table.Td>
      <Table.Td>
        <Select
          aria-label={`What ${name} means here`}
          placeholder={status.kind ? `${stageKinds[status.kind].label}, as the account says` : 'Says nothing'}
          size="xs"
          clearable
          clearButtonProps={{ 'aria-label': 'As the account says' }}
          disabled={!mayEdit || change.isPending}
          data={kinds}
          value={chosen}
          onChange={(kind) => change.mutate(kind as StageKind | null)}
        />
      </Table.Td>
    </Table.Tr>
  );
}

function meaning(
  { statusKinds }: RecruitingSettings,
  id: string,
  kind: StageKind | null,
): RecruitingSettings['statusKinds'] {
  const { [id]: _before, ...others } = statusKinds;
  return kind === null ? others : { ...others, [id]: kind };
}
