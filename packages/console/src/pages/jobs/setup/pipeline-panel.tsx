import type { Job, Pipeline, Stage, StageKind } from '@joinery/sdk';
import { ActionIcon, Badge, Button, Group, Modal, Select, Stack, Text, TextInput } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconPencil, IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../../api.ts';
import { FormActions } from '../../../ui/form-actions.tsx';
import { LoadingRows } from '../../../ui/loading-rows.tsx';
import { counted } from '../../../ui/names.ts';
import { notifyDone } from '../../../ui/notify.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { ProblemAlert } from '../../../ui/problem-alert.tsx';
import { stageKinds } from '../../../ui/states.ts';
import { pipelinesQuery, useRefreshJob } from './setup.queries.ts';
import { placeFor } from './stage-place.ts';

/** Stages that the applications of the job go through: shared with other jobs, or its own. */
export function PipelinePanel({ job }: { job: Job }) {
  const pipelines = useQuery(pipelinesQuery);
  const refresh = useRefreshJob();
  const choose = useMutation({
    mutationFn: (pipelineId: string) => api.jobs.update(job.id, { pipelineId }),
    onSuccess: () => notifyDone('The job has another pipeline; its applications went along.'),
    onSettled: refresh,
  });
  const current = pipelines.data?.find(({ id }) => id === job.pipelineId);
  const error = choose.error ?? pipelines.error;
  return (
    <Panel title="Pipeline" description="Applications keep the stage of the same name, or of the same kind.">
      <Stack gap="sm">
        {error && <ProblemAlert error={error} />}
        {pipelines.isPending && <LoadingRows rows={3} height={40} />}
        {pipelines.data && (
          <Select
            label="Pipeline of this job"
            allowDeselect={false}
            disabled={choose.isPending}
            data={pipelines.data.map(({ id, name, jobCount, isDefault }) => ({
              value: id,
              label: `${name} · ${counted(jobCount, 'job')}${isDefault ? ' · default' : ''}`,
            }))}
            value={job.pipelineId}
            onChange={(id) => id && id !== job.pipelineId && choose.mutate(id)}
          />
        )}
        {current && current.jobCount > 1 && <OwnCopy job={job} current={current} />}
        {current && <Stages pipeline={current} />}
      </Stack>
    </Panel>
  );
}

function OwnCopy({ job, current }: { job: Job; current: Pipeline }) {
  const refresh = useRefreshJob();
  const copy = useMutation({
    mutationFn: async () => {
      const name = `${job.title.slice(0, 80)} (${job.number})`;
      const made = await api.pipelines.create({ name, copyOf: current.id });
      return api.jobs.update(job.id, { pipelineId: made.id });
    },
    onSuccess: () => notifyDone('The job has a pipeline of its own.'),
    onSettled: refresh,
  });
  return (
    <div>
      {copy.error && <ProblemAlert error={copy.error} />}
      <Text size="sm" c="dimmed">
        Changes of its stages are changes for {counted(current.jobCount, 'job')}.
      </Text>
      <Button size="xs" variant="default" mt={6} loading={copy.isPending} onClick={() => copy.mutate()}>
        Make an own copy
      </Button>
    </div>
  );
}

const kindChoices = Object.entries(stageKinds).map(([value, { label }]) => ({ value, label }));

