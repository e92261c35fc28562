import type { DemographicCounts, DemographicQuestion } from '@joinery/sdk';
import { ActionIcon, Button, Group, Input, Paper, Stack, Table, Text, TextInput } from '@mantine/core';
import { type UseFormReturnType, useForm } from '@mantine/form';
import { IconPlus, IconTrash, IconX } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api.ts';
import { LoadingRows } from '../../ui/loading-rows.tsx';
import { notifyDone } from '../../ui/notify.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { demographicCountsQuery, demographicQuestionsQuery } from './privacy.queries.ts';
import { checkQuestions, type QuestionValues, toQuestions, toQuestionValues } from './privacy-words.ts';

/** What is asked about who applies, and how often which answer was given. */
export function DemographicsTab({ mayEdit }: { mayEdit: boolean }) {
  const questions = useQuery(demographicQuestionsQuery);
  const counts = useQuery(demographicCountsQuery);
  const error = questions.error ?? counts.error;
  if (error)
    return (
      <ProblemAlert
        error={error}
        title="The demographic questions could not be loaded"
        onRetry={() => {
          void questions.refetch();
          void counts.refetch();
        }}
      />
    );
  if (!questions.data || !counts.data) return <LoadingRows rows={4} height={80} />;
  return (
    <Stack gap="md">
      <QuestionsPanel
        key={JSON.stringify(questions.data)}
        questions={questions.data}
        taken={counts.data.map(({ key }) => key)}
        mayEdit={mayEdit}
      />
      <CountsPanel counts={counts.data} />
    </Stack>
  );
}

interface Values {
  questions: QuestionValues[];
}

interface QuestionsPanelProps {
  questions: DemographicQuestion[];
  /** Keys that were asked before: what is counted under them stays. */
  taken: string[];
  mayEdit: boolean;
}

const blankQuestion = (): QuestionValues => ({
  key: '',
  label: '',
  options: [
    { id: '', label: '' },
    { id: '', label: '' },
  ],
});

function QuestionsPanel({ questions, taken, mayEdit }: QuestionsPanelProps) {
  const client = useQueryClient();
  const form = useForm<Values>({
    initialValues: { questions: toQuestionValues(questions) },
    validate: ({ questions: values }) => checkQuestions(values),
  });
  const save = useMutation({
    mutationFn: (values: Values) =>
      api.demographics.replaceQuestions({ questions: toQuestions(values.questions, taken) }),
    onSuccess: () => notifyDone('Every form asks these questions now.'),
    onSettled: () => client.invalidateQueries({ queryKey: ['demographics'] }),
  });
  return (
    <Panel
      title="Questions"
      description="Every form asks them, and nobody has to answer. An answer is counted, and kept with nobody: no person, application or job stands beside it."
    >
      <form onSubmit={form.onSubmit((values) => save.mutate(values))} noValidate>
        <Stack gap="md">
          {save.error && <ProblemAlert error={save.error} title="The questions were not saved" />}
          {form.values.questions.length === 0 && (
            <Text size="sm" c="dimmed">
              No form asks about who applies.
            </Text>
          )}
          {form.values.questions.map((question, index) => (
            <Question
              // biome-ignore lint/suspicious/noArrayIndexKey: questions have no key before they are saved
              key={`${question.key} ${index}`}
              form={form}
              index={index}
              mayEdit={mayEdit}
            />
          ))}
          {mayEdit && (
            <Group justify="space-between" gap="sm">
              <Button
                variant="default"
                leftSection={<IconPlus size={16} aria-hidden />}
                disabled={form.values.questions.length >= 20}
                onClick={() => form.insertListItem('questions', blankQuestion())}
              >
                Add a question
              </Button>
              <Button type="submit" loading={save.isPending} disabled={!form.isDirty()}>
                Save questions
              </Button>
            </Group>
          )}
        </Stack>
      </form>
    </Panel>
  );
}

interface QuestionProps {
  form: UseFormReturnType<Values>;
  index: number;
  mayEdit: boolean;
}

