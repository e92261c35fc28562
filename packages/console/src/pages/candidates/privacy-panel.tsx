import type { CandidatePrivacy, PrivacyReason } from '@joinery/sdk';
import { Alert, Button, DataList, Group, List, Stack, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { api } from '../../api.ts';
import { formatDate } from '../../ui/dates.ts';
import { Moment } from '../../ui/moment.tsx';
import { notifyDone } from '../../ui/notify.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { ReasonModal } from '../../ui/reason-modal.tsx';
import { privacyQuery, retentionQuery } from '../privacy/privacy.queries.ts';
import { answersForPrivacy, regionName, ruleInWords, standingInWords } from '../privacy/privacy-words.ts';
import { useSession } from '../session/session.queries.ts';

type Act = 'renew' | 'hold' | 'release' | 'restrict' | 'lift' | 'erase';

/** How long somebody is kept, for those who answer for it, and what may be done about it. */
export function PrivacyPanel({ candidateId }: { candidateId: string }) {
  const { access } = useSession();
  const privacy = useQuery(privacyQuery(candidateId));
  return (
    <Panel title="How long they are kept">
      {privacy.error && (
        <ProblemAlert
          error={privacy.error}
          title="It could not be loaded"
          onRetry={() => privacy.refetch()}
        />
      )}
      {privacy.data && (
        <Stack gap="sm">
          <Standing privacy={privacy.data} />
          {answersForPrivacy(access, 'edit') && (
            <Acts privacy={privacy.data} mayExport={access.hiring.hires !== 'none'} />
          )}
        </Stack>
      )}
    </Panel>
  );
}

function Standing({ privacy }: { privacy: CandidatePrivacy }) {
  const rules = useQuery(retentionQuery).data;
  const { state, rule, dueOn, lastContactAt, remindedAt, heldReason, restrictedReason, erasedReason } =
    privacy;
  const waits = state === 'open' && dueOn !== null && rules?.enabled === false;
  const rows: { label: string; value: ReactNode }[] = [
    { label: 'Last contact', value: <Moment value={lastContactAt} form="relative" /> },
    {
      label: 'Rule',
      value: rule && state !== 'erased' && `${regionName(rule.region)}: ${ruleInWords(rule)}`,
    },
    { label: 'Told', value: remindedAt && <Moment value={remindedAt} /> },
    { label: 'On hold', value: heldReason },
    { label: 'Restricted', value: restrictedReason },
    { label: 'Erased', value: erasedReason },
  ];
  return (
    <>
      <Text size="sm" fw={600}>
        {waits && dueOn
          ? `Time is over on ${formatDate(dueOn)}; the rules are off, so nothing happens by itself.`
          : standingInWords(privacy)}
      </Text>
      <DataList size="sm" gap={6} labelWidth="90px">
        {rows
          .filter(({ value }) => value)
          .map(({ label, value }) => (
            <DataList.Item key={label}>
              <DataList.ItemLabel>{label}</DataList.ItemLabel>
              <DataList.ItemValue style={{ overflowWrap: 'anywhere' }}>{value}</DataList.ItemValue>
            </DataList.Item>
          ))}
      </DataList>
    </>
  );
}

const labels: Record<Act, string> = {
  renew: 'Keep longer',
  hold: 'Put on hold',
  release: 'End the hold',
  restrict: 'Restrict',
  lift: 'Lift the restriction',
  erase: 'Erase',
};

/** What may be done to somebody who stands like this. */
function actsFor({ state, heldReason, eraseOn }: CandidatePrivacy): Act[] {
  if (state === 'erased') return [];
  const hold: Act = heldReason ? 'release' : 'hold';
  if (state === 'restricted') return ['lift', hold, ...(eraseOn || heldReason ? [] : (['erase'] as const))];
  return ['renew', hold, 'restrict', ...(heldReason ? [] : (['erase'] as const))];
}

function Acts({ privacy, mayExport }: { privacy: CandidatePrivacy; mayExport: boolean }) {
  const [act, setAct] = useState<Act>();
  return (
    <>
      <Group gap="xs">
        {actsFor(privacy).map((name) => (
          <Button
            key={name}
            size="xs"
            variant="default"
            {...(name === 'erase' && { c: 'var(--mantine-color-error)' })}
            onClick={() => setAct(name)}
          >
            {labels[name]}
          </Button>
        ))}
        {mayExport && privacy.state !== 'erased' && (
          <Button
            component="a"
            href={api.retention.exportUrlOf(privacy.candidateId)}
            download
            size="xs"
            variant="default"
            leftSection={<IconDownload size={14} aria-hidden />}
          >
            Export everything
          </Button>
        )}
      </Group>
      {act && <ActModal key={act} act={act} privacy={privacy} onClose={() => setAct(undefined)} />}
    </>
  );
}

interface ActModalProps {
  act: Act;
  privacy: CandidatePrivacy;
  onClose: () => void;
}

function ActModal({ act, privacy, onClose }: ActModalProps) {
  const client = useQueryClient();
  const { candidateId, name } = privacy;
  const perform = useMutation({
    mutationFn: (body: PrivacyReason) => api.retention[act](candidateId, body),
    onSuccess: async (after) => {
      onClose();
      client.setQueryData(privacyQuery(candidateId).queryKey, after);
      notifyDone(doneWords(act, after));
      await Promise.all([
        client.invalidateQueries({ queryKey: ['candidates'] }),
        client.invalidateQueries({ queryKey: ['jobs'] }),
      ]);
    },
  });
  return (
    <ReasonModal
      opened
      title={`${labels[act]}: ${name}`}
      action={labels[act]}
      cancel="Cancel"
      busy={perform.isPending}
      error={perform.error}
      onConfirm={(reason) => perform.mutate({ reason })}
      onClose={onClose}
    >
      <Consequences act={act} privacy={privacy} />
    </ReasonModal>
  );
}

function doneWords(act: Act, { state, eraseOn, name }: CandidatePrivacy): string {
  if (act === 'erase' && state === 'restricted' && eraseOn)
    return `${name} is restricted, and erased on ${formatDate(eraseOn)}.`;
  return {
    renew: 'Their time begins anew.',
    hold: 'Nothing of them is erased until the hold ends.',
    release: 'The hold has ended.',
    restrict: `${name} is restricted.`,
    lift: `${name} is back where they were.`,
    erase: 'They are erased.',
  }[act];
}

function Consequences({ act, privacy }: { act: Act; privacy: CandidatePrivacy }) {
  if (act === 'erase') return <EraseWarning privacy={privacy} />;
  return {
    renew: (
      <>Their time begins anew today, as after an application. Say why, such as that they asked for it.</>
    ),
    hold: (
      <>
        For a suit or a charge: nothing of them is erased, by rule or by hand, and they are not merged, until
        the hold ends.
      </>
    ),
    release: (
      <>The rules hold for them again. If their time is over, they are named first, and then erased.</>
    ),
    restrict: (
      <>
        They are in no list, page, search, count or API any more, for anybody. Whoever may change the
        company’s settings finds them under Privacy → People, and can lift it.
      </>
    ),
    lift: <>They are back in all lists, with everything that was theirs.</>,
  }[act];
}

function EraseWarning({ privacy }: { privacy: CandidatePrivacy }) {
  const floor = privacy.rule?.floorMonths ?? 0;
  return (
    <Stack gap="sm">
      <Alert color="red" variant="light" title="This cannot be undone">
        <List size="sm" spacing={4}>
          <List.Item>
            Name, contact, documents, answers, notes, comments, tags, offers and the timeline go for good,
            from the disk too.
          </List.Item>
          <List.Item>
            What stays: an unnamed stub with its applications for counts, what they agreed to and when, and,
            of a hire that was sent, that it happened, to whom and by whom, without values.
          </List.Item>
          <List.Item>An employee whom a hire made stays in the HR system: that is another record.</List.Item>
        </List>
      </Alert>
      {floor > 0 && (
        <Text size="sm">
          The law of {privacy.rule ? regionName(privacy.rule.region) : 'the region'} wants them kept for{' '}
          {floor} months. Until then they are restricted, and erased on the day after by themselves.
        </Text>
      )}
      <Text size="sm">The reason stays with the stub. Name nobody in it.</Text>
    </Stack>
  );
}
