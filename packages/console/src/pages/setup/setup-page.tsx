import {
  Alert,
  Button,
  Fieldset,
  PasswordInput,
  Select,
  SimpleGrid,
  Stack,
  Text,
  TextInput,
} from '@mantine/core';
import { type UseFormReturnType, useForm } from '@mantine/form';
import { IconInfoCircle } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { api } from '../../api.ts';
import { Entrance } from '../../ui/entrance.tsx';
import { ButtonLink } from '../../ui/links.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { fieldMessages } from '../../ui/problems.ts';
import { setupQuery } from '../session/session.queries.ts';
import { takeSession } from '../session/session-changes.ts';
import { checkSetup, type SetupValues, slugOf, toSetupInput } from './setup-form.ts';

const names = ['token', 'slug', 'name', 'timeZone', 'currency', 'email', 'password', 'firstName', 'lastName'];

export function SetupPage() {
  const state = useQuery(setupQuery);
  if (state.data && !state.data.needed) return <AlreadyDone />;
  return <SetupForm />;
}

function AlreadyDone() {
  return (
    <Entrance title="Set-up is done" description="This server has a company and an owner already.">
      <ButtonLink to="/sign-in">Go to sign in</ButtonLink>
    </Entrance>
  );
}

function SetupForm() {
  const form = useForm<SetupValues>({
    initialValues: {
      token: '',
      name: '',
      slug: '',
      timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      currency: 'USD',
      firstName: '',
      lastName: '',
      email: '',
      password: '',
    },
    validate: checkSetup,
  });
  const setUp = useSetUp((error) => form.setErrors(fieldMessages(error, names)));
  const nameChanged = (name: string) => {
    const follows = form.values.slug === slugOf(form.values.name);
    form.setValues({ name, ...(follows && { slug: slugOf(name) }) });
  };

  return (
    <Entrance title="Set up Joinery" description="Your company and its first Account Owner." width={560}>
      <form onSubmit={form.onSubmit((values) => setUp.mutate(values))} noValidate>
        <Stack gap="lg">
          {setUp.error ? <ProblemAlert error={setUp.error} /> : null}
          <Alert icon={<IconInfoCircle size={18} />} color="petrol">
            <Text size="sm">
              The set-up token proves that you run this server. It stands in the server’s log, and in
              first-run.json in its data folder.
            </Text>
          </Alert>
          <TextInput label="Set-up token" autoFocus autoComplete="off" {...form.getInputProps('token')} />
          <CompanyFields form={form} onName={nameChanged} />
          <OwnerFields form={form} />
          <Button type="submit" loading={setUp.isPending}>
            Create the company
          </Button>
        </Stack>
      </form>
    </Entrance>
  );
}

type SetupFormApi = Pick<UseFormReturnType<SetupValues>, 'getInputProps' | 'values'>;

function CompanyFields({ form, onName }: { form: SetupFormApi; onName: (name: string) => void }) {
  return (
    <Fieldset legend="Company">
      <Stack gap="sm">
        <TextInput
          label="Name"
          autoComplete="organization"
          {...form.getInputProps('name')}
          onChange={(event) => onName(event.currentTarget.value)}
        />
        <TextInput
          label="Short name"
          description="Part of addresses, for example in the careers page"
          {...form.getInputProps('slug')}
        />
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <Select
            label="Time zone"
            searchable
            allowDeselect={false}
            data={[...new Set(['UTC', form.values.timeZone, ...Intl.supportedValuesOf('timeZone')])]}
            {...form.getInputProps('timeZone')}
          />
          <TextInput label="Currency" maxLength={3} {...form.getInputProps('currency')} />
        </SimpleGrid>
      </Stack>
    </Fieldset>
  );
}

function OwnerFields({ form }: { form: SetupFormApi }) {
  return (
    <Fieldset legend="Account Owner">
      <Stack gap="sm">
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <TextInput label="First name" autoComplete="given-name" {...form.getInputProps('firstName')} />
          <TextInput label="Last name" autoComplete="family-name" {...form.getInputProps('lastName')} />
        </SimpleGrid>
        <TextInput label="E-mail" type="email" autoComplete="username" {...form.getInputProps('email')} />
        <PasswordInput
          label="Password"
          description="At least 10 characters"
          autoComplete="new-password"
          {...form.getInputProps('password')}
        />
      </Stack>
    </Fieldset>
  );
}

function useSetUp(onProblem: (error: unknown) => void) {
  const client = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: async (values: SetupValues) => {
      await api.setup.create(toSetupInput(values));
      return api.session.signIn({ email: values.email.trim(), password: values.password });
    },
    onSuccess: async (session) => {
      await takeSession(client, session);
      await navigate({ to: '/jobs' });
    },
    onError: onProblem,
  });
}
