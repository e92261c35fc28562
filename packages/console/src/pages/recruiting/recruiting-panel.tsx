import type { Connection, RecruitingRun, RecruitingSettings, RecruitingView } from '@joinery/sdk';
import {
  Alert,
  Button,
  DataList,
  Group,
  NumberInput,
  PasswordInput,
  Select,
  Stack,
  Switch,
  Text,
  TextInput,
} from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { api } from '../../api.ts';
import { CopyField } from '../../ui/copy-field.tsx';
import { LoadingRows } from '../../ui/loading-rows.tsx';
import { Moment } from '../../ui/moment.tsx';
import { counted } from '../../ui/names.ts';
import { notifyDone } from '../../ui/notify.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { recruitingQuery } from './recruiting.queries.ts';
import { describeRun, runStates } from './recruiting-words.ts';

interface RecruitingPanelProps {
  connection: Connection;
  mayEdit: boolean;
}

/** What of an account's recruiting is used, and how that goes. */
export function RecruitingPanel({ connection, mayEdit }: RecruitingPanelProps) {
  const recruiting = useQuery(recruitingQuery(connection.id));
  const view = recruiting.data;
  useFreshAfter(connection.id, view?.lastRun);
  return (
    <Panel
      title="Recruiting"
      description="Applications that come from the account, and candidates that are sent to it."
      actions={view?.lastRun && <StateBadge {...runStates[view.lastRun.state]} />}
    >
      {recruiting.isPending && <LoadingRows rows={3} />}
      {recruiting.error && (
        <ProblemAlert
          error={recruiting.error}
          title="It could not be loaded"
          onRetry={() => recruiting.refetch()}
        />
      )}
      {view && (
        <Stack gap="md">
          <Standing view={view} connection={connection} mayEdit={mayEdit} />
          <SettingsForm key={JSON.stringify(view.settings)} view={view} mayEdit={mayEdit} />
        </Stack>
      )}
    </Panel>
  );
}

/** When a reading has ended, what it brought is shown at once. */
function useFreshAfter(connectionId: string, run: RecruitingRun | null | undefined) {
  const client = useQueryClient();
  const state = run ? `${run.id} ${run.state}` : undefined;
  const before = useRef(state);
  useEffect(() => {
    if (before.current !== undefined && before.current !== state)
      for (const queryKey of [['recruiting', connectionId], ['connections'], ['candidates'], ['jobs']])
        void client.invalidateQueries({ queryKey });
    before.current = state;
  }, [client, connectionId, state]);
}

function Standing({ view, connection, mayEdit }: RecruitingPanelProps & { view: RecruitingView }) {
  const client = useQueryClient();
  const read = useMutation({
    mutationFn: () => api.recruiting.read(connection.id),
    onSettled: () => client.invalidateQueries({ queryKey: ['recruiting'] }),
  });
  const { lastRun, received, sent, settings } = view;
  if (!settings.source && !settings.sink) return null;
  return (
    <>
      {lastRun?.state === 'failed' && (
        <Alert color="red" icon={<IconAlertTriangle size={18} />} title="The last reading failed">
          <Text size="sm">{describeRun(lastRun)}</Text>
          <Text size="sm">
            <NextReading view={view} connection={connection} />
          </Text>
        </Alert>
      )}
      <DataList size="sm" gap={6} labelWidth="96px">
        <Fact label="Came">
          {counted(received.taken, 'application', 'applications')}
          {received.hired > 0 && `, ${received.hired} hired`}
          {received.waiting > 0 && `, ${received.waiting} waiting`}
        </Fact>
        <Fact label="Sent">
          {counted(sent.done, 'candidate', 'candidates')}
          {sent.underWay > 0 && `, ${sent.underWay} under way`}
          {sent.waiting > 0 && `, ${sent.waiting} waiting`}
        </Fact>
        <Fact label="Last read">
          {lastRun === null ? (
            'Not yet'
          ) : (
            <>
              <Moment value={lastRun.finishedAt ?? lastRun.createdAt} form="relative" />
              {lastRun.state !== 'failed' && ` · ${describeRun(lastRun)}`}
            </>
          )}
        </Fact>
        {view.abilities.calls && (
          <Fact label="Last call">
            {view.lastCallAt === null ? 'None yet' : <Moment value={view.lastCallAt} form="relative" />}
          </Fact>
        )}
      </DataList>
      {read.error && <ProblemAlert error={read.error} title="It was not read" />}
      {mayEdit && (
        <Group justify="flex-end">
          <Button variant="default" size="xs" loading={read.isPending} onClick={() => read.mutate()}>
            Read now
          </Button>
        </Group>
      )}
    </>
  );
}

/** What becomes of it without anybody, or with whom. */
function NextReading({ view: { nextReadAt }, connection }: { view: RecruitingView; connection: Connection }) {
  if (connection.health === 'unauthorized')
    return 'It goes on with a key that works: put it in under “Health”.';
  if (nextReadAt === null) return 'It is not read again by itself while the integration is off.';
  return (
    <>
      Nothing is lost: it is read again by itself, next <Moment value={nextReadAt} />.
    </>
  );
}

