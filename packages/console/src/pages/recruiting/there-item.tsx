import type { RecruitingRecord, RecruitingTarget } from '@joinery/sdk';
import { Button, Group, Modal, Select, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api.ts';
import { FormActions } from '../../ui/form-actions.tsx';
import { notifyDone } from '../../ui/notify.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { stageKinds } from '../../ui/states.ts';

interface ThereItemProps {
  record: RecruitingRecord;
  /** Absent where candidates are not sent to the account, or by this user. */
  target: RecruitingTarget | undefined;
}

/** An application of the candidate in another account, as it was last read there. */
export function ThereItem({ record, target }: ThereItemProps) {
  const [moving, modal] = useDisclosure(false);
  const { status, kind } = record;
  const mayMove = target?.canMove === true && target.statuses.length > 0 && record.applicationId !== null;
  const name = `Application ${record.providerId}, at ${record.connectionName}`;
  return (
    <div>
      <Group justify="space-between" gap="xs" align="flex-start" wrap="nowrap">
        <Text size="sm" fw={600} style={{ overflowWrap: 'anywhere' }}>
          {name}
        </Text>
        {kind ? (
          <StateBadge {...stageKinds[kind]} label={status ?? stageKinds[kind].label} />
        ) : (
          <Text size="sm">{status}</Text>
        )}
      </Group>
      <Group justify="space-between" gap="xs">
        <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          {record.jobTitle ?? 'No job'} · as it was last read there
        </Text>
        {mayMove && (
          <Button
            variant="default"
            size="compact-xs"
            aria-label={`Move there …: ${name}`}
            onClick={modal.open}
          >
            Move there …
          </Button>
        )}
      </Group>
      {target && (
        <Modal opened={moving} onClose={modal.close} title={`Move it at ${target.name}`}>
          <MoveForm record={record} target={target} onClose={modal.close} />
        </Modal>
      )}
    </div>
  );
}

function MoveForm(props: { record: RecruitingRecord; target: RecruitingTarget; onClose: () => void }) {
  const { record, target, onClose } = props;
  const client = useQueryClient();
  const [statusId, setStatusId] = useState<string | null>(null);
  const move = useMutation({
    mutationFn: (into: string) =>
      api.recruiting.send({
        kind: 'move_status',
        connectionId: record.connectionId,
        applicationId: record.applicationId ?? '',
        statusId: into,
      }),
    onSuccess: async () => {
      notifyDone('It goes out.');
      onClose();
      await client.invalidateQueries({ queryKey: ['recruiting'] });
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (statusId !== null) move.mutate(statusId);
      }}
    >
      <Stack gap="md">
        {move.error && <ProblemAlert error={move.error} title="It was not moved" />}
        <Select
          label="Status there"
          description="It is moved in the account. Here it follows when the account is read."
          placeholder={record.status === null ? 'Choose a status' : `Now: ${record.status}`}
          required
          searchable
          data={target.statuses.map(({ id, name }) => ({ value: id, label: name ?? id }))}
          value={statusId}
          onChange={setStatusId}
        />
        <FormActions onCancel={onClose} disabled={statusId === null} loading={move.isPending}>
          Move
        </FormActions>
      </Stack>
    </form>
  );
}
