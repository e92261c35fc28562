import type { Candidate, Consent } from '@joinery/sdk';
import { Button, Group, Modal, Select, Stack, Text, Textarea } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api.ts';
import { FormActions } from '../../ui/form-actions.tsx';
import { Moment } from '../../ui/moment.tsx';
import { notifyDone } from '../../ui/notify.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { consentsQuery, consentTextsQuery } from '../privacy/privacy.queries.ts';
import { howGiven } from '../privacy/privacy-words.ts';
import { useSession } from '../session/session.queries.ts';

/** What a candidate agreed to, in which version, when and how. */
export function ConsentsPanel({ candidate, readOnly = false }: { candidate: Candidate; readOnly?: boolean }) {
  const { access } = useSession();
  const mayEdit = access.hiring.candidates === 'edit' && !readOnly;
  // Which texts there are is told to those who see the company's settings.
  const mayNote = mayEdit && access.settings.company !== 'none';
  const consents = useQuery(consentsQuery(candidate.id));
  const [noting, note] = useDisclosure(false);
  return (
    <Panel
      title="Consents"
      actions={
        mayNote && (
          <Button variant="default" size="xs" onClick={note.open}>
            Note one down
          </Button>
        )
      }
    >
      {consents.error && (
        <ProblemAlert
          error={consents.error}
          title="The consents could not be loaded"
          onRetry={() => consents.refetch()}
        />
      )}
      {consents.data?.length === 0 && (
        <Text size="sm" c="dimmed">
          Nothing was agreed to.
        </Text>
      )}
      <Stack gap="md">
        {(consents.data ?? []).map((consent) => (
          <OneConsent key={consent.id} candidateId={candidate.id} consent={consent} mayEdit={mayEdit} />
        ))}
      </Stack>
      <Modal opened={noting} onClose={note.close} title={`What ${candidate.name} agreed to`}>
        <NoteForm candidateId={candidate.id} given={consents.data ?? []} onClose={note.close} />
      </Modal>
    </Panel>
  );
}

interface OneConsentProps {
  candidateId: string;
  consent: Consent;
  mayEdit: boolean;
}

function OneConsent({ candidateId, consent, mayEdit }: OneConsentProps) {
  const [reading, read] = useDisclosure(false);
  const [withdrawing, withdraw] = useDisclosure(false);
  const { label, version, givenAt, withdrawnAt, withdrawnBy, withdrawnReason } = consent;
  return (
    <Stack gap={4}>
      <Group gap="xs" justify="space-between" align="flex-start" wrap="nowrap">
        <Text size="sm" fw={600} style={{ overflowWrap: 'anywhere' }}>
          {label}
        </Text>
        <StateBadge
          {...(withdrawnAt ? { color: 'gray', label: 'Withdrawn' } : { color: 'teal', label: 'Agreed' })}
        />
      </Group>
      <Text size="xs" c="dimmed">
        Version {version}, <Moment value={givenAt} />, {howGiven(consent)}
      </Text>
      {withdrawnAt && (
        <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          Withdrawn <Moment value={withdrawnAt} />, noted by {withdrawnBy}
          {withdrawnReason && `: ${withdrawnReason}`}
        </Text>
      )}
      <Group gap="xs">
        <Button
          size="compact-xs"
          variant="subtle"
          aria-label={`Read the text of ${label}`}
          onClick={read.open}
        >
          Read the text
        </Button>
        {mayEdit && !withdrawnAt && (
          <Button
            size="compact-xs"
            variant="subtle"
            color="red"
            aria-label={`Withdraw ${label}`}
            onClick={withdraw.open}
          >
            Withdraw
          </Button>
        )}
      </Group>
      <Modal opened={reading} onClose={read.close} title={`${label} (version ${version})`} size="lg">
        <Text size="sm" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
          {consent.text}
        </Text>
      </Modal>
      <Modal opened={withdrawing} onClose={withdraw.close} title={`Withdraw “${label}”`}>
        <WithdrawForm candidateId={candidateId} consent={consent} onClose={withdraw.close} />
      </Modal>
    </Stack>
  );
}

interface WithdrawFormProps {
  candidateId: string;
  consent: Consent;
  onClose: () => void;
}

function WithdrawForm({ candidateId, consent, onClose }: WithdrawFormProps) {
  const client = useQueryClient();
  const [reason, setReason] = useState('');
  const withdraw = useMutation({
    mutationFn: () =>
      api.candidates.withdrawConsent(candidateId, consent.id, reason.trim() ? { reason: reason.trim() } : {}),
    onSuccess: () => {
      onClose();
      notifyDone('It is noted as withdrawn.');
      return client.invalidateQueries({ queryKey: ['candidates', candidateId] });
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        withdraw.mutate();
      }}
    >
      <Stack gap="md">
        <Text size="sm">
          It stays in the list with the day on which it was withdrawn. A consent cannot be taken up again:
          they would have to agree anew.
        </Text>
        <Textarea
          label="How they said so"
          description="Optional"
          data-autofocus
          autosize
          minRows={2}
          maxLength={1000}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        {withdraw.error && <ProblemAlert error={withdraw.error} title="It was not withdrawn" />}
        <FormActions onCancel={onClose} color="red.9" loading={withdraw.isPending}>
          Withdraw
        </FormActions>
      </Stack>
    </form>
  );
}

interface NoteFormProps {
  candidateId: string;
  given: Consent[];
  onClose: () => void;
}

function NoteForm({ candidateId, given, onClose }: NoteFormProps) {
  const client = useQueryClient();
  const texts = useQuery(consentTextsQuery);
  const [key, setKey] = useState<string | null>(null);
  const note = useMutation({
    mutationFn: () => {
      const version = texts.data?.find((one) => one.key === key)?.version;
      return api.candidates.consent(candidateId, { key: key ?? '', ...(version && { version }) });
    },
    onSuccess: () => {
      onClose();
      notifyDone('It is noted down, with the time of now.');
      return client.invalidateQueries({ queryKey: ['candidates', candidateId] });
    },
  });
  const has = ({ key: name, version }: { key: string; version: number }) =>
    given.some((one) => one.key === name && one.version === version && !one.withdrawnAt);
  const choices = (texts.data ?? []).filter((one) => one.asked && !has(one));
  const chosen = choices.find((one) => one.key === key);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        note.mutate();
      }}
    >
      <Stack gap="md">
        {texts.error && <ProblemAlert error={texts.error} title="The texts could not be loaded" />}
        {texts.isSuccess && choices.length === 0 ? (
          <Text size="sm">There is no text that is asked for and that they have not agreed to.</Text>
        ) : (
          <Select
            label="Text"
            description="Note down what they agreed to on paper or on the phone."
            data-autofocus
            data={choices.map((one) => ({ value: one.key, label: `${one.label} (version ${one.version})` }))}
            value={key}
            onChange={setKey}
          />
        )}
        {chosen && (
          <Text
            size="sm"
            c="dimmed"
            lineClamp={8}
            style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}
          >
            {chosen.text}
          </Text>
        )}
        {note.error && <ProblemAlert error={note.error} title="It was not noted down" />}
        <FormActions onCancel={onClose} disabled={!chosen} loading={note.isPending}>
          Note it down
        </FormActions>
      </Stack>
    </form>
  );
}
