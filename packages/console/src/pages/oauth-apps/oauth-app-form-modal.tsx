import type { CreatedOauthApp, OauthApp } from '@joinery/sdk';
import { Modal, MultiSelect, Select, Stack, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api.ts';
import { FormActions } from '../../ui/form-actions.tsx';
import { notifyDone } from '../../ui/notify.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { fieldMessages } from '../../ui/problems.ts';
import { NewCredentials } from './new-credentials.tsx';
import {
  emptyForm,
  formOf,
  inputOf,
  kindWords,
  type OauthAppForm,
  problemsOf,
  scopeOptions,
} from './oauth-app-form.ts';

interface OauthAppFormModalProps {
  opened: boolean;
  onClose: () => void;
  /** The application to change; none makes a new one. */
  app?: OauthApp;
}

export function OauthAppFormModal({ opened, onClose, app }: OauthAppFormModalProps) {
  const [created, setCreated] = useState<CreatedOauthApp | null>(null);
  const close = () => {
    onClose();
    setCreated(null);
  };
  const title = app ? `Change ${app.name}` : 'New application';
  return (
    <Modal
      opened={opened}
      onClose={close}
      size="lg"
      title={created ? 'Copy this now' : title}
      closeOnClickOutside={created === null}
      closeOnEscape={created === null}
    >
      {created ? (
        <NewCredentials app={created} onClose={close} />
      ) : (
        <AppForm app={app} onCreated={setCreated} onClose={close} />
      )}
    </Modal>
  );
}

interface AppFormProps {
  app: OauthApp | undefined;
  onCreated: (app: CreatedOauthApp) => void;
  onClose: () => void;
}

function AppForm({ app, onCreated, onClose }: AppFormProps) {
  const client = useQueryClient();
  const form = useForm<OauthAppForm>({
    initialValues: app ? formOf(app) : emptyForm,
    validate: (values) => problemsOf(values),
  });
  const save = useMutation({
    mutationFn: async (values: OauthAppForm) => {
      const { kind, name, redirectUris, scopes } = inputOf(values);
      if (app === undefined)
        return onCreated(await api.oauthApps.create({ kind, name, redirectUris, scopes }));
      const asks = kind === 'oauth';
      await api.oauthApps.update(app.id, { name, ...(asks && { redirectUris, scopes }) });
      notifyDone(`${name} was changed.`);
      onClose();
    },
    onSuccess: () => client.invalidateQueries({ queryKey: ['oauth-apps'] }),
    onError: (error) => form.setErrors(fieldMessages(error, ['name', 'redirectUris', 'scopes'])),
  });
  const { kind } = form.values;

  return (
    <form onSubmit={form.onSubmit((values) => save.mutate(values))} noValidate>
      <Stack gap="md">
        {save.error && <ProblemAlert error={save.error} title="The application was not saved" />}
        <TextInput
          label="Name"
          description="People see it when they are asked for access"
          required
          data-autofocus
          {...form.getInputProps('name')}
        />
        <Select
          label="Kind"
          description={kindWords[kind].description}
          allowDeselect={false}
          disabled={app !== undefined}
          data={Object.entries(kindWords).map(([value, { label }]) => ({ value, label }))}
          {...form.getInputProps('kind')}
        />
        {kind === 'oauth' && (
          <>
            <Textarea
              label="Redirect addresses"
              description="Where people are sent afterwards: one on each line, compared letter by letter"
              placeholder="https://app.example.com/oauth/callback"
              required
              autosize
              minRows={2}
              maxRows={6}
              {...form.getInputProps('redirectUris')}
            />
            <MultiSelect
              label="Scopes"
              description="What it may ask people for"
              required
              searchable
              clearable
              nothingFoundMessage="No such scope"
              data={scopeOptions}
              renderOption={({ option }) => option.label}
              {...form.getInputProps('scopes')}
            />
          </>
        )}
        <FormActions onCancel={onClose} loading={save.isPending}>
          {app ? 'Save' : 'Create application'}
        </FormActions>
      </Stack>
    </form>
  );
}
