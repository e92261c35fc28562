import type { Connection, HireTriggers } from '@joinery/sdk';
import { ActionIcon, Button, Divider, Group, Select, Stack, Switch, Text } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api.ts';
import { notifyDone } from '../../ui/notify.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { ApprovalFields } from '../hires/approval-fields.tsx';
import { toApprovalRules } from '../hires/approval-form.ts';
import { useApprovalWords } from '../hires/approval-names.ts';
import { jobsQuery } from '../jobs/jobs.queries.ts';
import { useSession } from '../session/session.queries.ts';
import { hireTriggersQuery } from './connections.queries.ts';
import {
  aTriggerFor,
  type TriggerValues,
  toTriggers,
  toTriggerValues,
  triggerWords,
} from './hire-triggers.ts';

interface HireTriggersPanelProps {
  connection: Connection;
  mayEdit: boolean;
}

/** When hires begin, for all jobs and for those that differ, and who has to agree before one is sent. */
export function HireTriggersPanel({ connection, mayEdit }: HireTriggersPanelProps) {
  const { hiring } = useSession().access;
  const triggers = useQuery({ ...hireTriggersQuery(connection.id), enabled: hiring.hires !== 'none' });
  if (hiring.hires === 'none') return null;
  return (
    <Panel title="When hires begin" description="By a person or by themselves, and who has to agree.">
      {triggers.error && (
        <ProblemAlert
          error={triggers.error}
          title="The triggers could not be loaded"
          onRetry={() => triggers.refetch()}
        />
      )}
      {triggers.data && (
        <TriggersForm
          key={JSON.stringify(triggers.data)}
          connectionId={connection.id}
          triggers={triggers.data}
          mayEdit={mayEdit && hiring.hires === 'edit'}
        />
      )}
    </Panel>
  );
}

interface TriggersFormProps {
  connectionId: string;
  triggers: HireTriggers;
  mayEdit: boolean;
}

function TriggersForm({ connectionId, triggers, mayEdit }: TriggersFormProps) {
  const client = useQueryClient();
  const mayListJobs = useSession().access.hiring.jobs !== 'none';
  const jobs = useQuery({ ...jobsQuery, enabled: mayListJobs }).data ?? [];
  const before = toTriggerValues(triggers);
  const [lines, setLines] = useState(before);
  const save = useMutation({
    mutationFn: () => api.hires.putTriggers(connectionId, toTriggers(lines)),
    onSuccess: (saved) => {
      client.setQueryData(hireTriggersQuery(connectionId).queryKey, saved);
      notifyDone('Saved.');
    },
  });
  const isDirty = JSON.stringify(lines) !== JSON.stringify(before);
  const set = (at: number, line: TriggerValues) =>
    setLines(lines.map((one, index) => (index === at ? line : one)));
  const others = jobs.filter(({ id }) => !lines.some(({ jobId }) => jobId === id));
  return (
    <Stack gap="md">
      {save.error && <ProblemAlert error={save.error} title="It was not saved" />}
      {lines.map((line, index) => (
        <Stack key={line.jobId ?? ''} gap="sm">
          {index > 0 && <Divider />}
          <TriggerLine
            line={line}
            title={
              line.jobId === null
                ? lines.length > 1
                  ? 'All other jobs'
                  : 'All jobs'
                : (jobs.find(({ id }) => id === line.jobId)?.title ?? 'A job')
            }
            mayEdit={mayEdit}
            onChange={(next) => set(index, next)}
            onRemove={() => setLines(lines.filter((_, at) => at !== index))}
          />
        </Stack>
      ))}
      {mayEdit && (
        <Group justify="space-between" gap="sm" align="flex-end">
          <Select
            aria-label="A job that differs"
            placeholder="Add a job that differs"
            size="xs"
            searchable
            style={{ flex: '1 1 12rem' }}
            disabled={others.length === 0}
            data={others.map(({ id, title, number }) => ({ value: id, label: `${title} (${number})` }))}
            value={null}
            onChange={(jobId) => jobId && setLines([...lines, aTriggerFor(jobId)])}
          />
          <Button size="xs" disabled={!isDirty} loading={save.isPending} onClick={() => save.mutate()}>
            Save
          </Button>
        </Group>
      )}
    </Stack>
  );
}

interface TriggerLineProps {
  line: TriggerValues;
  title: string;
  mayEdit: boolean;
  onChange: (line: TriggerValues) => void;
  onRemove: () => void;
}

function TriggerLine({ line, title, mayEdit, onChange, onRemove }: TriggerLineProps) {
  const wordsOf = useApprovalWords();
  return (
    <>
      <Group justify="space-between" wrap="nowrap">
        <Text fw={600} size="sm">
          {title}
        </Text>
        {line.jobId !== null && mayEdit && (
          <ActionIcon variant="default" aria-label={`Remove what differs for ${title}`} onClick={onRemove}>
            <IconTrash size={15} aria-hidden />
          </ActionIcon>
        )}
      </Group>
      <Switch
        label="Begin by itself"
        aria-label={`Begin by itself: ${title}`}
        description={triggerWords(line)}
        disabled={!mayEdit}
        checked={line.isAutomatic}
        onChange={(event) => onChange({ ...line, isAutomatic: event.currentTarget.checked })}
      />
      {mayEdit ? (
        <ApprovalFields values={line.approval} onChange={(approval) => onChange({ ...line, approval })} />
      ) : (
        <Text size="sm">{wordsOf(toApprovalRules(line.approval))}</Text>
      )}
    </>
  );
}
