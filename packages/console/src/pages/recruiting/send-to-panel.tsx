import type { Candidate, RecruitingField, RecruitingTarget } from '@joinery/sdk';
import { ApiError } from '@joinery/sdk';
import { Button, Checkbox, Group, Modal, Select, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconSend } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api.ts';
import { notifyDone } from '../../ui/notify.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { useSession } from '../session/session.queries.ts';
import { sentOfQuery, targetsQuery } from './recruiting.queries.ts';
import { fieldLabels } from './recruiting-words.ts';
import { SentItem } from './sent-item.tsx';

/** Sends a candidate to another account's job, and shows what became of that. Nothing where no account takes any. */
export function SendToPanel({ candidate }: { candidate: Candidate }) {
  const { hiring } = useSession().access;
  const maySend = hiring.candidates === 'edit' && hiring.ownCandidatesOnly !== true;
  const [opened, modal] = useDisclosure(false);
  const targets = useQuery({ ...targetsQuery, enabled: maySend }).data ?? [];
  const sent = useQuery(sentOfQuery(candidate.id)).data ?? [];
  if (targets.length === 0 && sent.length === 0) return null;
  return (
    <Panel
      title="Other accounts"
      actions={
        maySend &&
        targets.length > 0 && (
          <Button
            variant="default"
            size="xs"
            leftSection={<IconSend size={15} aria-hidden />}
            onClick={modal.open}
          >
            Send to …
          </Button>
        )
      }
    >
      {sent.length === 0 && (
        <Text size="sm" c="dimmed">
          Sent nowhere yet.
        </Text>
      )}
      <Stack gap="md">
        {sent.map((write) => (
          <SentItem key={write.id} write={write} mayEdit={maySend} withAccount />
        ))}
      </Stack>
      <Modal opened={opened} onClose={modal.close} title={`Send ${candidate.name}`}>
        <SendForm candidate={candidate} targets={targets} onClose={modal.close} />
      </Modal>
    </Panel>
  );
}

interface SendFormProps {
  candidate: Candidate;
  targets: RecruitingTarget[];
  onClose: () => void;
}

const noJob = '';

function SendForm({ candidate, targets, onClose }: SendFormProps) {
  const client = useQueryClient();
  const [connectionId, setConnectionId] = useState(targets[0]?.connectionId ?? '');
  const [jobId, setJobId] = useState<string | null>(null);
  const [applicationId, setApplicationId] = useState(candidate.applications[0]?.id ?? null);
  const [without, setWithout] = useState<RecruitingField[]>([]);
  const target = targets.find((one) => one.connectionId === connectionId);
  const send = useMutation({
    mutationFn: () =>
      api.recruiting.send({
        kind: 'post_candidate',
        connectionId,
        candidateId: candidate.id,
        applicationId,
        jobId: jobId || null,
        without,
      }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['recruiting'] });
      notifyDone('It goes out.');
      onClose();
    },
  });
  const unfit = unfitFields(send.error);
  return (
    <Stack gap="md">
      {send.error && <ProblemAlert error={send.error} title="It was not sent" />}
      <Select
        label="Account"
        data={targets.map((one) => ({ value: one.connectionId, label: one.name }))}
        allowDeselect={false}
        value={connectionId}
        onChange={(next) => {
          setConnectionId(next ?? '');
          setJobId(null);
        }}
      />
      <Select
        label="Job there"
        searchable
        data={[
          ...(target?.withoutJob ? [{ value: noJob, label: 'None: their talent pool' }] : []),
          ...(target?.jobs ?? []).map(({ id, title, location }) => ({
            value: id,
            label: [title ?? id, location].filter(Boolean).join(', '),
          })),
        ]}
        value={jobId}
        onChange={setJobId}
      />
      {candidate.applications.length > 0 && (
        <Select
          label="With the answers of"
          clearable
          data={candidate.applications.map(({ id, jobTitle }) => ({ value: id, label: jobTitle }))}
          value={applicationId}
          onChange={setApplicationId}
        />
      )}
      {unfit.map((field) => (
        <Checkbox
          key={field}
          label={`Send without: ${fieldLabels[field]}`}
          checked={without.includes(field)}
          onChange={(event) =>
            setWithout(
              event.currentTarget.checked ? [...without, field] : without.filter((one) => one !== field),
            )
          }
        />
      ))}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button loading={send.isPending} disabled={jobId === null} onClick={() => send.mutate()}>
          Send
        </Button>
      </Group>
    </Stack>
  );
}

/** What the account would refuse and can be left out: names are always sent. */
function unfitFields(error: unknown): RecruitingField[] {
  if (!(error instanceof ApiError) || error.code !== 'recruiting_writes.incomplete') return [];
  return error.issues
    .filter(({ path, message }) => path in fieldLabels && !message.startsWith('is required'))
    .map(({ path }) => path as RecruitingField);
}
