import type { ConsentText } from '@joinery/sdk';
import { Button, Group, Modal, Paper, Stack, Text, Title } from '@mantine/core';
import { IconFileCheck, IconPlus } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api.ts';
import { Blank } from '../../ui/blank.tsx';
import { ConfirmModal } from '../../ui/confirm-modal.tsx';
import { LoadingRows } from '../../ui/loading-rows.tsx';
import { Moment } from '../../ui/moment.tsx';
import { notifyDone } from '../../ui/notify.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { ConsentTextForm } from './consent-text-form.tsx';
import { consentTextsQuery, consentVersionsQuery } from './privacy.queries.ts';

type Opened = { what: 'write' | 'versions' | 'retire'; text: ConsentText } | { what: 'new' };

/** The texts that every form asks for, each in its newest version. */
export function ConsentTextsTab({ mayEdit }: { mayEdit: boolean }) {
  const texts = useQuery(consentTextsQuery);
  const [opened, setOpened] = useState<Opened>();
  const close = () => setOpened(undefined);
  const add = mayEdit && (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setOpened({ what: 'new' })}>
      New text
    </Button>
  );
  const items = texts.data ?? [];
  return (
    <Stack gap="md">
      <Group justify="space-between" gap="sm">
        <Text size="sm" c="dimmed" maw={640}>
          Every application form asks for these. Other words are a new version: what somebody agreed to stays
          with them in the words that they saw.
        </Text>
        {items.length > 0 && add}
      </Group>
      {texts.error && (
        <ProblemAlert
          error={texts.error}
          title="The texts could not be loaded"
          onRetry={() => texts.refetch()}
        />
      )}
      {texts.isPending && <LoadingRows rows={3} height={80} />}
      {texts.isSuccess && items.length === 0 && (
        <Paper>
          <Blank icon={<IconFileCheck size={26} />} title="No form asks for a consent" actions={add}>
            Write what applicants are to agree to, such as that their data are kept for later openings.
          </Blank>
        </Paper>
      )}
      {items.map((text) => (
        <TextCard key={text.key} text={text} mayEdit={mayEdit} onOpen={setOpened} />
      ))}
      <Modal
        size="lg"
        opened={opened?.what === 'new' || opened?.what === 'write'}
        onClose={close}
        title={opened?.what === 'write' ? `New version of “${opened.text.label}”` : 'New consent text'}
      >
        {opened?.what === 'new' && (
          <ConsentTextForm taken={items.map(({ key }) => key)} text={null} onClose={close} />
        )}
        {opened?.what === 'write' && <ConsentTextForm taken={[]} text={opened.text} onClose={close} />}
      </Modal>
      <Modal
        size="lg"
        opened={opened?.what === 'versions'}
        onClose={close}
        title={opened?.what === 'versions' ? `Versions of “${opened.text.label}”` : ''}
      >
        {opened?.what === 'versions' && <Versions textKey={opened.text.key} />}
      </Modal>
      {opened?.what === 'retire' && <RetireModal text={opened.text} onClose={close} />}
    </Stack>
  );
}

interface TextCardProps {
  text: ConsentText;
  mayEdit: boolean;
  onOpen: (opened: Opened) => void;
}

function TextCard({ text, mayEdit, onOpen }: TextCardProps) {
  const { key, version, label, asked, required, createdAt, createdBy, retiredAt } = text;
  return (
    <Paper p="md" component="section" aria-label={label}>
      <Stack gap="xs">
        <Group gap="sm" align="flex-start" justify="space-between">
          <Title order={2} style={{ overflowWrap: 'anywhere' }}>
            {label}
          </Title>
          <Group gap={6}>
            {asked ? (
              <StateBadge color="teal" label={required ? 'Asked, required' : 'Asked, optional'} />
            ) : (
              <StateBadge color="gray" label="Not asked" />
            )}
          </Group>
        </Group>
        <Text size="sm" lineClamp={3} style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
          {text.text}
        </Text>
        <Group justify="space-between" gap="sm">
          <Text size="xs" c="dimmed">
            Version {version} by {createdBy}, <Moment value={createdAt} form="relative" />
            {retiredAt && (
              <>
                {' '}
                · asked no more since <Moment value={retiredAt} form="relative" />
              </>
            )}{' '}
            · key {key}
          </Text>
          <Group gap="xs">
            <Button
              size="xs"
              variant="default"
              aria-label={`Versions of ${label}`}
              onClick={() => onOpen({ what: 'versions', text })}
            >
              Versions
            </Button>
            {mayEdit && (
              <Button
                size="xs"
                variant="default"
                aria-label={`New version of ${label}`}
                onClick={() => onOpen({ what: 'write', text })}
              >
                {asked ? 'New version' : 'Ask again'}
              </Button>
            )}
            {mayEdit && asked && (
              <Button
                size="xs"
                variant="default"
                aria-label={`Ask no more: ${label}`}
                onClick={() => onOpen({ what: 'retire', text })}
              >
                Ask no more
              </Button>
            )}
          </Group>
        </Group>
      </Stack>
    </Paper>
  );
}

function Versions({ textKey }: { textKey: string }) {
  const versions = useQuery(consentVersionsQuery(textKey));
  if (versions.error) return <ProblemAlert error={versions.error} title="The versions could not be loaded" />;
  if (!versions.data) return <LoadingRows rows={3} height={60} />;
  return (
    <Stack gap="md">
      {versions.data.map(({ id, version, label, text, required, createdAt, createdBy, asked }) => (
        <Paper key={id} p="sm" withBorder>
          <Group gap="xs" justify="space-between">
            <Title order={3}>Version {version}</Title>
            {asked && <StateBadge color="teal" label="Asked now" />}
          </Group>
          <Text size="xs" c="dimmed" mb="xs">
            {createdBy}, <Moment value={createdAt} /> · {required ? 'required' : 'optional'}
          </Text>
          <Text size="sm" fw={600} style={{ overflowWrap: 'anywhere' }}>
            {label}
          </Text>
          <Text size="sm" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
            {text}
          </Text>
        </Paper>
      ))}
    </Stack>
  );
}

function RetireModal({ text, onClose }: { text: ConsentText; onClose: () => void }) {
  const client = useQueryClient();
  const retire = useMutation({
    mutationFn: () => api.consentTexts.retire(text.key),
    onSuccess: () => {
      onClose();
      notifyDone('No form asks for it any more.');
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['consent-texts'] }),
  });
  return (
    <ConfirmModal
      opened
      title={`Ask for “${text.label}” no more?`}
      action="Ask no more"
      busy={retire.isPending}
      error={retire.error}
      onConfirm={() => retire.mutate()}
      onClose={onClose}
    >
      Forms ask for it no more. What was agreed to stays, and it can be asked again later as a new version.
    </ConfirmModal>
  );
}
