import type { CandidateAction, CandidateActionResults } from '@joinery/sdk';
import {
  Alert,
  Button,
  Group,
  Modal,
  Paper,
  Progress,
  Select,
  Stack,
  TagsInput,
  Text,
  Textarea,
} from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { api } from '../../api.ts';
import { FormActions } from '../../ui/form-actions.tsx';
import { counted, numberOf } from '../../ui/names.ts';
import { notifyDone, notifyProblem } from '../../ui/notify.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { useIsHere } from '../../ui/use-is-here.ts';
import { jobsQuery, stagesQuery } from '../jobs/jobs.queries.ts';
import { type FailedFor, failuresOf, reasonsOf } from './bulk-results.ts';
import { rejectReasonsQuery, tagsQuery } from './candidates.queries.ts';
import { inTurns, mostAtOnce } from './in-turns.ts';

interface BulkBarProps {
  chosen: string[];
  nameOf: (candidateId: string) => string | undefined;
  onChoose: (chosen: string[]) => void;
  /** Ways to choose more. */
  children?: ReactNode;
}

type Act = 'tag' | 'stage' | 'reject' | 'add_to_job' | 'talent_pool';

const titles: Record<Act, string> = {
  tag: 'Tag',
  stage: 'Move to a stage',
  reject: 'Reject',
  add_to_job: 'Add to a job',
  talent_pool: 'To the talent pool',
};

const consequences: Partial<Record<Act, string>> = {
  stage: 'Their application for the job goes into the stage; nothing happens to their other applications.',
  reject: 'Every application of theirs that is open is rejected. Each can be moved on again afterwards.',
  talent_pool: 'Their open applications are closed as rejected.',
};

/** What can be done to all who are chosen. Those to whom it could not be done stay chosen. */
export function BulkBar({ chosen, nameOf, onChoose, children }: BulkBarProps) {
  const [act, setAct] = useState<Act>();
  const [failed, setFailed] = useState<{ act: Act; ids: string[]; reasons: FailedFor[] }>();
  const close = () => setAct(undefined);
  return (
    <Paper p="sm" component="section" aria-label="Chosen candidates">
      <Group gap="xs">
        <Text size="sm" fw={600} mr="auto">
          {numberOf(chosen.length)} chosen
        </Text>
        {children}
        {(Object.keys(titles) as Act[]).map((name) => (
          <Button key={name} size="xs" variant="default" onClick={() => setAct(name)}>
            {titles[name]}
          </Button>
        ))}
        <Button size="xs" variant="subtle" color="gray" onClick={() => onChoose([])}>
          Choose nobody
        </Button>
      </Group>
      {failed?.ids.every((id) => chosen.includes(id)) && (
        <NotDone act={failed.act} reasons={failed.reasons} onClose={() => setFailed(undefined)} />
      )}
      <Modal
        opened={act !== undefined}
        onClose={close}
        title={act && `${titles[act]}: ${counted(chosen.length, 'person', 'people')}`}
      >
        {act && (
          <ActForm
            act={act}
            chosen={chosen}
            onClose={close}
            onDone={(results) => {
              close();
              const left = failuresOf(results);
              const ids = left.map(({ candidateId }) => candidateId);
              setFailed(ids.length === 0 ? undefined : { act, ids, reasons: reasonsOf(left, nameOf) });
              onChoose(ids);
            }}
            onLeft={onChoose}
          />
        )}
      </Modal>
    </Paper>
  );
}

/** Who they are and why, until it is closed: they are still chosen, for another try or another act. */
function NotDone({ act, reasons, onClose }: { act: Act; reasons: FailedFor[]; onClose: () => void }) {
  const count = reasons.reduce((sum, { names, more }) => sum + names.length + more, 0);
  return (
    <Alert
      mt="sm"
      color="red"
      role="alert"
      icon={<IconAlertTriangle size={18} />}
      title={`${titles[act]}: not done for ${counted(count, 'person', 'people')}`}
      withCloseButton
      closeButtonLabel="Close"
      onClose={onClose}
    >
      {reasons.map(({ message, names, more }) => (
        <Text key={message} size="sm" style={{ overflowWrap: 'anywhere' }}>
          {message} <b>{names.join(', ')}</b>
          {more > 0 && ` and ${more} more`}
        </Text>
      ))}
      <Text size="sm" mt={4}>
        They are still chosen.
      </Text>
    </Alert>
  );
}

interface ActFormProps {
  act: Act;
  chosen: string[];
  onClose: () => void;
  onDone: (results: CandidateActionResults['results']) => void;
  /** It ended before all had their turn: these are to be acted on again. */
  onLeft: (chosen: string[]) => void;
}

const notAll = 'Not everything was done';

function ActForm({ act, chosen, onClose, onDone, onLeft }: ActFormProps) {
  const client = useQueryClient();
  const [tags, setTags] = useState<string[]>([]);
  const [taken, setTaken] = useState<string[]>([]);
  const [jobId, setJobId] = useState<string | null>(null);
  const [stageId, setStageId] = useState<string | null>(null);
  const [reasonId, setReasonId] = useState<string | null>(null);
  const [note, setNote] = useState('');
  const action = actionOf(act, { tags, taken, jobId, stageId, reasonId, note });
  const [acted, setActed] = useState(0);
  // Whoever closes it has no other turn begun.
  const isHere = useIsHere();
  const perform = useMutation({
    mutationFn: async (wanted: CandidateAction) => {
      setActed(0);
      const actOn = async (some: string[]) =>
        (await api.candidates.act({ candidateIds: some, action: wanted })).results;
      const { results, error } = await inTurns(chosen, actOn, setActed, isHere);
      const done = results.filter(({ ok }) => ok).length;
      if (done > 0) notifyDone(`Done for ${numberOf(done)} of ${numberOf(chosen.length)}.`);
      if (results.length < chosen.length) {
        const isDone = new Set(results.flatMap(({ ok, candidateId }) => (ok ? candidateId : [])));
        onLeft(chosen.filter((id) => !isDone.has(id)));
      }
      if (error !== undefined) throw error;
      return results;
    },
    onSuccess: (results) => results.length === chosen.length && onDone(results),
    onError: (error) => {
      if (!isHere()) notifyProblem(notAll, error);
    },
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ['candidates'] }),
        client.invalidateQueries({ queryKey: ['jobs'] }),
      ]),
  });
  // A stage belongs to the pipeline of a job: another job may have none of that id.
  const chooseJob = (id: string | null) => {
    setJobId(id);
    setStageId(null);
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (action) perform.mutate(action);
      }}
    >
      <Stack gap="md">
        {perform.error && <ProblemAlert error={perform.error} title={notAll} />}
        {consequences[act] && <Text size="sm">{consequences[act]}</Text>}
        {act === 'tag' && <TagFields {...{ tags, setTags, taken, setTaken }} />}
        {(act === 'stage' || act === 'add_to_job') && <JobField jobId={jobId} onChange={chooseJob} />}
        {act === 'stage' && jobId && <StageField jobId={jobId} stageId={stageId} onChange={setStageId} />}
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
        {perform.isPending && chosen.length > mostAtOnce && (
          <Stack gap={4}>
            <Progress value={(acted / chosen.length) * 100} animated aria-label="How many it is done for" />
            <Text size="xs" c="dimmed" aria-live="polite">
              {numberOf(acted)} of {numberOf(chosen.length)}
            </Text>
          </Stack>
        )}
        <FormActions onCancel={onClose} disabled={action === undefined} loading={perform.isPending}>
          {titles[act]}
        </FormActions>
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
