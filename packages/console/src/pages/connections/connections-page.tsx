import { Button, Paper, SimpleGrid } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPlugConnected, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Blank } from '../../ui/blank.tsx';
import { LoadingRows } from '../../ui/loading-rows.tsx';
import { Page } from '../../ui/page.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { useSession } from '../session/session.queries.ts';
import { ConnectionCard } from './connection-card.tsx';
import { ConnectionFormModal } from './connection-form-modal.tsx';
import { connectionsQuery } from './connections.queries.ts';

export function ConnectionsPage() {
  const connections = useQuery(connectionsQuery);
  const [opened, modal] = useDisclosure(false);
  const mayEdit = useSession().access.settings.connections === 'edit';
  const add = mayEdit && (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={modal.open}>
      Add BambooHR
    </Button>
  );

  return (
    <Page title="Integrations" description="Outside systems that hires are sent to." actions={add}>
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
            Connect your BambooHR account with its subdomain and an API key. Hired candidates can then be sent
            to it.
          </Blank>
        </Paper>
      )}
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="md">
        {connections.data?.map((connection) => (
          <ConnectionCard key={connection.id} connection={connection} mayEdit={mayEdit} />
        ))}
      </SimpleGrid>
      <ConnectionFormModal connection={null} opened={opened} onClose={modal.close} />
    </Page>
  );
}
