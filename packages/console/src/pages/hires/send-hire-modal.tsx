import type { Application, Connection, Hire } from '@joinery/sdk';
import { Modal, Select, Skeleton, Stack, VisuallyHidden } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { hireDraftQuery } from './hires.queries.ts';
import { SendHireForm } from './send-hire-form.tsx';

interface SendHireModalProps {
  application: Application;
  /** Enabled connections; at least one. */
  connections: Connection[];
  /** The failed hire that is sent once more. */
  again: Hire | null;
  opened: boolean;
  onClose: () => void;
}

export function SendHireModal({ application, connections, opened, onClose }: SendHireModalProps) {
  const narrow = useMediaQuery('(max-width: 36em)') ?? false;
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={`Send ${application.candidateName} to BambooHR`}
      size="xl"
      fullScreen={narrow}
    >
      <ChosenConnection application={application} connections={connections} onClose={onClose} />
    </Modal>
  );
}

type ChosenConnectionProps = Pick<SendHireModalProps, 'application' | 'connections' | 'onClose'>;

function ChosenConnection({ application, connections, onClose }: ChosenConnectionProps) {
  const [connectionId, setConnectionId] = useState(connections[0]?.id ?? '');
  const draft = useQuery(hireDraftQuery(application.id, connectionId));
  return (
    <Stack gap="md">
      {connections.length > 1 && (
        <Select
          label="BambooHR account"
          allowDeselect={false}
          data={connections.map(({ id, name }) => ({ value: id, label: name }))}
          value={connectionId}
          onChange={(value) => value && setConnectionId(value)}
        />
      )}
      {draft.error && (
        <ProblemAlert
          error={draft.error}
          title="The form could not be prepared"
          onRetry={() => draft.refetch()}
        />
      )}
      {draft.isPending && (
        <Stack gap="sm" aria-busy="true">
          <VisuallyHidden>Preparing the form</VisuallyHidden>
          <Skeleton height={60} />
          <Skeleton height={60} />
          <Skeleton height={60} />
        </Stack>
      )}
      {draft.data && <SendHireForm key={connectionId} draft={draft.data} onClose={onClose} />}
    </Stack>
  );
}
