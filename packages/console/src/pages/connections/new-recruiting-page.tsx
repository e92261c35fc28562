import { Button, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { api } from '../../api.ts';
import { notifyDone } from '../../ui/notify.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { fieldMessages } from '../../ui/problems.ts';
import { AccessLevelSteps, ProbeResult } from './probe-result.tsx';
import {
  checkAccount,
  emptyAccount,
  providerNames,
  type RecruitingAccountValues,
  type RecruitingProvider,
  toAccountInput,
  toAccountProbe,
} from './recruiting-account.ts';
import { RecruitingAccountFields } from './recruiting-account-fields.tsx';

const choices = (['pinpoint', 'pyjamahr'] as const).map((value) => ({ value, label: providerNames[value] }));

const about = (values: RecruitingAccountValues): string => JSON.stringify(toAccountProbe(values));

/** Connects an account that keeps candidates: what it is, and what its key is let do. Nothing is stored before the end. */
export function NewRecruitingPage() {
  const client = useQueryClient();
  const navigate = useNavigate();
  const form = useForm<RecruitingAccountValues>({
    initialValues: emptyAccount,
    validate: (values) => checkAccount(values, true),
  });
  const onError = (error: unknown) => form.setErrors(fieldMessages(error, Object.keys(form.values)));
  const probe = useMutation({
    mutationFn: async (values: RecruitingAccountValues) => ({
      report: await api.connections.probeNew(toAccountProbe(values)),
      about: about(values),
    }),
    onError,
  });
  const save = useMutation({
    mutationFn: (values: RecruitingAccountValues) => api.connections.create(toAccountInput(values)),
    onSuccess: async (made) => {
      await client.invalidateQueries({ queryKey: ['connections'] });
      await navigate({ to: '/connections/$connectionId', params: { connectionId: made.id } });
      notifyDone(`${made.name} is connected. Now say what of it is used.`);
    },
    onError,
  });
  const found = probe.data?.about === about(form.values) ? probe.data.report : null;
  const choose = (provider: RecruitingProvider) =>
    form.setValues({ ...form.values, provider, name: providerNames[provider] });
  return (
    <Page
      title="Connect recruiting"
      back={{ to: '/connections', label: 'Integrations' }}
      description="First the key is looked at; nothing is stored before you save."
    >
      <Stack gap="md" maw={760}>
        <form onSubmit={form.onSubmit((values) => probe.mutate(values))} noValidate>
          <Panel title="Account">
            <Stack gap="md">
              <Select
                label="Provider"
                data={choices}
                allowDeselect={false}
                value={form.values.provider}
                onChange={(provider) => provider && choose(provider as RecruitingProvider)}
              />
              <RecruitingAccountFields form={form} isNew />
              <Group justify="flex-end">
                <Button type="submit" variant={found ? 'default' : 'filled'} loading={probe.isPending}>
                  {found ? 'Check again' : 'Check access'}
                </Button>
              </Group>
            </Stack>
          </Panel>
        </form>
        {probe.error ? <ProblemAlert error={probe.error} title="The access could not be checked" /> : null}
        {found && (
          <>
            <Panel title="What the key is let do">
              <ProbeResult report={found} />
            </Panel>
            <Panel title="The key for it">
              <AccessLevelSteps report={found} />
            </Panel>
          </>
        )}
        {found?.reached && (
          <Panel title="Save">
            <Stack gap="md">
              {save.error ? <ProblemAlert error={save.error} title="The integration was not saved" /> : null}
              <TextInput
                label="Name"
                description="How it is called here"
                required
                {...form.getInputProps('name')}
              />
              <Text size="sm" c="dimmed">
                What of it is used, applications or candidates to send, is said on its page.
              </Text>
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
        )}
      </Stack>
    </Page>
  );
}
