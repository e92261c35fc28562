import type { Hire, HirePreview } from '@joinery/sdk';
import { Alert, Anchor, Button, Checkbox, List, Paper, Stack, Text, Title } from '@mantine/core';
import { IconAlertCircle, IconCircleCheck, IconListCheck, IconSend } from '@tabler/icons-react';
import { counted } from '../../ui/names.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { fieldLabel } from './review-fields.ts';
import type { OpenPoint } from './review-form.ts';

interface ReviewSummaryProps {
  preview: Pick<HirePreview, 'optionsProblem'>;
  points: OpenPoint[];
  unchecked: boolean;
  onUnchecked: (is: boolean) => void;
  /** Of the hire that is mended; undefined for a new one. */
  state: Hire['state'] | undefined;
  isStale: boolean;
  isChecking: boolean;
  checkError: unknown;
  saveError: unknown;
  busy: 'send' | 'keep' | null;
  onCheck: () => void;
  onPoint: (at: string) => void;
  onSend: () => void;
  onKeep: () => void;
}

/** What is still open, and the one button that comes next. */
export function ReviewSummary(props: ReviewSummaryProps) {
  const { preview, points, isStale, checkError, saveError, isChecking, busy } = props;
  const { onCheck, onSend, onKeep } = props;
  const open = points.length > 0;
  const asks = props.state === 'awaiting_approval';
  // Whatever the server would send at once is not kept by the same button.
  const mayKeep = props.state !== undefined ? !asks : points.some(({ at }) => at !== 'person');
  return (
    <Paper p="md" component="section" aria-label="Before it is sent">
      <Stack gap="sm">
        <Title order={2}>Before it is sent</Title>
        {checkError ? <ProblemAlert error={checkError} title="It could not be checked" /> : null}
        {saveError ? <ProblemAlert error={saveError} title="It was not saved" /> : null}
        {preview.optionsProblem !== null && (
          <Alert color="yellow" icon={<IconAlertCircle size={18} />} title="The lists could not be read">
            <Text size="sm">
              {preview.optionsProblem} Whether BambooHR knows title, department and the like shows only when
              it is sent.
            </Text>
            <Checkbox
              mt="xs"
              size="sm"
              data-path="unchecked"
              label="Send it without checks"
              description="That you said so is kept with the hire."
              checked={props.unchecked}
              onChange={(event) => props.onUnchecked(event.currentTarget.checked)}
            />
          </Alert>
        )}
        {open ? <OpenPoints points={points} onPoint={props.onPoint} /> : <NothingOpen isStale={isStale} />}
        {isStale ? (
          <Button
            leftSection={<IconListCheck size={16} aria-hidden />}
            loading={isChecking}
            disabled={busy !== null}
            onClick={onCheck}
          >
            Check what is sent
          </Button>
        ) : (
          <Button
            leftSection={<IconSend size={16} aria-hidden />}
            loading={busy === 'send'}
            disabled={busy !== null}
            onClick={onSend}
          >
            {asks ? 'Save and ask again' : 'Send to BambooHR'}
          </Button>
        )}
        {mayKeep && (
          <Button variant="default" loading={busy === 'keep'} disabled={busy !== null} onClick={onKeep}>
            {props.state === undefined ? 'Keep as a draft' : 'Save without sending'}
          </Button>
        )}
      </Stack>
    </Paper>
  );
}

/** Points whose words say already what they are about. */
const ownWords = ['person', 'files', 'unchecked'];

function OpenPoints({ points, onPoint }: Pick<ReviewSummaryProps, 'points' | 'onPoint'>) {
  return (
    <Alert
      color="orange"
      icon={<IconAlertCircle size={18} />}
      title={`${counted(points.length, 'thing')} to decide`}
    >
      <List size="sm" spacing={4} listStyleType="none">
        {points.map(({ at, message }) => (
          <List.Item key={`${at} ${message}`}>
            <Anchor
              component="button"
              type="button"
              size="sm"
              ta="left"
              style={{ overflowWrap: 'anywhere' }}
              onClick={() => onPoint(at)}
            >
              {message}
            </Anchor>
            {!ownWords.includes(at) && (
              <Text size="xs" c="dimmed">
                {fieldLabel(at)}
              </Text>
            )}
          </List.Item>
        ))}
      </List>
    </Alert>
  );
}

function NothingOpen({ isStale }: { isStale: boolean }) {
  return (
    <Alert color="teal" icon={<IconCircleCheck size={18} />} role="status">
      <Text size="sm">
        {isStale
          ? 'Nothing is missing. Check once more what your changes make of it.'
          : 'Nothing is missing. What is sent is shown call by call.'}
      </Text>
    </Alert>
  );
}
