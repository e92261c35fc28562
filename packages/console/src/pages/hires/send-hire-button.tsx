import type { Application } from '@joinery/sdk';
import { Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconSend } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useId } from 'react';
import { ButtonLink, TextLink } from '../../ui/links.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { hireStates } from '../../ui/states.ts';
import { connectionsQuery } from '../connections/connections.queries.ts';
import { useSession } from '../session/session.queries.ts';
import { applicationHiresQuery } from './hires.queries.ts';
import { SendHireModal } from './send-hire-modal.tsx';
import { type Obstacle, obstacleWords, sendabilityOf } from './sendability.ts';

/** Sends a hired application to BambooHR, shows what became of it, or says what is in the way. */
export function SendHireButton({ application }: { application: Application }) {
  const { access } = useSession();
  const connections = useQuery(connectionsQuery);
  const hires = useQuery(applicationHiresQuery(application.id));
  const error = connections.error ?? hires.error;
  if (error) return <ProblemAlert error={error} title="It is not known whether this hire can be sent" />;
  if (!connections.data || !hires.data) return <Skeleton height={36} width={190} />;

  const state = sendabilityOf({ application, connections: connections.data, hires: hires.data, access });
  if (state.kind === 'sent') return <SentHire hireId={state.hire.id} state={state.hire.state} />;
  if (state.kind === 'blocked') return <Blocked obstacle={state.obstacle} />;
  return <Ready application={application} connections={state.connections} again={state.again} />;
}

function SentHire({ hireId, state }: { hireId: string; state: keyof typeof hireStates }) {
  return (
    <Group gap="sm">
      <StateBadge {...hireStates[state]} />
      <ButtonLink to="/hires/$hireId" params={{ hireId }} variant="default" size="sm">
        {state === 'done' ? 'See the receipt' : 'See the hand-off'}
      </ButtonLink>
    </Group>
  );
}

function Blocked({ obstacle }: { obstacle: Obstacle }) {
  const reasonId = useId();
  const leadsToIntegrations = obstacle === 'no_connection' || obstacle === 'all_disabled';
  return (
    <Stack gap={4} align="flex-start">
      <Button
        leftSection={<IconSend size={16} aria-hidden />}
        data-disabled
        aria-disabled="true"
        aria-describedby={reasonId}
        onClick={(event) => event.preventDefault()}
      >
        Send to BambooHR
      </Button>
      <Text size="xs" c="dimmed" id={reasonId}>
        {obstacleWords[obstacle]}{' '}
        {leadsToIntegrations && (
          <TextLink to="/connections" inherit>
            Go to Integrations
          </TextLink>
        )}
      </Text>
    </Stack>
  );
}

type ReadyProps = Omit<Parameters<typeof SendHireModal>[0], 'opened' | 'onClose'>;

function Ready(props: ReadyProps) {
  const [opened, modal] = useDisclosure(false);
  return (
    <>
      <Group gap="sm">
        <Button leftSection={<IconSend size={16} aria-hidden />} onClick={modal.open}>
          {props.again ? 'Send to BambooHR again' : 'Send to BambooHR'}
        </Button>
        {props.again && (
          <TextLink to="/hires/$hireId" params={{ hireId: props.again.id }} size="sm">
            Why it failed
          </TextLink>
        )}
      </Group>
      <SendHireModal {...props} opened={opened} onClose={modal.close} />
    </>
  );
}
