import type { Application, ApplicationAnswer, Candidate } from '@joinery/sdk';
import { Anchor, Button, Divider, Group, Rating, Select, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPlus } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api.ts';
import { TextLink } from '../../ui/links.tsx';
import { Moment } from '../../ui/moment.tsx';
import { notifyProblem } from '../../ui/notify.tsx';
import { Panel } from '../../ui/panel.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { stageKinds } from '../../ui/states.ts';
import { SendHireButton } from '../hires/send-hire-button.tsx';
import { stagesQuery } from '../jobs/jobs.queries.ts';
import { OfferBlock } from '../offers/offer-block.tsx';
import { useSession } from '../session/session.queries.ts';
import { ApplyModal } from './apply-modal.tsx';
import { answersOf, isTold, orderedApplications } from './candidate-standing.ts';
import { CommentForm } from './comment-form.tsx';
import { Rejection } from './reject-button.tsx';
import { webAddress } from './web-address.ts';

export function ApplicationsPanel({ candidate }: { candidate: Candidate }) {
  const [opened, modal] = useDisclosure(false);
  const { hiring } = useSession().access;
  const mayEdit = hiring.candidates === 'edit';
  const applications = orderedApplications(candidate.applications);
  return (
    <Panel
      title="Applications"
      actions={
        mayEdit && (
          <Button
            variant="default"
            size="xs"
            leftSection={<IconPlus size={15} aria-hidden />}
            onClick={modal.open}
          >
            Add to a job
          </Button>
        )
      }
    >
      {applications.length === 0 && (
        <Text size="sm" c="dimmed">
          {candidate.name} has not applied for a job and waits in the talent pool.
        </Text>
      )}
      <Stack gap="md">
        {applications.map((application, index) => (
          <div key={application.id}>
            {index > 0 && <Divider mb="md" />}
            <ApplicationBlock candidate={candidate} application={application} />
          </div>
        ))}
      </Stack>
      <ApplyModal candidate={candidate} opened={opened} onClose={modal.close} />
    </Panel>
  );
}

function ApplicationBlock({ candidate, application }: { candidate: Candidate; application: Application }) {
  const { hiring } = useSession().access;
  const mayEdit = hiring.candidates === 'edit';
  const mayMove = mayEdit && isTold(application);
  const maySee = hiring.hires !== 'none';
  return (
    <Stack gap="sm">
      <Group justify="space-between" align="flex-start" gap="sm">
        <div style={{ flex: '1 1 14rem' }}>
          <TextLink to="/jobs/$jobId" params={{ jobId: application.jobId }} fw={600}>
            {application.jobTitle}
          </TextLink>
          <Text size="sm" c="dimmed">
            Applied <Moment value={application.appliedAt} form="relative" /> · in this stage since{' '}
            <Moment value={application.stageChangedAt} form="relative" />
          </Text>
          {isTold(application) && <StarRating application={application} readOnly={!mayMove} />}
        </div>
        {mayMove ? (
          <StageSelect application={application} />
        ) : (
          <StateBadge {...stageKinds[application.stageKind]} label={application.stageName} />
        )}
      </Group>
      <Answers application={application} />
      <Rejection application={application} mayMove={mayMove} />
      {maySee && (
        <OfferBlock
          application={application}
          candidate={candidate}
          mayEdit={hiring.hires === 'edit' && mayEdit}
        />
      )}
      {maySee && <SendHireButton application={application} />}
      {mayEdit && <CommentForm application={application} />}
    </Stack>
  );
}

function Answers({ application }: { application: Application }) {
  const said = answersOf(application);
  if (said.length === 0 && application.answers.length === 0) return null;
  return (
    <Stack gap={6}>
      {said.length > 0 && (
        <Text size="sm" style={{ whiteSpace: 'pre-line', overflowWrap: 'anywhere' }}>
          {said.map(({ label, value }) => `${label}: ${value}`).join('\n')}
        </Text>
      )}
      {application.answers.map((answer) => (
        <QuestionAnswer key={answer.key} answer={answer} />
      ))}
    </Stack>
  );
}

function QuestionAnswer({ answer }: { answer: ApplicationAnswer }) {
  const address = answer.type === 'url' ? webAddress(answer.text) : undefined;
  const href = answer.type === 'file' ? api.files.urlOf(String(answer.value)) : address;
  return (
    <div>
      <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
        {answer.label}
        {answer.archived && ' (asked no more)'}
      </Text>
      {href ? (
        <Anchor href={href} size="sm" target="_blank" rel="noreferrer" style={{ overflowWrap: 'anywhere' }}>
          {answer.text}
        </Anchor>
      ) : (
        <Text size="sm" style={{ whiteSpace: 'pre-line', overflowWrap: 'anywhere' }}>
          {answer.text}
        </Text>
      )}
    </div>
  );
}

function StarRating({ application, readOnly }: { application: Application; readOnly: boolean }) {
  const client = useQueryClient();
  const rate = useMutation({
    mutationFn: (stars: number) => api.applications.update(application.id, { rating: stars || null }),
    onError: (error) => notifyProblem('The rating was not saved', error),
    onSettled: () => client.invalidateQueries({ queryKey: ['candidates'] }),
  });
  return (
    <Rating
      size="sm"
      aria-label={`Rating of the application for ${application.jobTitle}`}
      getSymbolLabel={(stars) => `${stars} of 5`}
      readOnly={readOnly || rate.isPending}
      allowClear
      value={rate.isPending ? (rate.variables ?? 0) : (application.rating ?? 0)}
      onChange={(stars) => rate.mutate(stars)}
    />
  );
}

function StageSelect({ application }: { application: Application }) {
  const client = useQueryClient();
  const stages = useQuery(stagesQuery(application.jobId));
  const move = useMutation({
    mutationFn: (stageId: string) => api.applications.move(application.id, { stageId }),
    onError: (error) => notifyProblem('The application was not moved', error),
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ['candidates'] }),
        client.invalidateQueries({ queryKey: ['jobs', application.jobId] }),
      ]),
  });
  const known = (stages.data ?? []).map(({ id, name }) => ({ value: id, label: name }));
  return (
    <Select
      aria-label={`Stage of the application for ${application.jobTitle}`}
      w={190}
      size="sm"
      disabled={move.isPending}
      allowDeselect={false}
      data={known.length > 0 ? known : [{ value: application.stageId, label: application.stageName }]}
      value={move.isPending ? (move.variables ?? null) : application.stageId}
      onChange={(stageId) => stageId && stageId !== application.stageId && move.mutate(stageId)}
    />
  );
}
