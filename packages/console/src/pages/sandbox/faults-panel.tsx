import type { SandboxFault } from '@joinery/sdk';
import { Button, Code, Group, Table, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPlus } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api.ts';
import { LoadingRows } from '../../ui/loading-rows.tsx';
import { notifyProblem } from '../../ui/notify.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { FaultFormModal } from './fault-form-modal.tsx';
import { detailsOf, faultNames, leftOf } from './fault-words.ts';
import { faultsQuery } from './sandbox.queries.ts';

export function FaultsPanel() {
  const faults = useQuery(faultsQuery);
  const [opened, modal] = useDisclosure(false);
  return (
    <Panel
      flush
      title="Faults"
      description="A request suffers the oldest fault that hits it."
      actions={
        <Button size="xs" leftSection={<IconPlus size={15} aria-hidden />} onClick={modal.open}>
          New fault
        </Button>
      }
    >
      {faults.error && <ProblemAlert error={faults.error} title="The faults could not be loaded" />}
      {faults.isPending && <LoadingRows rows={2} />}
      {faults.data?.length === 0 && (
        <Text size="sm" c="dimmed" px="md" pb="md">
          No faults wait: every request is answered as it should be.
        </Text>
      )}
      {faults.data && faults.data.length > 0 && <FaultTable faults={faults.data} />}
      {opened && <FaultFormModal opened onClose={modal.close} />}
    </Panel>
  );
}

function FaultTable({ faults }: { faults: SandboxFault[] }) {
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: (id: string) => api.sandbox.faults.remove(id),
    onError: (error) => notifyProblem('The fault was not removed', error),
    onSettled: () => client.invalidateQueries({ queryKey: faultsQuery.queryKey }),
  });
  return (
    <Table>
      <Table.Tbody>
        {faults.map((fault) => (
          <Table.Tr key={fault.id}>
            <Table.Td>
              <Text size="sm" fw={600}>
                {faultNames[fault.fault]}
              </Text>
              <Text size="xs" c="dimmed">
                {detailsOf(fault)}
              </Text>
              <Code style={{ overflowWrap: 'anywhere' }}>{fault.operation}</Code>
            </Table.Td>
            <Table.Td>
              <Group justify="flex-end" gap="sm">
                <Text size="sm" style={{ whiteSpace: 'nowrap' }}>
                  {leftOf(fault)}
                </Text>
                <Button
                  variant="default"
                  size="compact-sm"
                  aria-label={`Remove ${faultNames[fault.fault]}`}
                  loading={remove.isPending && remove.variables === fault.id}
                  onClick={() => remove.mutate(fault.id)}
                >
                  Remove
                </Button>
              </Group>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
