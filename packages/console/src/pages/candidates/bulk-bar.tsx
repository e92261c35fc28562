import type { CandidateAction } from '@joinery/sdk';
import { Button, Group, Modal, Paper, Select, Stack, TagsInput, Text, Textarea } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api.ts';
import { notifyDone, notifyProblem } from '../../ui/notify.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { jobsQuery, stagesQuery } from '../jobs/jobs.queries.ts';
import { rejectReasonsQuery, tagsQuery } from './candidates.queries.ts';

interface BulkBarProps {
  chosen: string[];
  onDone: () => void;
}

type Act = 'tag' | 'stage' | 'reject' | 'add_to_job' | 'talent_pool';

const titles: Record<Act, string> = {
  tag: 'Tag',
  stage: 'Move to a stage',
  reject: 'Reject',
  add_to_job: 'Add to a job',
  talent_pool: 'To the talent pool',
};

/** What can be done to all who are chosen. */
export function BulkBar({ chosen, onDone }: BulkBarProps) {
  const [act, setAct] = useState<Act>();
  const close = () => setAct(undefined);
  return (
    <Paper p="sm" component="section" aria-label="Chosen candidates">
      <Group gap="xs">
        <Text size="sm" fw={600} mr="auto">
          {chosen.length} chosen
        </Text>
        {(Object.keys(titles) as Act[]).map((name) => (
          <Button key={name} size="xs" variant="default" onClick={() => setAct(name)}>
            {titles[name]}
          </Button>
        ))}
        <Button size="xs" variant="subtle" color="gray" onClick={onDone}>
          Choose nobody
        </Button>
      </Group>
      <Modal
        opened={act !== undefined}
        onClose={close}
        title={act && `${titles[act]}: ${chosen.length} ${chosen.length === 1 ? 'person' : 'people'}`}
      >
        {act && (
          <ActForm
            act={act}
            chosen={chosen}
            onClose={(isDone) => {
              close();
              if (isDone) onDone();
            }}
          />
        )}
      </Modal>
    </Paper>
  );
}

interface ActFormProps {
  act: Act;
  chosen: string[];
  onClose: (isDone: boolean) => void;
}

function ActForm({ act, chosen, onClose }: ActFormProps) {
  const client = useQueryClient();
  const [tags, setTags] = useState<string[]>([]);
  const [taken, setTaken] = useState<string[]>([]);
  const [jobId, setJobId] = useState<string | null>(null);
  const [stageId, setStageId] = useState<string | null>(null);
  const [reasonId, setReasonId] = useState<string | null>(null);
  const [note, setNote] = useState('');
  const action = actionOf(act, { tags, taken, jobId, stageId, reasonId, note });
  const perform = useMutation({
    mutationFn: (wanted: CandidateAction) => api.candidates.act({ candidateIds: chosen, action: wanted }),
    onSuccess: async ({ done, failed, results }) => {
      onClose(true);
      if (done > 0) notifyDone(`Done for ${done} of ${done + failed}.`);
      const reasons = new Set(results.flatMap(({ message }) => message ?? []));
      if (failed > 0) notifyProblem(`Not done for ${failed}`, new Error([...reasons].join(' ')));
      await Promise.all([
        client.invalidateQueries({ queryKey: ['candidates'] }),
        client.invalidateQueries({ queryKey: ['jobs'] }),
      ]);
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (action) perform.mutate(action);
      }}
    >
      <Stack gap="md">
        {perform.error && <ProblemAlert error={perform.error} title="Nothing was done" />}
        {act === 'tag' && <TagFields {...{ tags, setTags, taken, setTaken }} />}
        {(act === 'stage' || act === 'add_to_job') && <JobField jobId={jobId} onChange={setJobId} />}
        {act === 'stage' && jobId && <StageField jobId={jobId} stageId={stageId} onChange={setStageId} />}
        {act === 'talent_pool' && <Text size="sm">Their open applications are closed as rejected.</Text>}
        {(act === 'reject' || act === 'talent_pool') && (
          <ReasonField reasonId={reasonId} onChange={setReasonId} />
        )}
        {act === 'reject' && (
          <Textarea
            label="Note"
            autosize
            minRows={2}
            maxLength={2000}
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
          />
        )}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={() => onClose(false)}>
            Cancel
          </Button>
          <Button type="submit" disabled={action === undefined} loading={perform.isPending}>
            {titles[act]}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

interface ActValues {
  tags: string[];
  taken: string[];
  jobId: string | null;
  stageId: string | null;
  reasonId: string | null;
  note: string;
}

/** Undefined while something is missing. */
function actionOf(act: Act, values: ActValues): CandidateAction | undefined {
  const { tags, taken, jobId, stageId, reasonId, note } = values;
  switch (act) {
    case 'tag':
      return tags.length + taken.length === 0 ? undefined : { type: 'tag', add: tags, remove: taken };
    case 'stage':
      return jobId && stageId ? { type: 'stage', jobId, stageId } : undefined;
    case 'add_to_job':
      return jobId ? { type: 'add_to_job', jobId } : undefined;
    case 'reject':
      return { type: 'reject', reasonId, note: note.trim() || null };
    case 'talent_pool':
      return { type: 'talent_pool', reasonId };
  }
}

function TagFields(props: {
  tags: string[];
  setTags: (tags: string[]) => void;
  taken: string[];
  setTaken: (tags: string[]) => void;
}) {
  const known = useQuery(tagsQuery);
  const data = (known.data ?? []).map(({ tag }) => tag);
  return (
    <>
      <TagsInput
        label="Tags to add"
        placeholder="Type and press Enter"
        data={data}
        maxTags={20}
        acceptValueOnBlur
        value={props.tags}
        onChange={props.setTags}
        data-autofocus
      />
      <TagsInput
        label="Tags to take off"
        data={data}
        maxTags={20}
        acceptValueOnBlur
        value={props.taken}
        onChange={props.setTaken}
      />
    </>
  );
}

function JobField({ jobId, onChange }: { jobId: string | null; onChange: (id: string | null) => void }) {
  const jobs = useQuery(jobsQuery);
  const open = (jobs.data ?? []).filter(({ status }) => status === 'open');
  return (
    <Select
      label="Job"
      placeholder="Choose an open job"
      searchable
      required
      data={open.map(({ id, title, number }) => ({ value: id, label: `${title} (${number})` }))}
      value={jobId}
      onChange={onChange}
    />
  );
}

function StageField(props: { jobId: string; stageId: string | null; onChange: (id: string | null) => void }) {
  const stages = useQuery(stagesQuery(props.jobId));
  return (
    <Select
      label="Stage"
      placeholder="Choose a stage"
      required
      data={(stages.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
      value={props.stageId}
      onChange={props.onChange}
    />
  );
}

export function ReasonField(props: { reasonId: string | null; onChange: (id: string | null) => void }) {
  const reasons = useQuery(rejectReasonsQuery);
  return (
    <Select
      label="Reason"
      placeholder="None given"
      clearable
      clearButtonProps={{ 'aria-label': 'No reason' }}
      data={(reasons.data ?? []).map(({ id, label }) => ({ value: id, label }))}
      value={props.reasonId}
      onChange={props.onChange}
    />
  );
}
