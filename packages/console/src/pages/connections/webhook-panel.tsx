import type { Connection, SourceWebhookView } from '@joinery/sdk';
import { Alert, Button, DataList, Group, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api.ts';
import { LoadingRows } from '../../ui/loading-rows.tsx';
import { Moment } from '../../ui/moment.tsx';
import { notifyDone } from '../../ui/notify.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { webhookQuery } from './connections.queries.ts';

const states = {
  off: { label: 'Off', color: 'gray' },
  on: { label: 'On', color: 'teal' },
  missing: { label: 'Gone at BambooHR', color: 'red' },
};

/** BambooHR tells of changes at once by it; without it they are asked for on schedule. */
export function WebhookPanel({ connection, mayEdit }: { connection: Connection; mayEdit: boolean }) {
  const webhook = useQuery(webhookQuery(connection.id));
  return (
    <Panel
      title="Calls from BambooHR"
      description="A hint to read at once. It is never taken for data."
      actions={webhook.data && <StateBadge {...states[webhook.data.state]} />}
    >
      {webhook.isPending && <LoadingRows rows={2} />}
      {webhook.error && (
        <ProblemAlert
          error={webhook.error}
          title="It could not be loaded"
          onRetry={() => webhook.refetch()}
        />
      )}
      {webhook.data && <Webhook webhook={webhook.data} connectionId={connection.id} mayEdit={mayEdit} />}
    </Panel>
  );
}

interface WebhookProps {
  webhook: SourceWebhookView;
  connectionId: string;
  mayEdit: boolean;
}

function Webhook({ webhook, connectionId, mayEdit }: WebhookProps) {
  const client = useQueryClient();
  const isOff = webhook.state === 'off';
  const change = useMutation({
    mutationFn: async (on: boolean) => {
      await (on ? api.connections.addWebhook(connectionId) : api.connections.removeWebhook(connectionId));
      return on;
    },
    onSuccess: (on) => notifyDone(on ? 'BambooHR calls from now on.' : 'BambooHR calls no more.'),
    onSettled: () => client.invalidateQueries({ queryKey: ['connections'] }),
  });
  return (
    <Stack gap="sm">
      {change.error && <ProblemAlert error={change.error} title="It was not switched" />}
      {webhook.problem && (
        <Alert color="yellow" icon={<IconAlertTriangle size={18} />}>
          <Text size="sm">{webhook.problem}</Text>
        </Alert>
      )}
      {isOff ? (
        <Text size="sm" c="dimmed">
          Changes are asked for on schedule only.
        </Text>
      ) : (
        <DataList size="sm" gap={6} labelWidth="96px">
          <Instant label="Last call" value={webhook.lastCallAt} never="None yet" />
          <Instant label="Checked" value={webhook.checkedAt} never="Not yet" />
          <Instant label="Since" value={webhook.registeredAt} never="–" />
        </DataList>
      )}
      {mayEdit && (
        <Group gap="xs" justify="flex-end">
          {webhook.state !== 'on' && (
            <Button
              variant="default"
              size="xs"
              loading={change.isPending && change.variables}
              onClick={() => change.mutate(true)}
            >
              {isOff ? 'Switch on' : 'Register again'}
            </Button>
          )}
          {!isOff && (
            <Button
              variant="default"
              size="xs"
              loading={change.isPending && !change.variables}
              onClick={() => change.mutate(false)}
            >
              Switch off
            </Button>
          )}
        </Group>
      )}
    </Stack>
  );
}

function Instant({ label, value, never }: { label: string; value: string | null; never: string }) {
  return (
    <DataList.Item>
      <DataList.ItemLabel>{label}</DataList.ItemLabel>
      <DataList.ItemValue>
        {value === null ? never : <Moment value={value} form="relative" />}
      </DataList.ItemValue>
    </DataList.Item>
  );
}
