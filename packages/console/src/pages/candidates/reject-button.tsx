import type { Application } from '@joinery/sdk';
import { Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { ReasonField } from './bulk-bar.tsx';

const open = ['new', 'active', 'offer'];

/** Rejects with a reason, or says why somebody was rejected. */
export function Rejection({ application, mayMove }: { application: Application; mayMove: boolean }) {
  const [opened, modal] = useDisclosure(false);
  const { rejection } = application;
  const isOpen = open.includes(application.stageKind);
  const mayReject = mayMove && (isOpen || application.stageKind === 'rejected');
  return (
    <Group gap="sm" justify="space-between">
      {rejection ? (
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          Rejected{rejection.reason && `: ${rejection.reason}`}
          {rejection.note && ` (${rejection.note})`}
        </Text>
      ) : (
        <span />
      )}
      {mayReject && (
        <Button variant="default" size="xs" onClick={modal.open}>
          {isOpen ? 'Reject' : 'Change the reason'}
        </Button>
      )}
      <Modal opened={opened} onClose={modal.close} title={`Reject for ${application.jobTitle}`}>
        <RejectForm application={application} onClose={modal.close} />
      </Modal>
    </Group>
  );
}

function RejectForm({ application, onClose }: { application: Application; onClose: () => void }) {
  const client = useQueryClient();
  const [reasonId, setReasonId] = useState(application.rejection?.reasonId ?? null);
  const [note, setNote] = useState(application.rejection?.note ?? '');
  const reject = useMutation({
    mutationFn: () => api.applications.reject(application.id, { reasonId, note: note.trim() || null }),
    onSuccess: async () => {
      onClose();
      await Promise.all([
        client.invalidateQueries({ queryKey: ['candidates'] }),
        client.invalidateQueries({ queryKey: ['jobs', application.jobId] }),
      ]);
    },
  });
  return (
    <Stack gap="md">
      {reject.error && <ProblemAlert error={reject.error} title="Nobody was rejected" />}
      <ReasonField reasonId={reasonId} onChange={setReasonId} />
      <Textarea
        label="Note"
        description="Seen by the company only"
        autosize
        minRows={2}
        maxLength={2000}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button loading={reject.isPending} onClick={() => reject.mutate()}>
          Reject
        </Button>
      </Group>
    </Stack>
  );
}
