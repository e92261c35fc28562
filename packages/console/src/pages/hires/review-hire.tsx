import type { Candidate, Hire, HirePreview } from '@joinery/sdk';
import { Box, Button, Grid, SimpleGrid, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useDisclosure } from '@mantine/hooks';
import { IconPlus } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { api } from '../../api.ts';
import { Panel } from '../../ui/panel.tsx';
import { fieldMessages } from '../../ui/problems.ts';
import { ApprovalChoice } from './approval-choice.tsx';
import { type ApprovalValues, noApproval, toApprovalRules } from './approval-form.ts';
import { CallPreview } from './call-preview.tsx';
import { FilesChoice } from './files-choice.tsx';
import { OtherFields } from './other-fields.tsx';
import { PersonChoice } from './person-choice.tsx';
import { RecordPreview } from './record-preview.tsx';
import { fieldsOf, isListField, reviewFieldNames, type Section } from './review-fields.ts';
import { type Origin, openPoints, type ReviewValues, toDecisions, toReviewValues } from './review-form.ts';
import { type ReviewForm, ReviewInput } from './review-inputs.tsx';
import { ReviewSummary } from './review-summary.tsx';
import { useSaveHire } from './save-hire.ts';

interface ReviewHireProps {
  preview: HirePreview;
  candidate: Candidate;
  jobId: string;
  hire?: Hire;
}

interface SectionWords {
  section: Section;
  title: string;
  description?: string;
  /** Shown instead of empty fields that nobody has to fill. */
  whenEmpty?: string;
}

const sections: SectionWords[] = [
  { section: 'person', title: 'Person' },
  { section: 'job', title: 'Job', description: 'Becomes rows that begin on the start date.' },
  { section: 'pay', title: 'Pay', whenEmpty: 'No pay is sent.' },
  { section: 'address', title: 'Address', whenEmpty: 'No address is sent.' },
];

/** The review of a hire: everything that would be sent, and every decision that it still needs. */
export function ReviewHire({ preview, candidate, jobId, hire }: ReviewHireProps) {
  const origin: Origin = { baseline: preview, decided: hire };
  const form = useForm<ReviewValues>({
    initialValues: toReviewValues(origin, candidate.attachments),
    clearInputErrorOnChange: true,
  });
  const [approval, setApproval] = useState<ApprovalValues>(noApproval);
  const check = useCheck(preview, origin, form.values);
  const save = useSaveHire({ preview, hire, onProblem: (error) => form.setErrors(messagesOf(error)) });
  const found = check.last;
  const points = openPoints(form.values, found, origin);

  const showPoints = () => {
    // What stands beside its input with its choices is not said once more.
    const said = points.filter(({ at }) => !isListField(at));
    form.setErrors(Object.fromEntries(said.map(({ at, message }) => [pathOf(at), message])));
    focusOn(points[0]?.at);
  };
  const proceed = (act: 'send' | 'keep') => {
    if (act === 'send' && points.length > 0) return showPoints();
    save.mutate({
      act,
      decisions: toDecisions(form.values, origin),
      values: form.values,
      origin,
      check: found,
      approval: toApprovalRules(approval),
    });
  };

  return (
    <Grid gap="md">
      <Grid.Col span={{ base: 12, md: 8 }}>
        <Stack gap="md">
          <PersonChoice form={form} found={found} origin={origin} />
          <RecordPreview record={found.record} isStale={check.isStale} />
          {sections.map((words) => (
            <FieldsPanel key={words.section} {...words} form={form} origin={origin} check={found} />
          ))}
          <FilesChoice form={form} files={found.files} />
          <OtherFields form={form} origin={origin} connectionId={preview.connectionId} />
          <ApprovalChoice
            connectionId={preview.connectionId}
            jobId={jobId}
            hire={hire}
            values={approval}
            onChange={setApproval}
          />
          <CallPreview calls={found.calls} isStale={check.isStale} />
        </Stack>
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 4 }}>
        <Box pos="sticky" top={16}>
          <ReviewSummary
            preview={found}
            points={points}
            unchecked={form.values.unchecked}
            onUnchecked={(is) => form.setFieldValue('unchecked', is)}
            state={hire?.state}
            isStale={check.isStale}
            isChecking={check.isChecking}
            checkError={check.error}
            saveError={save.error}
            busy={save.isPending ? save.variables.act : null}
            onCheck={check.run}
            onPoint={(at) => focusOn(at)}
            onSend={() => proceed('send')}
            onKeep={() => proceed('keep')}
          />
          <Text size="xs" c="dimmed" mt="xs">
            Nothing is sent before you say so.
          </Text>
        </Box>
      </Grid.Col>
    </Grid>
  );
}

function FieldsPanel({
  section,
  title,
  description,
  whenEmpty,
  ...review
}: SectionWords & { form: ReviewForm; origin: Origin; check: HirePreview }) {
  const [isOpen, open] = useDisclosure(false);
  const names = fieldsOf(section);
  const { fields } = review.form.values;
  const { baseline } = review.origin;
  const isUsed = names.some(
    (name) =>
      fields[name] !== '' || baseline.fields[name] || baseline.missing.some(({ field }) => field === name),
  );
  if (whenEmpty !== undefined && !isUsed && !isOpen)
    return (
      <Panel
        title={title}
        description={whenEmpty}
        actions={
          <Button
            size="xs"
            variant="default"
            leftSection={<IconPlus size={15} aria-hidden />}
            aria-label={`Fill in: ${title}`}
            onClick={open.open}
          >
            Fill in
          </Button>
        }
      >
        {null}
      </Panel>
    );
  return (
    <Panel title={title} {...(description && { description })}>
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md" verticalSpacing="sm">
        {names.map((name) => (
          <ReviewInput key={name} name={name} {...review} />
        ))}
      </SimpleGrid>
    </Panel>
  );
}

/** What the server last said of the form, and whether the form has changed since. */
function useCheck(preview: HirePreview, origin: Origin, values: ReviewValues) {
  const { applicationId, connectionId } = preview;
  const decisions = toDecisions(values, origin);
  const key = JSON.stringify(decisions);
  const [checked, setChecked] = useState({ key: JSON.stringify(undecided), preview });
  const check = useMutation({
    mutationFn: async () => ({
      key,
      preview: await api.hires.preview({ applicationId, connectionId, ...decisions }),
    }),
    onSuccess: setChecked,
  });
  const isStale = checked.key !== key;
  // What was decided before this page was opened is looked at without being asked for.
  const begun = useRef(false);
  useEffect(() => {
    if (begun.current || !isStale || origin.decided === undefined) return;
    begun.current = true;
    check.mutate();
  }, [isStale, origin.decided, check.mutate]);
  return {
    last: checked.preview,
    isStale,
    isChecking: check.isPending,
    error: check.error,
    run: () => check.mutate(),
  };
}

/** The decisions of a form that nobody touched. */
const undecided = { fields: {}, without: [], createOptions: [] };

const pathOf = (at: string): string =>
  (reviewFieldNames as readonly string[]).includes(at) ? `fields.${at}` : at;

function messagesOf(error: unknown): Record<string, string> {
  const messages = fieldMessages(error, reviewFieldNames);
  return Object.fromEntries(Object.entries(messages).map(([name, message]) => [pathOf(name), message]));
}

function focusOn(at: string | undefined): void {
  if (at === undefined) return;
  const input = document.querySelector<HTMLElement>(`[data-path="${CSS.escape(pathOf(at))}"]`);
  input?.scrollIntoView({ block: 'center' });
  input?.focus({ preventScroll: true });
}
