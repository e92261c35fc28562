import type { Candidate, CandidateDuplicate } from '@joinery/sdk';
import { Alert, Button, Grid, Group, List, Radio, Stack, Text } from '@mantine/core';
import { IconArrowsExchange, IconEye, IconInfoCircle } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Navigate, useNavigate } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { api } from '../../api.ts';
import { TextLink } from '../../ui/links.tsx';
import { LoadingRows } from '../../ui/loading-rows.tsx';
import { Moment } from '../../ui/moment.tsx';
import { notifyDone } from '../../ui/notify.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { candidateFieldsQuery, candidateQuery } from '../candidates/candidates.queries.ts';
import { movedToOf } from '../candidates/moved.ts';
import { useSession } from '../session/session.queries.ts';
import { DecideButton } from './decide-button.tsx';
import {
  type ComparedField,
  compareFields,
  likelihoodOfOne,
  mayMerge,
  newSight,
  reasonsInWords,
  type SharedJob,
  sharedJobs,
  toMergeInput,
  whatMoves,
} from './duplicate-words.ts';
import classes from './duplicates.module.css';
import { belongingsQuery, pairQuery } from './duplicates.queries.ts';

const route = getRouteApi('/signed-in/candidates/compare');
const back = { to: '/candidates/duplicates', label: 'Duplicates' } as const;

type Side = 'this' | 'other';

/** Two candidates side by side, and their merge. */
export function ComparePage() {
  const { keep, with: other } = route.useSearch();
  const [first, second] = [useQuery(candidateQuery(keep)), useQuery(candidateQuery(other))];
  const gone = movedToOf(first.error) ?? movedToOf(second.error);
  if (gone) return <Navigate to="/candidates/$candidateId" params={{ candidateId: gone }} replace />;
  if (first.data && second.data)
    return <Comparison key={`${keep} ${other}`} kept={first.data} other={second.data} />;
  const failed = first.error ? first : second;
  return (
    <Page title="Compare two candidates" back={back}>
      {failed.error ? (
        <ProblemAlert
          error={failed.error}
          title="The candidates could not be loaded"
          onRetry={() => failed.refetch()}
        />
      ) : (
        <LoadingRows rows={5} height={60} />
      )}
    </Page>
  );
}

function Comparison({ kept, other }: { kept: Candidate; other: Candidate }) {
  const navigate = useNavigate();
  const { hiring } = useSession().access;
  const pair = useQuery(pairQuery(kept.id, other.id)).data;
  const ownFields = useQuery(candidateFieldsQuery).data ?? [];
  const [choices, setChoices] = useState<Record<string, Side>>({});
  const [stays, setStays] = useState<Record<string, Side>>({});
  const fields = compareFields(kept, other, ownFields);
  const swap = () =>
    navigate({ to: '/candidates/compare', search: { keep: other.id, with: kept.id }, replace: true });
  return (
    <Page
      title="Compare two candidates"
      back={back}
      description={pair && <Found pair={pair} />}
      actions={
        pair &&
        hiring.candidates === 'edit' && (
          <DecideButton pair={pair} size="sm" onDone={() => navigate({ to: '/candidates/duplicates' })} />
        )
      }
    >
      <Grid gap="md">
        <Grid.Col span={{ base: 12, md: 8 }}>
          <Stack gap="md">
            <Panel
              title="Which record stays"
              description="The other’s address leads to the one that stays, here and in the API."
            >
              <div className={classes.sides} role="radiogroup" aria-label="Which record stays">
                <Record candidate={kept} checked onChoose={() => undefined} />
                <Record candidate={other} checked={false} onChoose={swap} />
              </div>
            </Panel>
            <Values fields={fields} choices={choices} onChoose={setChoices} />
          </Stack>
        </Grid.Col>
        {mayMerge(hiring) && (
          <Grid.Col span={{ base: 12, md: 4 }}>
            <MergePanel {...{ kept, other, fields, choices, stays }} onStays={setStays} onSwap={swap} />
          </Grid.Col>
        )}
      </Grid>
    </Page>
  );
}

