import type { ProviderWrite } from '@joinery/sdk';
import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api.ts';
import { ConfirmModal } from '../../ui/confirm-modal.tsx';
import { TextLink } from '../../ui/links.tsx';
import { LoadMore } from '../../ui/load-more.tsx';
import { Moment } from '../../ui/moment.tsx';
import { notifyDone } from '../../ui/notify.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { openWritesQuery } from './connections.queries.ts';
import {
  describeWrite,
  isProviderId,
  numberPlaces,
  type WriteVerdict,
  writeVerdicts,
} from './write-words.ts';

interface OpenWritesPanelProps {
  connectionId: string;
  mayEdit: boolean;
}

/** Changes of which only a person can find out whether they happened; nothing where there are none. */
export function OpenWritesPanel({ connectionId, mayEdit }: OpenWritesPanelProps) {
  const writes = useInfiniteQuery(openWritesQuery(connectionId));
  const items = writes.data?.pages.flatMap((page) => page.items) ?? [];
  if (writes.error)
    return <ProblemAlert error={writes.error} title="Changes that wait for somebody could not be loaded" />;
  if (items.length === 0) return null;
  return (
    <Panel
      title="Changes that wait for somebody"
      description="Nobody knows whether they happened. Look in BambooHR, then say what is so."
      flush
    >
      <Stack gap="lg" px="md" pb="md">
        {items.map((write) => (
          <OpenWrite key={write.id} write={write} mayEdit={mayEdit} />
        ))}
      </Stack>
      <LoadMore shown={items.length} noun="changes" {...writes} />
    </Panel>
  );
}

function OpenWrite({ write, mayEdit }: { write: ProviderWrite; mayEdit: boolean }) {
  const [verdict, setVerdict] = useState<WriteVerdict | null>(null);
  return (
    <div>
      <Text size="sm" fw={600} style={{ overflowWrap: 'anywhere' }}>
        {describeWrite(write)}
      </Text>
      <Text size="xs" c="dimmed" component="div">
        {write.employeeNumber !== null && (
          <>
            <TextLink to="/employees/$number" params={{ number: write.employeeNumber }} inherit>
              Employee {write.employeeNumber}
            </TextLink>
            {' · '}
          </>
        )}
        {write.requestedBy} · <Moment value={write.createdAt} form="relative" />
      </Text>
      {write.problem && (
        <Text size="sm" mt={4} style={{ overflowWrap: 'anywhere' }}>
          {write.problem.message}
        </Text>
      )}
      {mayEdit && (
        <Group gap="xs" mt="xs">
          {verdicts.map((choice) => (
            <Button key={choice} variant="default" size="xs" onClick={() => setVerdict(choice)}>
              {writeVerdicts[choice].action}
            </Button>
          ))}
        </Group>
      )}
      {verdict && <VerdictModal write={write} verdict={verdict} onClose={() => setVerdict(null)} />}
    </div>
  );
}

const verdicts = Object.keys(writeVerdicts) as WriteVerdict[];

interface VerdictModalProps {
  write: ProviderWrite;
  verdict: WriteVerdict;
  onClose: () => void;
}

function VerdictModal({ write, verdict, onClose }: VerdictModalProps) {
  const words = writeVerdicts[verdict];
  const place = verdict === 'exists' ? numberPlaces[write.kind] : undefined;
  const [who, setWho] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const decide = useDecide(write, words.done);
  const confirm = () => {
    const providerId = who.trim();
    if (place === undefined) decide.mutate({ action: verdict });
    else if (isProviderId(providerId)) decide.mutate({ action: 'exists', providerId });
    else setProblem(`Enter the number that stands in ${place}`);
  };
  return (
    <ConfirmModal
      opened
      title={words.title}
      action={words.action}
      busy={decide.isPending}
      error={decide.error}
      onConfirm={confirm}
      onClose={onClose}
    >
      <Stack gap="sm">
        {words.consequence}
        {place && (
          <TextInput
            label="Number in BambooHR"
            inputMode="numeric"
            required
            value={who}
            error={problem}
            onChange={(event) => {
              setWho(event.currentTarget.value);
              setProblem(null);
            }}
          />
        )}
      </Stack>
    </ConfirmModal>
  );
}

function useDecide({ id }: ProviderWrite, done: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (resolution: Parameters<typeof api.providerWrites.resolve>[1]) =>
      api.providerWrites.resolve(id, resolution),
    onSuccess: () => notifyDone(done),
    // What is decided leaves the list, and its dialog with it.
    onSettled: () => client.invalidateQueries({ queryKey: ['connections'] }),
  });
}
