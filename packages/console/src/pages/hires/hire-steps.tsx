import type { HireStep } from '@joinery/sdk';
import { Anchor, Collapse, DataList, Group, Loader, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconAlertTriangle, IconCheck, IconMinus, IconQuestionMark } from '@tabler/icons-react';
import { type ReactNode, useId } from 'react';
import { CopyField } from '../../ui/copy-field.tsx';
import { Moment } from '../../ui/moment.tsx';
import { counted } from '../../ui/names.ts';
import { StateBadge } from '../../ui/state-badge.tsx';
import { stepStates, stepTitles } from '../../ui/states.ts';
import { outcomeWords, proofLines } from './hire-progress.ts';
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

export function HireSteps({ steps }: { steps: HireStep[] }) {
  return (
    <ol className={classes.steps}>
      {steps.map((step) => (
        <Step key={step.name} step={step} />
      ))}
    </ol>
  );
}

function Step({ step }: { step: HireStep }) {
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

function Receipt({ step }: { step: HireStep }) {
  const outcome = outcomeWords(step.outcome);
  const lines: { label: string; value: ReactNode }[] = [
    { label: 'Outcome', value: outcome },
    { label: 'Sent', value: step.sentAt && <Moment value={step.sentAt} form="exact" /> },
    { label: 'Finished', value: step.finishedAt && <Moment value={step.finishedAt} form="exact" /> },
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
