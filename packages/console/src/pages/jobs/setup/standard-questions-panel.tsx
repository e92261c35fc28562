import type { Job, JobQuestionsInput, QuestionRule, StandardQuestion } from '@joinery/sdk';
import { Group, SegmentedControl, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { api } from '../../../api.ts';
import { Panel } from '../../../ui/panel.tsx';
import { ProblemAlert } from '../../../ui/problem-alert.tsx';
import { questionLabels, questionRules } from '../job-form.ts';
import { useRefreshJob } from './setup.queries.ts';

/** Each switch is saved as it is moved. */
export function StandardQuestionsPanel({ job }: { job: Job }) {
  const refresh = useRefreshJob();
  const save = useMutation({
    mutationFn: (questions: JobQuestionsInput) => api.jobs.update(job.id, { questions }),
    onSettled: refresh,
  });
  const shown = { ...job.questions, ...(save.isPending && save.variables) };
  return (
    <Panel title="Usual questions" description="A name is always asked for.">
      {save.error && <ProblemAlert error={save.error} title="It was not saved" />}
      <Stack gap={6}>
        {(Object.entries(questionLabels) as [StandardQuestion, string][]).map(([question, label]) => (
          <Group key={question} justify="space-between" gap={4}>
            <Text size="sm">{label}</Text>
            <SegmentedControl
              size="xs"
              aria-label={label}
              data={questionRules}
              value={shown[question]}
              disabled={save.isPending}
              onChange={(rule) => save.mutate({ [question]: rule as QuestionRule })}
            />
          </Group>
        ))}
      </Stack>
    </Panel>
  );
}
