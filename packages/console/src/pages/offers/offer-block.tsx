import type { Application, Candidate } from '@joinery/sdk';
import { Button, Group, Skeleton, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconFileDollar } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { formatDate } from '../../ui/dates.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { offerStates } from '../../ui/states.ts';
import { offerLine } from './offer-form.ts';
import { OfferModal } from './offer-modal.tsx';
import { offerQuery } from './offers.queries.ts';

interface OfferBlockProps {
  application: Application;
  candidate: Candidate;
  mayEdit: boolean;
}

/** What was offered for an application. It is what its hire sends. */
export function OfferBlock({ application, candidate, mayEdit }: OfferBlockProps) {
  const [opened, modal] = useDisclosure(false);
  const offer = useQuery(offerQuery(application.id));
  if (offer.error) return <ProblemAlert error={offer.error} title="The offer could not be loaded" />;
  if (offer.data === undefined) return <Skeleton height={30} width={190} />;
  if (offer.data === null && !mayEdit) return null;
  return (
    <Group gap="sm">
      {offer.data !== null && (
        <>
          <StateBadge {...offerStates[offer.data.state]} />
          <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
            {offerLine(offer.data, formatDate)}
          </Text>
        </>
      )}
      {mayEdit && (
        <Button
          variant="default"
          size="xs"
          leftSection={<IconFileDollar size={15} aria-hidden />}
          onClick={modal.open}
        >
          {offer.data === null ? 'Write an offer' : 'Edit the offer'}
        </Button>
      )}
      <OfferModal
        application={application}
        candidate={candidate}
        offer={offer.data}
        opened={opened}
        onClose={modal.close}
      />
    </Group>
  );
}