function Found({ pair }: { pair: CandidateDuplicate }) {
  return (
    <>
      {likelihoodOfOne(pair.score)} one person ({pair.score} of 100):{' '}
      {reasonsInWords(pair.reasons).toLowerCase()}.
      {pair.state === 'dismissed' && ` ${pair.decidedBy ?? 'Somebody'} said that they are two people.`}
    </>
  );
}

interface RecordProps {
  candidate: Candidate;
  checked: boolean;
  onChoose: () => void;
}

function Record({ candidate, checked, onChoose }: RecordProps) {
  const { id, name, number, createdAt, applications } = candidate;
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the radio stands inside
    <label className={classes.side}>
      <Group gap="xs" wrap="nowrap" align="flex-start">
        <Radio
          name="record"
          value={id}
          checked={checked}
          onChange={onChoose}
          aria-label={`Keep the record of ${name}, number ${number}`}
        />
        <div style={{ minWidth: 0 }}>
          <TextLink
            to="/candidates/$candidateId"
            params={{ candidateId: id }}
            fw={600}
            size="sm"
            c="inherit"
            underline="always"
          >
            {name}
          </TextLink>
          <Text size="xs" c="dimmed">
            No. {number}, added <Moment value={createdAt} form="relative" />
          </Text>
          <Text size="xs" c="dimmed">
            {applications.length === 0
              ? 'No application'
              : applications.map(({ jobTitle, stageName }) => `${jobTitle}: ${stageName}`).join(' · ')}
          </Text>
        </div>
      </Group>
    </label>
  );
}

interface ValuesProps {
  fields: ComparedField[];
  choices: Record<string, Side>;
  onChoose: (choices: Record<string, Side>) => void;
}

function Values({ fields, choices, onChoose }: ValuesProps) {
  const different = fields.filter(({ isSame }) => !isSame);
  const same = fields.filter(({ isSame }) => isSame);
  return (
    <Panel
      title="Values"
      description={
        different.length === 0 ? 'They differ in no value.' : 'Choose which value stays where they differ.'
      }
    >
      <Stack gap="md">
        {different.map(({ field, label, kept, other, usual }) => (
          <Choice
            key={field}
            name={field}
            label={label}
            options={[kept ?? <Nothing key="kept" />, other ?? <Nothing key="other" />]}
            words={[kept ?? 'nothing', other ?? 'nothing']}
            value={choices[field] ?? usual}
            onChange={(side) => onChoose({ ...choices, [field]: side })}
          />
        ))}
        {same.length > 0 && (
          <div>
            <Text size="sm" fw={600} mb={4}>
              The same in both
            </Text>
            <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
              {same.map(({ label, kept }) => `${label}: ${kept}`).join(' · ')}
            </Text>
          </div>
        )}
      </Stack>
    </Panel>
  );
}

function Nothing() {
  return (
    <Text span size="sm" c="dimmed">
      Nothing
    </Text>
  );
}

interface ChoiceProps {
  name: string;
  label: string;
  options: [ReactNode, ReactNode];
  words: [string, string];
  value: Side;
  onChange: (side: Side) => void;
}

