import { Group, Paper, SimpleGrid } from '@mantine/core';
import { IconPlugConnected, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Blank } from '../../ui/blank.tsx';
import { ButtonLink } from '../../ui/links.tsx';
import { LoadingRows } from '../../ui/loading-rows.tsx';
import { Page } from '../../ui/page.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { useSession } from '../session/session.queries.ts';
import { ConnectionCard } from './connection-card.tsx';
import { connectionsQuery } from './connections.queries.ts';

export function ConnectionsPage() {
  const connections = useQuery(connectionsQuery);
  const mayEdit = useSession().access.settings.connections === 'edit';
  const add = mayEdit && (
    <Group gap="xs">
      <ButtonLink to="/connections/new-recruiting" variant="default">
        Add Pinpoint or PyjamaHR
      </ButtonLink>
      <ButtonLink to="/connections/new" leftSection={<IconPlus size={16} aria-hidden />}>
        Add BambooHR
      </ButtonLink>
    </Group>
  );

  return (
    <Page
      title="Integrations"
      description="Outside systems that people and applications come from, and hires and candidates are sent to."
      actions={add}
    >
      {connections.error && (
        <ProblemAlert
          error={connections.error}
          title="The integrations could not be loaded"
          onRetry={() => connections.refetch()}
        />
      )}
      {connections.isPending && (
        <Paper>
          <LoadingRows rows={3} height={60} />
        </Paper>
      )}
      {connections.data?.length === 0 && (
        <Paper>
          <Blank icon={<IconPlugConnected size={26} />} title="Nothing is connected" actions={add}>
            Connect your BambooHR account with its subdomain and an API key. Its people are then mirrored
            here, and hired candidates sent to it, as you choose.
          </Blank>
        </Paper>
      )}
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="md">
        {connections.data?.map((connection) => (
          <ConnectionCard key={connection.id} connection={connection} mayEdit={mayEdit} />
        ))}
      </SimpleGrid>
    </Page>
  );
}
