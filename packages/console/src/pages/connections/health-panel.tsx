import type { Connection, ConnectionState } from '@joinery/sdk';
import { Alert, Button, Group, PasswordInput, Progress, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconInfoCircle } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type SubmitEvent, useState } from 'react';
import { api } from '../../api.ts';
import { LoadingRows } from '../../ui/loading-rows.tsx';
import { notifyDone } from '../../ui/notify.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { connectionStateQuery } from './connections.queries.ts';
import { EnabledSwitch } from './enabled-switch.tsx';
import { findingsOf, type HealthFinding } from './health-words.ts';

/** How the connection does: what is wrong, why, what helps. */
export function HealthPanel({ connection, mayEdit }: { connection: Connection; mayEdit: boolean }) {
  const state = useQuery(connectionStateQuery(connection.id));
  return (
    <Panel title="Health">
      <Stack gap="md">
        {state.isPending && <LoadingRows rows={2} />}
        {state.error && (
          <ProblemAlert
            error={state.error}
            title="Its state could not be loaded"
            onRetry={() => state.refetch()}
          />
        )}
        {state.data && (
          <>
            {findingsOf(connection, state.data, new Date()).map((finding) => (
              <Finding key={finding.what} finding={finding} connection={connection} mayEdit={mayEdit} />
            ))}
            <Budget state={state.data} />
          </>
        )}
        <EnabledSwitch connection={connection} mayEdit={mayEdit} />
      </Stack>
    </Panel>
  );
}

const icons = {
  red: <IconAlertTriangle size={18} />,
  yellow: <IconAlertTriangle size={18} />,
  gray: <IconInfoCircle size={18} />,
  teal: <IconCircleCheck size={18} />,
};

interface FindingProps {
  finding: HealthFinding;
  connection: Connection;
  mayEdit: boolean;
}

function Finding({ finding, connection, mayEdit }: FindingProps) {
  return (
    <Alert color={finding.tone} icon={icons[finding.tone]} title={finding.what} role="status">
      <Text size="sm">{finding.cause}</Text>
      {finding.cure && <Text size="sm">{finding.cure}</Text>}
      {finding.needsKey && mayEdit && <NewKeyForm connection={connection} />}
    </Alert>
  );
}

function NewKeyForm({ connection }: { connection: Connection }) {
  const client = useQueryClient();
  const [apiKey, setApiKey] = useState('');
  const save = useMutation({
    mutationFn: () => api.connections.update(connection.id, { apiKey: apiKey.trim() }),
    onSuccess: async () => {
      setApiKey('');
      notifyDone('The new key is used from now on.');
      await client.invalidateQueries({ queryKey: ['connections'] });
    },
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (apiKey.trim() !== '') save.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="xs" mt="xs">
        {save.error && <ProblemAlert error={save.error} title="The key was not saved" />}
        <Group align="flex-end" gap="xs">
          <PasswordInput
            label="New API key"
            autoComplete="off"
            style={{ flex: '1 1 12rem' }}
            value={apiKey}
            onChange={(event) => setApiKey(event.currentTarget.value)}
          />
          <Button type="submit" loading={save.isPending} disabled={apiKey.trim() === ''}>
            Use it
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function Budget({ state: { limitPerMinute, usedInLastMinute } }: { state: ConnectionState }) {
  const share = limitPerMinute === 0 ? 0 : Math.min(100, (100 * usedInLastMinute) / limitPerMinute);
  return (
    <div>
      <Group justify="space-between" gap="xs">
        <Text size="xs" c="dimmed">
          Requests in the last minute
        </Text>
        <Text size="xs" c="dimmed">
          {usedInLastMinute} of {limitPerMinute}
        </Text>
      </Group>
      <Progress
        value={share}
        size="sm"
        mt={4}
        color={share >= 100 ? 'yellow' : 'petrol'}
        aria-label="Used of the requests in a minute"
      />
    </div>
  );
}