function Choice({ name, label, options, words, value, onChange }: ChoiceProps) {
  return (
    <fieldset className={classes.field}>
      <legend>{label}</legend>
      <div className={classes.sides}>
        {(['this', 'other'] as const).map((side, index) => (
          // biome-ignore lint/a11y/noLabelWithoutControl: the radio stands inside
          <label key={side} className={classes.side}>
            <Group gap="xs" wrap="nowrap" align="flex-start">
              <Radio
                size="sm"
                name={name}
                value={side}
                checked={value === side}
                onChange={() => onChange(side)}
                aria-label={`${label}: ${words[index]}`}
              />
              <Text size="sm" component="span" style={{ minWidth: 0 }}>
                {options[index]}
              </Text>
            </Group>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

interface MergePanelProps {
  kept: Candidate;
  other: Candidate;
  fields: ComparedField[];
  choices: Record<string, Side>;
  stays: Record<string, Side>;
  onStays: (stays: Record<string, Side>) => void;
  onSwap: () => void;
}

function MergePanel({ kept, other, fields, choices, stays, onStays, onSwap }: MergePanelProps) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const belongings = useQuery(belongingsQuery(other.id));
  const shared = sharedJobs(kept, other);
  const sight = newSight(kept, other, choices.broughtBy);
  const merge = useMutation({
    mutationFn: () => api.candidateDuplicates.merge(kept.id, toMergeInput(other.id, fields, choices, stays)),
    onSuccess: async ({ candidate }) => {
      await navigate({ to: '/candidates/$candidateId', params: { candidateId: kept.id } });
      notifyDone(`They are one candidate now, ${candidate.name}. It can be undone on this page.`);
      await client.invalidateQueries({ queryKey: ['candidates'] });
      await client.invalidateQueries({ queryKey: ['jobs'] });
    },
  });
  return (
    <Panel title="What will happen">
      <Stack gap="sm">
        <Text size="sm">
          <b>
            {kept.name} (no. {kept.number})
          </b>{' '}
          stays, and {other.name} (no. {other.number}) goes into it, with:
        </Text>
        <List size="sm" spacing={4} pr="md">
          {whatMoves(kept, other, belongings.data).map((line) => (
            <List.Item key={line} style={{ overflowWrap: 'anywhere' }}>
              {line}
            </List.Item>
          ))}
        </List>
        {belongings.error && (
          <ProblemAlert error={belongings.error} title="Notes and consents could not be counted" />
        )}
        {shared.map((job) => (
          <SharedApplication
            key={job.jobId}
            job={job}
            value={stays[job.jobId]}
            onChange={(side) => onStays(withChoice(stays, job.jobId, side))}
          />
        ))}
        {sight !== undefined && (
          <Alert variant="light" color="orange" icon={<IconEye size={18} aria-hidden />}>
            {sight}
          </Alert>
        )}
        <Alert variant="light" color="blue" icon={<IconInfoCircle size={18} aria-hidden />}>
          A merge can be undone: both are then what they were, and what was done since stays.
        </Alert>
        {merge.error && <ProblemAlert error={merge.error} title="They were not merged" />}
        <Group gap="xs">
          <Button loading={merge.isPending} onClick={() => merge.mutate()}>
            Merge
          </Button>
          <Button
            variant="default"
            leftSection={<IconArrowsExchange size={16} aria-hidden />}
            onClick={onSwap}
          >
            Keep the other
          </Button>
        </Group>
      </Stack>
    </Panel>
  );
}

function withChoice(
  stays: Record<string, Side>,
  jobId: string,
  side: Side | undefined,
): Record<string, Side> {
  const { [jobId]: _before, ...rest } = stays;
  return side === undefined ? rest : { ...rest, [jobId]: side };
}

interface SharedApplicationProps {
  job: SharedJob;
  value: Side | undefined;
  onChange: (side: Side | undefined) => void;
}

function SharedApplication({ job, value, onChange }: SharedApplicationProps) {
  return (
    <Radio.Group
      label={`Both applied for ${job.jobTitle}`}
      description="One application stays, with answers and comments of both."
      value={value ?? 'further'}
      onChange={(next) => onChange(next === 'further' ? undefined : (next as Side))}
    >
      <Stack gap={6} mt={6}>
        <Radio value="further" label="The one that got further" />
        <Radio value="this" label={`Of who stays: ${job.keptStage}`} />
        <Radio value="other" label={`Of the other: ${job.otherStage}`} />
      </Stack>
    </Radio.Group>
  );
}