function Stages({ pipeline }: { pipeline: Pipeline }) {
  const refresh = useRefreshJob();
  const [name, setName] = useState('');
  const [kind, setKind] = useState<StageKind>('active');
  const [renamed, setRenamed] = useState<Stage | null>(null);
  const change = useMutation({
    mutationFn: (work: () => Promise<unknown>) => work(),
    onSettled: refresh,
  });
  const { stages, id: pipelineId } = pipeline;
  const add = () =>
    change.mutate(async () => {
      await api.stages.create({ name: name.trim(), kind, pipelineId, position: placeFor(kind, stages) });
      setName('');
    });
  return (
    <Stack gap={4}>
      {change.error && <ProblemAlert error={change.error} title="The stages stay as they are" />}
      {stages.map((stage, index) => (
        <StageRow
          key={stage.id}
          stage={stage}
          isFirst={index === 0}
          isLast={index === stages.length - 1}
          isBusy={change.isPending}
          onMove={(by) => change.mutate(() => api.stages.update(stage.id, { position: index + by }))}
          onRename={() => setRenamed(stage)}
          onRemove={() => change.mutate(() => api.stages.remove(stage.id))}
        />
      ))}
      <Group gap={6} align="flex-end" mt={6}>
        <TextInput
          label="Add a stage"
          placeholder="Name"
          style={{ flex: '1 1 10rem' }}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Select
          aria-label="Kind of the stage"
          w={130}
          allowDeselect={false}
          data={kindChoices}
          value={kind}
          onChange={(value) => value && setKind(value as StageKind)}
        />
        <Button variant="default" disabled={name.trim() === ''} loading={change.isPending} onClick={add}>
          Add
        </Button>
      </Group>
      {renamed && <RenameStage stage={renamed} onClose={() => setRenamed(null)} />}
    </Stack>
  );
}

function RenameStage({ stage, onClose }: { stage: Stage; onClose: () => void }) {
  const refresh = useRefreshJob();
  const [name, setName] = useState(stage.name);
  const save = useMutation({
    mutationFn: () => api.stages.update(stage.id, { name: name.trim() }),
    onSuccess: onClose,
    onSettled: refresh,
  });
  return (
    <Modal opened onClose={onClose} title={`Rename ${stage.name}`}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <Stack gap="md">
          {save.error && <ProblemAlert error={save.error} title="The stage was not renamed" />}
          <TextInput
            label="Name of the stage"
            data-autofocus
            maxLength={100}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <FormActions onCancel={onClose} disabled={name.trim() === ''} loading={save.isPending}>
            Save
          </FormActions>
        </Stack>
      </form>
    </Modal>
  );
}

interface StageRowProps {
  stage: Stage;
  isFirst: boolean;
  isLast: boolean;
  isBusy: boolean;
  onMove: (by: -1 | 1) => void;
  onRename: () => void;
  onRemove: () => void;
}

function StageRow({ stage, isFirst, isLast, isBusy, onMove, onRename, onRemove }: StageRowProps) {
  const { name, kind } = stage;
  const icon = { variant: 'subtle', color: 'gray', size: 'sm' } as const;
  return (
    <Group justify="space-between" wrap="nowrap" gap="xs">
      <Group gap={6} wrap="nowrap" style={{ minWidth: 0 }}>
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          {name}
        </Text>
        <Badge size="xs" variant="light" color={stageKinds[kind].color} style={{ flexShrink: 0 }}>
          {stageKinds[kind].label}
        </Badge>
      </Group>
      <Group gap={0} wrap="nowrap">
        <ActionIcon
          {...icon}
          aria-label={`Move ${name} up`}
          disabled={isFirst || isBusy}
          onClick={() => onMove(-1)}
        >
          <IconArrowUp size={15} aria-hidden />
        </ActionIcon>
        <ActionIcon
          {...icon}
          aria-label={`Move ${name} down`}
          disabled={isLast || isBusy}
          onClick={() => onMove(1)}
        >
          <IconArrowDown size={15} aria-hidden />
        </ActionIcon>
        <ActionIcon {...icon} aria-label={`Rename ${name}`} disabled={isBusy} onClick={onRename}>
          <IconPencil size={15} aria-hidden />
        </ActionIcon>
        <ActionIcon {...icon} aria-label={`Remove ${name}`} disabled={isBusy} onClick={onRemove}>
          <IconTrash size={15} aria-hidden />
        </ActionIcon>
      </Group>
    </Group>
  );
}
