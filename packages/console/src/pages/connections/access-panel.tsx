import type { Connection } from '@joinery/sdk';
import { Accordion, Button, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api.ts';
import { LoadingRows } from '../../ui/loading-rows.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { lastProbeQuery } from './connections.queries.ts';
import { AccessLevelSteps, ProbeResult } from './probe-result.tsx';

/** What the key sees against what the connection needs, as it was looked at last. */
export function AccessPanel({ connection, mayEdit }: { connection: Connection; mayEdit: boolean }) {
  const client = useQueryClient();
  const last = useQuery(lastProbeQuery(connection.id));
  const probe = useMutation({
    mutationFn: () => api.connections.probe(connection.id),
    onSettled: () => client.invalidateQueries({ queryKey: ['connections'] }),
  });
  return (
    <Panel
      title="Access"
      description="What the key sees, against what is needed."
      actions={
        mayEdit && (
          <Button variant="default" size="xs" loading={probe.isPending} onClick={() => probe.mutate()}>
            Check access
          </Button>
        )
      }
    >
      <Stack gap="md">
        {probe.error && <ProblemAlert error={probe.error} title="The access could not be checked" />}
        {last.isPending && <LoadingRows rows={2} />}
        {last.error && <ProblemAlert error={last.error} title="The last check could not be loaded" />}
        {last.data === null && (
          <Text size="sm" c="dimmed">
            It was not checked yet.
          </Text>
        )}
        {last.data && (
          <>
            <ProbeResult report={last.data} leftOut={connection.mirror?.leaveOut ?? []} />
            <Accordion variant="default" chevronPosition="left">
              <Accordion.Item value="level" style={{ borderBottom: 0 }}>
                <Accordion.Control px={0}>
                  <Text size="sm">The access level for it</Text>
                </Accordion.Control>
                <Accordion.Panel>
                  <AccessLevelSteps report={last.data} />
                </Accordion.Panel>
              </Accordion.Item>
            </Accordion>
          </>
        )}
      </Stack>
    </Panel>
  );
}
