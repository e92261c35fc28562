import { Alert, Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter, useSearch } from '@tanstack/react-router';
import { api } from '../../api.ts';
import { Entrance } from '../../ui/entrance.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { takeSession } from './session-changes.ts';

interface SignInValues {
  email: string;
  password: string;
}

const required = (text: string) => (value: string) => (value.trim() === '' ? text : null);

export function SignInPage() {
  const { company, ended } = useSearch({ from: '/sign-in' });
  const form = useForm<SignInValues>({
    initialValues: { email: '', password: '' },
    validate: {
      email: required('Enter your e-mail address'),
      password: required('Enter your password'),
    },
  });
  const signIn = useSignIn();

  return (
    <Entrance
      title={company ? `Sign in to ${company}` : 'Sign in'}
      description="Hiring and people, joined in one place."
    >
      <form onSubmit={form.onSubmit((values) => signIn.mutate(values))} noValidate>
        <Stack gap="md">
          {ended && !signIn.error && (
            <Alert color="yellow" title="Your session has ended" role="status">
              Sign in again and you are back where you were. What was being saved at that moment was not
              saved.
            </Alert>
          )}
          {signIn.error && <ProblemAlert error={signIn.error} />}
          <TextInput
            label="E-mail"
            type="email"
            autoComplete="username"
            autoFocus
            {...form.getInputProps('email')}
          />
          <PasswordInput
            label="Password"
            autoComplete="current-password"
            {...form.getInputProps('password')}
          />
          <Button type="submit" fullWidth loading={signIn.isPending}>
            Sign in
          </Button>
        </Stack>
      </form>
    </Entrance>
  );
}

function useSignIn() {
  const client = useQueryClient();
  const router = useRouter();
  const { next, company } = useSearch({ from: '/sign-in' });
  return useMutation({
    mutationFn: ({ email, password }: SignInValues) =>
      api.session.signIn({ email: email.trim(), password, ...(company && { company }) }),
    onSuccess: async (session) => {
      await takeSession(client, session);
      router.history.push(next ?? '/jobs');
    },
  });
}
