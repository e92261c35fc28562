import type { Job, JobQuestion } from '@joinery/sdk';
import { ActionIcon, Badge, Button, Group, Stack, Text } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconPencil, IconPlus, IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../../api.ts';
import { ConfirmModal } from '../../../ui/confirm-modal.tsx';
import { notifyProblem } from '../../../ui/notify.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { questionTypes, shifted } from './question-form.ts';
import { QuestionModal } from './question-modal.tsx';
import { archivedQuestionsQuery, useRefreshJob } from './setup.queries.ts';

type Edited = JobQuestion | 'new' | null;

/** What the job asks beside the usual questions, in the order in which applicants see it. */
export function QuestionsPanel({ job }: { job: Job }) {
  const refresh = useRefreshJob();
  const [edited, setEdited] = useState<Edited>(null);
  const [removed, setRemoved] = useState<JobQuestion | null>(null);
  const questions = job.customQuestions;
  const order = useMutation({
    mutationFn: (ids: string[]) => api.jobs.orderQuestions(job.id, ids),
    onError: (error) => notifyProblem('The order was not saved', error),
    onSettled: refresh,
  });
  const move = (index: number, by: -1 | 1) =>
    order.mutate(
      shifted(
        questions.map(({ id }) => id),
        index,
        by,
      ),
    );
  return (
    <Panel
      title="Own questions"
      description="Asked below the usual ones."
      actions={
        <Button
          size="xs"
          variant="default"
          leftSection={<IconPlus size={15} aria-hidden />}
          onClick={() => setEdited('new')}
        >
          Add question
        </Button>
      }
    >
      {questions.length === 0 && (
        <Text size="sm" c="dimmed">
          This job asks nothing of its own yet.
        </Text>
      )}
      <Stack gap="xs">
        {questions.map((question, index) => (
          <QuestionRow
            key={question.id}
            question={question}
            isFirst={index === 0}
            isLast={index === questions.length - 1}
            isBusy={order.isPending}
            onMove={(by) => move(index, by)}
            onEdit={() => setEdited(question)}
            onRemove={() => setRemoved(question)}
          />
        ))}
      </Stack>
      <ArchivedQuestions job={job} />
      <QuestionModal job={job} edited={edited} onClose={() => setEdited(null)} />
      <RemoveQuestion job={job} question={removed} onClose={() => setRemoved(null)} />
    </Panel>
  );
}

interface RowProps {
  question: JobQuestion;
  isFirst: boolean;
  isLast: boolean;
  isBusy: boolean;
  onMove: (by: -1 | 1) => void;
  onEdit: () => void;
  onRemove: () => void;
}

function QuestionRow({ question, isFirst, isLast, isBusy, onMove, onEdit, onRemove }: RowProps) {
  const { label, type, required, options } = question;
  return (
    <Group justify="space-between" wrap="nowrap" gap="xs" align="flex-start">
      <div style={{ minWidth: 0 }}>
        <Text size="sm" fw={500} style={{ overflowWrap: 'anywhere' }}>
          {label}
        </Text>
        <Text size="xs" c="dimmed" component="div" style={{ overflowWrap: 'anywhere' }}>
          {questionTypes[type]}
          {options.length > 0 && `: ${options.map((option) => option.label).join(', ')}`}
          {required && (
            <Badge size="xs" variant="light" ml={6}>
              Required
            </Badge>
          )}
        </Text>
      </div>
      <Group gap={2} wrap="nowrap">
        <RowAction label={`Move “${label}” up`} disabled={isFirst || isBusy} onClick={() => onMove(-1)}>
          <IconArrowUp size={16} aria-hidden />
        </RowAction>
        <RowAction label={`Move “${label}” down`} disabled={isLast || isBusy} onClick={() => onMove(1)}>
          <IconArrowDown size={16} aria-hidden />
        </RowAction>
        <RowAction label={`Change “${label}”`} onClick={onEdit}>
          <IconPencil size={16} aria-hidden />
        </RowAction>
        <RowAction label={`Remove “${label}”`} onClick={onRemove}>
          <IconTrash size={16} aria-hidden />
        </RowAction>
      </Group>
    </Group>
  );
}

interface ActionProps {
  label: string;
  disabled?: boolean;
  onClick: () => void;
  children: React.ReactNode;
}

function RowAction({ label, disabled = false, onClick, children }: ActionProps) {
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      aria-label={label}
      title={label}
      disabled={disabled}
      onClick={onClick}
    >
      {children}
    </ActionIcon>
  );
}

function ArchivedQuestions({ job }: { job: Job }) {
  const refresh = useRefreshJob();
  const archived = useQuery(archivedQuestionsQuery(job.id));
  const restore = useMutation({
    mutationFn: (question: string) => api.jobs.updateQuestion(job.id, question, { archived: false }),
    onError: (error) => notifyProblem('The question was not taken up again', error),
    onSettled: refresh,
  });
  if (!archived.data?.length) return null;
  return (
    <Stack gap={4} mt="md">
      <Text size="xs" fw={600} c="dimmed">
        Asked no more; answers are kept
      </Text>
      {archived.data.map(({ id, label }) => (
        <Group key={id} justify="space-between" wrap="nowrap" gap="xs">
          <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
            {label}
          </Text>
          <Button
            size="compact-xs"
            variant="subtle"
            disabled={restore.isPending}
            aria-label={`Ask “${label}” again`}
            onClick={() => restore.mutate(id)}
          >
            Ask again
          </Button>
        </Group>
      ))}
    </Stack>
  );
}

interface RemoveProps {
  job: Job;
  question: JobQuestion | null;
  onClose: () => void;
}

function RemoveQuestion({ job, question, onClose }: RemoveProps) {
  const refresh = useRefreshJob();
  const remove = useMutation({
    mutationFn: (id: string) => api.jobs.removeQuestion(job.id, id),
    onSuccess: onClose,
    onSettled: refresh,
  });
  return (
    <ConfirmModal
      opened={question !== null}
      title="Remove this question?"
      action="Remove"
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => question && remove.mutate(question.id)}
      onClose={() => {
        remove.reset();
        onClose();
      }}
    >
      “{question?.label}” is asked no more. Answers that were given stay with their applications, and the
      question can be asked again.
    </ConfirmModal>
  );
}
