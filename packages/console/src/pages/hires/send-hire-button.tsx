import type { Application, Hire } from '@joinery/sdk';
import { Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useId } from 'react';
import { ButtonLink, TextLink } from '../../ui/links.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { hireStates } from '../../ui/states.ts';
import { useSession } from '../session/session.queries.ts';
import { applicationHiresQuery, hireAccountsQuery } from './hires.queries.ts';
import { type Obstacle, obstacleWords, sendabilityOf } from './sendability.ts';

/** Where the hand-offs of an application stand, and the way to the review of the next; or what is in the way. */
export function SendHireButton({ application }: { application: Application }) {
  const { access } = useSession();
  const connections = useQuery(hireAccountsQuery);
  const hires = useQuery(applicationHiresQuery(application.id));
  const error = connections.error ?? hires.error;
  if (error) return <ProblemAlert error={error} title="It is not known whether this hire can be sent" />;
  if (!connections.data || !hires.data) return <Skeleton height={36} width={190} />;

  const all = connections.data;
  const standing = sendabilityOf({ application, connections: all, hires: hires.data, access });
  if (standing.obstacle) return <Blocked obstacle={standing.obstacle} />;
  return (
    <Stack gap="xs" align="flex-start">
      {standing.hires.map((hire) => (
        <StandingHire key={hire.id} hire={hire} isNamed={all.length > 1} />
      ))}
      {standing.sendTo.map(({ id, name }) => (
        <ButtonLink
          key={id}
          to="/hires/new"
          search={{ application: application.id, connection: id }}
          leftSection={<IconSend size={16} aria-hidden />}
        >
          {all.length > 1 ? `Send to ${name}` : 'Send to BambooHR'}
        </ButtonLink>
      ))}
    </Stack>
  );
}

const linkWords: Partial<Record<Hire['state'], string>> = {
  draft: 'Complete the hire',
  done: 'See the receipt',
  failed: 'See why it failed',
  needs_attention: 'Decide',
  awaiting_approval: 'See what waits',
};

function StandingHire({ hire, isNamed }: { hire: Hire; isNamed: boolean }) {
  return (
    <Stack gap={4} align="flex-start">
      <Group gap="sm">
        <StateBadge {...hireStates[hire.state]} />
        {isNamed && <Text size="sm">{hire.connectionName}</Text>}
        <ButtonLink to="/hires/$hireId" params={{ hireId: hire.id }} variant="default" size="sm">
          {linkWords[hire.state] ?? 'See the hand-off'}
        </ButtonLink>
      </Group>
      {hire.problem && hire.state !== 'done' && (
        <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          {hire.problem}
        </Text>
      )}
    </Stack>
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
