import { SimpleGrid, Stack } from '@mantine/core';
import { Page } from '../../ui/page.tsx';
import { useSession } from '../session/session.queries.ts';
import { ClockPanel } from './clock-panel.tsx';
import { FaultsPanel } from './faults-panel.tsx';
import { LedgerPanel } from './ledger-panel.tsx';
import { LimitPanel } from './limit-panel.tsx';
import { SnapshotsPanel } from './snapshots-panel.tsx';

export function SandboxPage() {
  const { company } = useSession();
  return (
    <Page
      title="Sandbox"
      description={`${company.name} stands for BambooHR in tests: it can be told to misbehave, and put back.`}
    >
      <Stack gap="md">
        <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md" style={{ alignItems: 'start' }}>
          <Stack gap="md">
            <ClockPanel />
            <LimitPanel />
          </Stack>
          <Stack gap="md">
            <FaultsPanel />
            <SnapshotsPanel />
          </Stack>
        </SimpleGrid>
        <LedgerPanel />
      </Stack>
    </Page>
  );
}
