import { Button, Paper, SimpleGrid } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconApps, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Blank } from '../../ui/blank.tsx';
import { LoadingRows } from '../../ui/loading-rows.tsx';
import { Page } from '../../ui/page.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { useSession } from '../session/session.queries.ts';
import { OauthAppCard } from './oauth-app-card.tsx';
import { OauthAppFormModal } from './oauth-app-form-modal.tsx';
import { oauthAppsQuery } from './oauth-apps.queries.ts';
import { OauthGrantsPanel } from './oauth-grants-panel.tsx';

export function OauthAppsPage() {
  const apps = useQuery(oauthAppsQuery);
  const mayEdit = useSession().access.settings.users === 'edit';
  const [opened, modal] = useDisclosure(false);
  const create = mayEdit && (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={modal.open}>
      New application
    </Button>
  );
  return (
    <Page
      title="Applications"
      description="Programs that may ask people for access to the BambooHR API of this company."
      actions={create}
    >
      {apps.error && (
        <ProblemAlert
          error={apps.error}
          title="The applications could not be loaded"
          onRetry={() => apps.refetch()}
        />
      )}
      {apps.isPending && (
        <Paper>
          <LoadingRows rows={4} />
        </Paper>
      )}
      {apps.data?.length === 0 && (
        <Paper>
          <Blank icon={<IconApps size={26} />} title="No applications yet" actions={create}>
            An application is registered once; then each person decides whether it may act in their name.
          </Blank>
        </Paper>
      )}
      {apps.data && apps.data.length > 0 && (
        <SimpleGrid cols={{ base: 1, md: 2 }}>
          {apps.data.map((app) => (
            <OauthAppCard key={app.id} app={app} mayEdit={mayEdit} />
          ))}
        </SimpleGrid>
      )}
      <OauthGrantsPanel mayEdit={mayEdit} />
      <OauthAppFormModal opened={opened} onClose={modal.close} />
    </Page>
  );
}
