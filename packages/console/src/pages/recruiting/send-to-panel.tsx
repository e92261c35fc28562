import type { Candidate, RecruitingField, RecruitingTarget } from '@joinery/sdk';
import { Alert, Button, Checkbox, Group, List, Modal, Select, Stack, Text } from '@mantine/core';
import { useDebouncedValue, useDisclosure } from '@mantine/hooks';
import { IconAlertTriangle, IconSend } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { api } from '../../api.ts';
import { notifyDone } from '../../ui/notify.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { useSession } from '../session/session.queries.ts';
import { sentOfQuery, targetJobsQuery, targetsQuery, thereOfQuery } from './recruiting.queries.ts';
import { fieldLabels, unfitOf } from './recruiting-words.ts';
import { SentItem } from './sent-item.tsx';
import { ThereItem } from './there-item.tsx';

/** Sends a candidate to another account's job, and shows what became of that. Nothing where no account takes any. */
export function SendToPanel({ candidate }: { candidate: Candidate }) {
  const { hiring } = useSession().access;
  const maySend = hiring.candidates === 'edit' && hiring.ownCandidatesOnly !== true;
  const [opened, modal] = useDisclosure(false);
  const targets = useQuery({ ...targetsQuery, enabled: maySend }).data ?? [];
  const sent = useQuery(sentOfQuery(candidate.id)).data ?? [];
  const there = useQuery(thereOfQuery(candidate.id)).data ?? [];
  useFreshAfter(candidate.id, sent.filter(({ settledAt }) => settledAt !== null).length);
  if (targets.length === 0 && sent.length === 0 && there.length === 0) return null;
  const targetOf = (id: string) => targets.find(({ connectionId }) => connectionId === id);
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
      {sent.length + there.length === 0 && (
        <Text size="sm" c="dimmed">
          Sent nowhere yet.
        </Text>
      )}
      <Stack gap="md">
        {there.map((record) => (
          <ThereItem key={record.id} record={record} target={targetOf(record.connectionId)} />
        ))}
        {sent.map((write) => (
          <SentItem
            key={write.id}
            write={write}
            mayEdit={maySend}
            withAccount
            statuses={targetOf(write.connectionId)?.statuses}
          />
        ))}
      </Stack>
      <Modal opened={opened} onClose={modal.close} title={`Send ${candidate.name}`}>
        <SendForm candidate={candidate} targets={targets} onClose={modal.close} />
      </Modal>
    </Panel>
  );
}

/** When something has ended, where they are and their timeline say so at once. */
function useFreshAfter(candidateId: string, settled: number) {
  const client = useQueryClient();
  const before = useRef(settled);
  useEffect(() => {
    if (before.current !== settled)
      for (const queryKey of [thereOfQuery(candidateId).queryKey, ['candidates', candidateId]])
        void client.invalidateQueries({ queryKey });
    before.current = settled;
  }, [client, candidateId, settled]);
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
  const unfit = unfitOf(send.error);
  // Once it is left out, the next try does not name it any more.
  const leftOutable = [
    ...new Set([...without, ...unfit.filter(({ isMissing }) => !isMissing).map(({ field }) => field)]),
  ];
  return (
    <Stack gap="md">
      {send.error &&
        (unfit.length > 0 ? (
          <Unfit name={target?.name ?? 'The account'} unfit={unfit} />
        ) : (
          <ProblemAlert error={send.error} title="It was not sent" />
        ))}
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
      <JobThere
        key={connectionId}
        connectionId={connectionId}
        withoutJob={target?.withoutJob === true}
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
      {leftOutable.map((field) => (
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

interface JobThereProps {
  connectionId: string;
  withoutJob: boolean;
  value: string | null;
  onChange: (jobId: string | null) => void;
}

/** An account may have thousands of jobs: what is typed is searched for there. */
function JobThere({ connectionId, withoutJob, value, onChange }: JobThereProps) {
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState<Choice | null>(null);
  // What was chosen stands in the field, and is nothing to search for.
  const [settled] = useDebouncedValue(typed === chosen?.label ? '' : typed.trim(), 250);
  const found = useQuery(targetJobsQuery(connectionId, settled));
  const jobs = (found.data?.items ?? []).map(({ id, title, location }) => ({
    value: id,
    label: [title ?? id, location].filter(Boolean).join(', '),
  }));
  const required = found.data?.items.find(({ id }) => id === value)?.required ?? [];
  const choices = [
    ...(withoutJob ? [{ value: noJob, label: 'None: their talent pool' }] : []),
    ...(chosen === null || chosen.value === noJob || jobs.some((job) => job.value === chosen.value)
      ? []
      : [chosen]),
    ...jobs,
  ];
  return (
    <>
      {found.error && <ProblemAlert error={found.error} title="Jobs there could not be loaded" />}
      <Select
        label="Job there"
        description={
          required.length > 0
            ? `It requires: ${required.map((field) => fieldLabels[field]).join(', ')}`
            : found.data?.nextCursor && `The first ${jobs.length} are offered: type to find others.`
        }
        searchable
        nothingFoundMessage={found.isFetching ? 'Searching …' : 'No open job there is called that.'}
        // The account's jobs are searched where they all are, also by their ids.
        filter={({ options }) => options}
        data={choices}
        searchValue={typed}
        onSearchChange={setTyped}
        value={value}
        onChange={(next, option) => {
          setChosen(option ?? null);
          onChange(next);
        }}
      />
    </>
  );
}

interface Choice {
  value: string;
  label: string;
}

/** What would be refused, field by field, and what helps. */
function Unfit({ name, unfit }: { name: string; unfit: ReturnType<typeof unfitOf> }) {
  return (
    <Alert
      color="red"
      role="alert"
      icon={<IconAlertTriangle size={18} />}
      title={`It was not sent: ${name} would refuse it`}
    >
      <List size="sm">
        {unfit.map(({ field, text }) => (
          <List.Item key={field}>{text}.</List.Item>
        ))}
      </List>
      <Text size="sm" mt={4}>
        {unfit.some(({ isMissing }) => isMissing) &&
          'Add what is missing on this page: under “Details”, with the résumé, or by an application whose answers say it. '}
        {unfit.some(({ isMissing }) => !isMissing) && 'What does not fit can be changed or left out below.'}
      </Text>
    </Alert>
  );
}
