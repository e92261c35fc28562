import type { Hire, HireStep } from '@joinery/sdk';
import { Anchor, Button, Collapse, DataList, Group, Loader, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import {
  IconAlertTriangle,
  IconCheck,
  IconMinus,
  IconPlayerSkipForward,
  IconQuestionMark,
  IconRefresh,
} from '@tabler/icons-react';
import { type ReactNode, useId } from 'react';
import { CopyField } from '../../ui/copy-field.tsx';
import { Moment } from '../../ui/moment.tsx';
import { counted } from '../../ui/names.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { ReasonModal } from '../../ui/reason-modal.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { stepStates, stepTitles } from '../../ui/states.ts';
import { useHireAct } from './hire-acts.ts';
import { outcomeWords, proofLines } from './hire-progress.ts';
import { actsOn, durationWords } from './hire-standing.ts';
import classes from './hire-steps.module.css';

const icons: Record<HireStep['state'], ReactNode> = {
  pending: null,
  prepared: <Loader size={14} />,
  sending: <Loader size={14} />,
  done: <IconCheck size={15} stroke={2.5} />,
  skipped: <IconMinus size={15} />,
  failed: <IconAlertTriangle size={15} />,
  ambiguous: <IconQuestionMark size={15} />,
};

export function HireSteps({ hire, mayAct }: { hire: Hire; mayAct: boolean }) {
  return (
    <ol className={classes.steps}>
      {hire.steps.map((step) => (
        <Step key={step.name} step={step} hire={hire} mayAct={mayAct} />
      ))}
    </ol>
  );
}

function Step({ step, hire, mayAct }: { step: HireStep; hire: Hire; mayAct: boolean }) {
  const [opened, receipt] = useDisclosure(false);
  const receiptId = useId();
  const state = stepStates[step.state];
  const { title, purpose } = stepTitles[step.name];
  const hasReceipt = step.state !== 'pending';

  return (
    <li className={classes.step} data-step={step.name} data-state={step.state}>
      <span className={classes.bullet} aria-hidden="true">
        {icons[step.state]}
      </span>
      <div className={classes.content}>
        <Group justify="space-between" gap="xs" wrap="nowrap" align="flex-start">
          <Text fw={600} size="sm">
            {title}
          </Text>
          <StateBadge {...state} />
        </Group>
        <Text size="sm" c="dimmed">
          {step.note ?? purpose}
        </Text>
        {mayAct && <StepButtons step={step} hire={hire} />}
        {hasReceipt && (
          <>
            <Anchor
              component="button"
              type="button"
              size="xs"
              onClick={receipt.toggle}
              aria-expanded={opened}
              aria-controls={receiptId}
            >
              {opened ? 'Hide the receipt' : 'Show the receipt'}
            </Anchor>
            <Collapse expanded={opened} id={receiptId}>
              <Receipt step={step} />
            </Collapse>
          </>
        )}
      </div>
    </li>
  );
}

/** What a person can do about a step of a hire that stopped, or about one that was left out. */
function StepButtons({ step, hire }: { step: HireStep; hire: Hire }) {
  const [asked, reason] = useDisclosure(false);
  const run = useHireAct(hire);
  const acts = actsOn(step, hire);
  const { title } = stepTitles[step.name];
  if (!acts.retry && !acts.skip && !acts.redo) return null;
  const retry = () => run.mutate({ act: 'retry', step: step.name });
  return (
    <Stack gap="xs" my={6}>
      {run.error && !asked ? <ProblemAlert error={run.error} /> : null}
      <Group gap="xs">
        {(acts.retry || acts.redo) && (
          <Button
            size="compact-sm"
            variant={acts.retry ? 'filled' : 'default'}
            leftSection={<IconRefresh size={14} aria-hidden />}
            loading={run.isPending && run.variables.act === 'retry'}
            onClick={retry}
            aria-label={`${acts.redo ? 'Do it after all' : 'Try again'}: ${title}`}
          >
            {acts.redo ? 'Do it after all' : 'Try again'}
          </Button>
        )}
        {acts.skip && (
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconPlayerSkipForward size={14} aria-hidden />}
            onClick={reason.open}
            aria-label={`Skip: ${title}`}
          >
            Skip…
          </Button>
        )}
      </Group>
      <ReasonModal
        opened={asked}
        title={`Skip “${title}”?`}
        action="Skip"
        busy={run.isPending}
        error={run.error}
        onConfirm={(text) =>
          run.mutate({ act: 'skip', step: step.name, reason: text }, { onSuccess: reason.close })
        }
        onClose={reason.close}
      >
        The hand-off goes on without it. The step can be done later, after all.
      </ReasonModal>
    </Stack>
  );
}

function Receipt({ step }: { step: HireStep }) {
  const outcome = outcomeWords(step.outcome);
  const lines: { label: string; value: ReactNode }[] = [
    { label: 'Outcome', value: outcome },
    { label: 'Sent', value: step.sentAt && <Moment value={step.sentAt} form="exact" /> },
    { label: 'Finished', value: step.finishedAt && <Moment value={step.finishedAt} form="exact" /> },
    { label: 'Took', value: step.durationMs === null ? null : durationWords(step.durationMs) },
    { label: 'Attempts', value: counted(step.attempts, 'attempt') },
    { label: 'Request', value: step.requestSummary },
    {
      label: 'Request hash',
      value: step.requestHash && <CopyField value={step.requestHash} label="request hash" />,
    },
    {
      label: 'BambooHR id',
      value: step.providerId && <CopyField value={step.providerId} label="BambooHR id" />,
    },
    ...proofLines(step.proof).map(({ name, value }) => ({ label: `Proof: ${name}`, value })),
  ];
  return (
    <DataList size="xs" gap={4} labelWidth="110px" className={classes.receipt ?? ''}>
      {lines
        .filter(({ value }) => value !== null)
        .map(({ label, value }) => (
          <DataList.Item key={label}>
            <DataList.ItemLabel>{label}</DataList.ItemLabel>
            <DataList.ItemValue style={{ overflowWrap: 'anywhere' }}>{value}</DataList.ItemValue>
          </DataList.Item>
        ))}
    </DataList>
  );
}
