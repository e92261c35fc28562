import type { Connection } from '@joinery/sdk';
import { ActionIcon, Button, DataList, Group, Menu, Stack } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconDots, IconPencil, IconTestPipe, IconTrash } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api.ts';
import { ConfirmModal } from '../../ui/confirm-modal.tsx';
import { ButtonLink } from '../../ui/links.tsx';
import { notifyDone } from '../../ui/notify.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { healthStates } from '../../ui/states.ts';
import { ConnectionFormModal } from './connection-form-modal.tsx';
import { EnabledSwitch } from './enabled-switch.tsx';
import { freshness, shownHealth } from './health-words.ts';
import { providerNames } from './recruiting-account.ts';
import { RecruitingAccountModal } from './recruiting-account-modal.tsx';
import { TestResult } from './test-result.tsx';

interface ConnectionCardProps {
  connection: Connection;
  mayEdit: boolean;
}

export function ConnectionCard({ connection, mayEdit }: ConnectionCardProps) {
  const client = useQueryClient();
  const test = useMutation({
    mutationFn: () => api.connections.test(connection.id),
    onSettled: () => client.invalidateQueries({ queryKey: ['connections'] }),
  });
  const result = test.data ?? connection.lastTest;

  return (
    <Panel
      title={connection.name}
      description={[providerNames[connection.provider], freshness(connection, new Date())]
        .filter(Boolean)
        .join(' · ')}
      actions={
        <Group gap="xs" wrap="nowrap">
          <StateBadge {...healthStates[shownHealth(connection)]} />
          {mayEdit && <ConnectionMenu connection={connection} />}
        </Group>
      }
    >
      <Stack gap="md">
        <DataList size="sm" gap={6} labelWidth="110px">
          <Fact label="Account" value={connection.subdomain} />
          <Fact label="Address" value={connection.baseUrl} />
          {connection.provider === 'bamboohr' && (
            <Fact
              label="Marker field"
              value={connection.markerField ?? 'None: recognised by e-mail and name'}
            />
          )}
        </DataList>
        {test.error && <ProblemAlert error={test.error} title="The test could not be run" />}
        {result && <TestResult result={result} />}
        <Group justify="space-between" gap="sm">
          <EnabledSwitch connection={connection} mayEdit={mayEdit} />
          <Group gap="sm">
            {mayEdit && (
              <Button
                variant="default"
                size="xs"
                leftSection={<IconTestPipe size={15} aria-hidden />}
                loading={test.isPending}
                onClick={() => test.mutate()}
              >
                Test
              </Button>
            )}
            <ButtonLink
              to="/connections/$connectionId"
              params={{ connectionId: connection.id }}
              variant="default"
              size="xs"
              aria-label={`Open ${connection.name}`}
            >
              Open
            </ButtonLink>
          </Group>
        </Group>
      </Stack>
    </Panel>
  );
}

function Fact({ label, value }: { label: string; value: string }) {
  return (
    <DataList.Item>
      <DataList.ItemLabel>{label}</DataList.ItemLabel>
      <DataList.ItemValue style={{ overflowWrap: 'anywhere' }}>{value}</DataList.ItemValue>
    </DataList.Item>
  );
}

function ConnectionMenu({ connection }: { connection: Connection }) {
  const [editing, edit] = useDisclosure(false);
  const [removing, removal] = useDisclosure(false);
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: () => api.connections.remove(connection.id),
    onSuccess: async () => {
      removal.close();
      notifyDone(`${connection.name} was removed.`);
      await client.invalidateQueries({ queryKey: ['connections'] });
    },
  });
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" aria-label={`More for ${connection.name}`}>
            <IconDots size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconPencil size={15} aria-hidden />} onClick={edit.open}>
            Edit
          </Menu.Item>
          <Menu.Item color="red" leftSection={<IconTrash size={15} aria-hidden />} onClick={removal.open}>
            Remove
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {connection.provider === 'bamboohr' ? (
        <ConnectionFormModal connection={connection} opened={editing} onClose={edit.close} />
      ) : (
        <RecruitingAccountModal connection={connection} opened={editing} onClose={edit.close} />
      )}
      <ConfirmModal
        opened={removing}
        title={`Remove ${connection.name}?`}
        action="Remove"
        busy={remove.isPending}
        error={remove.error}
        onConfirm={() => remove.mutate()}
        onClose={removal.close}
      >
        Its API key is forgotten and nothing more can be read from it or sent to it. Nothing changes there.
      </ConfirmModal>
    </>
  );
}