function Question({ form, index, mayEdit }: QuestionProps) {
  const path = `questions.${index}`;
  const question = form.values.questions[index] ?? blankQuestion();
  const name = question.label || `question ${index + 1}`;
  return (
    <Paper withBorder p="sm" component="section" aria-label={name}>
      <Stack gap="xs">
        <Group gap="xs" align="flex-end" wrap="nowrap">
          <TextInput
            label="Question"
            maxLength={300}
            readOnly={!mayEdit}
            style={{ flex: 1 }}
            {...form.getInputProps(`${path}.label`)}
          />
          {mayEdit && (
            <ActionIcon
              variant="subtle"
              color="gray"
              size="lg"
              aria-label={`Remove ${name}`}
              onClick={() => form.removeListItem('questions', index)}
            >
              <IconTrash size={16} aria-hidden />
            </ActionIcon>
          )}
        </Group>
        <Input.Wrapper
          label="Answers to choose from"
          error={form.errors[`${path}.options`]}
          labelElement="div"
        >
          <Stack gap={6}>
            {question.options.map((option, place) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: answers have no id before they are saved
              <Group key={`${option.id} ${place}`} gap={4} wrap="nowrap">
                <TextInput
                  aria-label={`Answer ${place + 1} of ${name}`}
                  maxLength={200}
                  readOnly={!mayEdit}
                  style={{ flex: 1 }}
                  {...form.getInputProps(`${path}.options.${place}.label`)}
                />
                {mayEdit && (
                  <ActionIcon
                    variant="subtle"
                    color="gray"
                    aria-label={`Take answer ${place + 1} of ${name} away`}
                    onClick={() => form.removeListItem(`${path}.options`, place)}
                  >
                    <IconX size={16} aria-hidden />
                  </ActionIcon>
                )}
              </Group>
            ))}
          </Stack>
        </Input.Wrapper>
        {mayEdit && question.options.length < 30 && (
          <Group>
            <Button
              size="xs"
              variant="subtle"
              leftSection={<IconPlus size={14} aria-hidden />}
              aria-label={`Add an answer to ${name}`}
              onClick={() => form.insertListItem(`${path}.options`, { id: '', label: '' })}
            >
              Add an answer
            </Button>
          </Group>
        )}
      </Stack>
    </Paper>
  );
}

const tooFew = 'Too few to tell';

function CountsPanel({ counts }: { counts: DemographicCounts['items'] }) {
  return (
    <Panel
      title="Answers"
      description="Over all jobs and all whole months: this month counts from the next one on. A count that might tell of a few people is not told, and neither is what would give it away."
    >
      {counts.length === 0 && (
        <Text size="sm" c="dimmed">
          Nothing was asked yet.
        </Text>
      )}
      <Stack gap="lg">
        {counts.map(({ key, label, asked, answered, options }) => (
          <div key={key}>
            <Text size="sm" fw={600} style={{ overflowWrap: 'anywhere' }}>
              {label}
              {!asked && (
                <Text span size="sm" c="dimmed" fw={400}>
                  {' '}
                  · asked no more
                </Text>
              )}
            </Text>
            <Table aria-label={`Answers to ${label}`} mt={4}>
              <Table.Tbody>
                {options.map((option) => (
                  <Table.Tr key={option.id}>
                    <Table.Td style={{ overflowWrap: 'anywhere' }}>{option.label}</Table.Td>
                    <Table.Td ta="right" {...(option.people === null && { c: 'dimmed' })}>
                      {option.people ?? tooFew}
                    </Table.Td>
                  </Table.Tr>
                ))}
                <Table.Tr>
                  <Table.Td fw={600}>Answered</Table.Td>
                  <Table.Td ta="right" fw={600}>
                    {answered ?? tooFew}
                  </Table.Td>
                </Table.Tr>
              </Table.Tbody>
            </Table>
          </div>
        ))}
      </Stack>
    </Panel>
  );
}
