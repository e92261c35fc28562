import type { ProbeReport } from '@joinery/sdk';
import { Anchor, Button, Checkbox, Group, Stack, Text, TextInput } from '@mantine/core';
import { type UseFormReturnType, useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../api.ts';
import { notifyDone, notifyProblem } from '../../ui/notify.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { fieldMessages } from '../../ui/problems.ts';
import { AccountFields, AdvancedFields } from './connection-fields.tsx';
import {
  checkNewConnection,
  emptyConnection,
  type NewConnectionValues,
  probedPart,
  purposeOf,
  toCheckedConnection,
  toProbeInput,
} from './new-connection.ts';
import { AccessLevelSteps, ProbeResult } from './probe-result.tsx';
import { leftOutAtFirst } from './probe-words.ts';

type Form = UseFormReturnType<NewConnectionValues>;

/** Connects an account: what it is, what its key sees, what it is for. Nothing is stored before the end. */
export function NewConnectionPage() {
  const form = useForm<NewConnectionValues>({ initialValues: emptyConnection, validate: checkNewConnection });
  const probe = useMutation({
    mutationFn: async (values: NewConnectionValues) => ({
      report: await api.connections.probeNew(toProbeInput(values)),
      about: probedPart(values),
    }),
    onError: (error) => form.setErrors(fieldMessages(error, Object.keys(form.values))),
  });
  const found = probe.data?.about === probedPart(form.values) ? probe.data.report : null;

  return (
    <Page
      title="Connect BambooHR"
      back={{ to: '/connections', label: 'Integrations' }}
      description="First the key is looked at; nothing is stored before you save."
    >
      <Stack gap="md" maw={760}>
        <form onSubmit={form.onSubmit((values) => probe.mutate(values))} noValidate>
          <AccountPanel form={form} busy={probe.isPending} checked={found !== null} />
        </form>
        {probe.error && <ProblemAlert error={probe.error} title="The access could not be checked" />}
        {found && (
          <>
            <Panel title="What the key sees">
              <ProbeResult report={found} />
            </Panel>
            <Panel
              title="The access level for it"
              description="Make it in BambooHR, and a user with this level whose key is used here."
            >
              <AccessLevelSteps report={found} />
            </Panel>
            {found.reached && <SavePanel form={form} report={found} />}
          </>
        )}
      </Stack>
    </Page>
  );
}

function AccountPanel({ form, busy, checked }: { form: Form; busy: boolean; checked: boolean }) {
  const [advanced, setAdvanced] = useState(false);
  return (
    <Panel title="Account">
      <Stack gap="md">
        <AccountFields form={form} isNew />
        {advanced ? (
          <AdvancedFields form={form} />
        ) : (
          <Anchor component="button" type="button" size="sm" ta="left" onClick={() => setAdvanced(true)}>
            Marker field and another address
          </Anchor>
        )}
        <Purposes form={form} />
        <Group justify="flex-end">
          <Button type="submit" variant={checked ? 'default' : 'filled'} loading={busy}>
            {checked ? 'Check again' : 'Check access'}
          </Button>
        </Group>
      </Stack>
    </Panel>
  );
}

function Purposes({ form }: { form: Form }) {
  return (
    <Stack gap="xs" role="group" aria-label="What it does">
      <Text size="sm" fw={500}>
        What it does
      </Text>
      <Checkbox
        label="Mirror people"
        description="The employees of this company are those of the account, with their history, always fresh"
        {...form.getInputProps('mirror', { type: 'checkbox' })}
      />
      <Checkbox
        label="Write changes back"
        description="Who changes an employee here changes it in BambooHR"
        ml="lg"
        disabled={!form.values.mirror}
        {...form.getInputProps('writeThrough', { type: 'checkbox' })}
      />
      <Checkbox
        label="Send hires"
        description="Hired candidates become employees in BambooHR"
        {...form.getInputProps('hires', { type: 'checkbox' })}
      />
      <Checkbox
        label="Use its recruiting"
        description="Applications of its jobs come here, and candidates can be sent to them: which, is said on its page"
        {...form.getInputProps('recruiting', { type: 'checkbox' })}
      />
    </Stack>
  );
}

function SavePanel({ form, report }: { form: Form; report: ProbeReport }) {
  const sensitive = leftOutAtFirst(report);
  const [leaveOut, setLeaveOut] = useState(true);
  const save = useSaveNew(form, leaveOut ? sensitive : []);
  return (
    <Panel title="Save">
      <Stack gap="md">
        {save.error && <ProblemAlert error={save.error} title="The integration was not saved" />}
        <TextInput
          label="Name"
          description="How it is called here"
          required
          {...form.getInputProps('name')}
        />
        {form.values.mirror && sensitive.length > 0 && (
          <Checkbox
            label="Never read what is sensitive"
            description="The fields and tables under “Too much” are left out, although the key sees them"
            checked={leaveOut}
            onChange={(event) => setLeaveOut(event.currentTarget.checked)}
          />
        )}
        <Group justify="flex-end">
          <Button
            loading={save.isPending}
            onClick={() => {
              if (!form.validate().hasErrors) save.mutate(form.values);
            }}
          >
            Save
          </Button>
        </Group>
      </Stack>
    </Panel>
  );
}

function useSaveNew(form: Form, leaveOut: string[]) {
  const client = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: async (values: NewConnectionValues) => {
      const made = await api.connections.create(toCheckedConnection(values));
      const { mirror, writeThrough } = purposeOf(values);
      // The connection stands already: what keeps it from mirroring is told on its own page.
      const problem = mirror
        ? await api.connections.setMirror(made.id, { peopleSource: true, writeThrough, leaveOut }).then(
            () => null,
            (error: unknown) => ({ error }),
          )
        : null;
      return { made, problem };
    },
    onSuccess: async ({ made, problem }) => {
      // Kept with the connection, to be compared with at the next look. Nobody waits for it.
      void api.connections
        .probe(made.id, { purpose: purposeOf(form.values) })
        .catch(() => undefined)
        .then(() => client.invalidateQueries({ queryKey: ['connections'] }));
      await client.invalidateQueries({ queryKey: ['connections'] });
      await navigate({ to: '/connections/$connectionId', params: { connectionId: made.id } });
      if (problem) notifyProblem('Connected, but it does not mirror people', problem.error);
      else
        notifyDone(
          form.values.recruiting
            ? `${made.name} is connected. Now say what of its recruiting is used.`
            : `${made.name} is connected.`,
        );
    },
    onError: (error) => form.setErrors(fieldMessages(error, Object.keys(form.values))),
  });
}