function Fact({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <DataList.Item>
      <DataList.ItemLabel>{label}</DataList.ItemLabel>
      <DataList.ItemValue style={{ overflowWrap: 'anywhere' }}>
        <span>{children}</span>
      </DataList.ItemValue>
    </DataList.Item>
  );
}

const takes = [
  { value: 'applications', label: 'All applications' },
  { value: 'hires', label: 'Only people who are hired there' },
];

/** As the server has it. */
const leastKey = 8;

function SettingsForm({ view, mayEdit }: { view: RecruitingView; mayEdit: boolean }) {
  const client = useQueryClient();
  const { abilities, connectionId } = view;
  const [values, setValues] = useState(view.settings);
  const [webhookKey, setWebhookKey] = useState('');
  const set = (part: Partial<RecruitingSettings>) => setValues({ ...values, ...part });
  const isDirty = webhookKey.trim() !== '' || JSON.stringify(values) !== JSON.stringify(view.settings);
  const shortKey =
    webhookKey.trim() !== '' && webhookKey.trim().length < leastKey
      ? `A secret has at least ${leastKey} characters`
      : undefined;
  const save = useMutation({
    mutationFn: () =>
      api.recruiting.put(connectionId, {
        ...values,
        ...(webhookKey.trim() && { webhookKey: webhookKey.trim() }),
      }),
    onSuccess: async () => {
      setWebhookKey('');
      notifyDone('Saved.');
      await client.invalidateQueries({ queryKey: ['recruiting'] });
    },
  });
  return (
    <Stack gap="sm">
      {save.error && <ProblemAlert error={save.error} title="It was not saved" />}
      <Switch
        label="Take applications in"
        description={
          abilities.readApplications
            ? 'Each application of the account becomes a candidate here, once'
            : 'This account’s API gives no way of reading applications'
        }
        disabled={!mayEdit || !abilities.readApplications}
        checked={values.source}
        onChange={(event) => set({ source: event.currentTarget.checked })}
      />
      {values.source && (
        <Stack gap="sm" pl="lg">
          <Select
            label="Which"
            data={takes}
            allowDeselect={false}
            disabled={!mayEdit}
            value={values.take}
            onChange={(take) => take && set({ take: take as RecruitingSettings['take'] })}
          />
          <Group grow align="flex-start">
            <TextInput
              label="Not older than"
              type="date"
              disabled={!mayEdit}
              value={values.since ?? ''}
              onChange={(event) => set({ since: event.currentTarget.value || null })}
            />
            <NumberInput
              label="Read every"
              suffix=" min"
              min={1}
              max={1440}
              disabled={!mayEdit}
              value={values.everyMinutes}
              onChange={(every) => set({ everyMinutes: Number(every) || values.everyMinutes })}
            />
          </Group>
          <Switch
            label="Make jobs that are not here yet"
            description="Open, and shown to nobody outside"
            disabled={!mayEdit}
            checked={values.makeJobs}
            onChange={(event) => set({ makeJobs: event.currentTarget.checked })}
          />
          <Switch
            label="Tell the account of new employees"
            description={
              abilities.comment
                ? 'A comment on the application, once the hire is done'
                : 'This account’s API takes no comments'
            }
            disabled={!mayEdit || !abilities.comment}
            checked={values.writeBack}
            onChange={(event) => set({ writeBack: event.currentTarget.checked })}
          />
        </Stack>
      )}
      <Switch
        label="Send candidates"
        description="From a candidate’s page, to a job of the account"
        disabled={!mayEdit || !abilities.sendCandidates}
        checked={values.sink}
        onChange={(event) => set({ sink: event.currentTarget.checked })}
      />
      {abilities.calls && values.source && (
        <Calls view={view} mayEdit={mayEdit} value={webhookKey} error={shortKey} onChange={setWebhookKey} />
      )}
      {mayEdit && (
        <Group justify="flex-end">
          <Button
            size="xs"
            disabled={!isDirty || shortKey !== undefined}
            loading={save.isPending}
            onClick={() => save.mutate()}
          >
            Save
          </Button>
        </Group>
      )}
    </Stack>
  );
}

interface CallsProps {
  view: RecruitingView;
  mayEdit: boolean;
  value: string;
  error: string | undefined;
  onChange: (value: string) => void;
}

/** What the account needs to tell of news at once. */
function Calls({ view, mayEdit, value, error, onChange }: CallsProps) {
  return (
    <Stack gap="xs">
      {view.webhookUrl === null ? (
        <Text size="sm" c="dimmed">
          To be called by the account, this server needs an address on the internet (JOINERY_PUBLIC_URL).
        </Text>
      ) : (
        <CopyField label="Address for the account’s webhook" value={view.webhookUrl} />
      )}
      <PasswordInput
        label="Signing secret of the webhook"
        description={
          view.hasWebhookKey
            ? 'There is one. Leave it empty to keep it.'
            : 'Without it no call is believed; the account is then read on schedule only.'
        }
        autoComplete="off"
        disabled={!mayEdit}
        error={error}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    </Stack>
  );
}
