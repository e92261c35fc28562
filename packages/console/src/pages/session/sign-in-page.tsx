import { Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../api.ts';
import { Entrance } from '../../ui/entrance.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { asksForCompany } from './company-question.ts';
import { sessionQuery } from './session.queries.ts';

interface SignInValues {
  email: string;
  password: string;
  company: string;
}

const required = (text: string) => (value: string) => (value.trim() === '' ? text : null);

export function SignInPage() {
  const { company } = useSearch({ from: '/sign-in' });
  const [companyAsked, setCompanyAsked] = useState(company !== undefined);
  const form = useForm<SignInValues>({
    initialValues: { email: '', password: '', company: company ?? '' },
    validate: {
      email: required('Enter your e-mail address'),
      password: required('Enter your password'),
      company: (value) =>
        companyAsked && value.trim() === '' ? 'Enter the short name of the company' : null,
    },
  });
  const signIn = useSignIn(() => setCompanyAsked(true));

  return (
    <Entrance title="Sign in" description="Hiring and people, joined in one place.">
      <form onSubmit={form.onSubmit((values) => signIn.mutate(values))} noValidate>
        <Stack gap="md">
          {signIn.error && !asksForCompany(signIn.error) && <ProblemAlert error={signIn.error} />}
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
          {companyAsked && (
            <TextInput
              label="Company"
              description="You have a user in more than one company. Enter the short name of the one you want."
              autoCapitalize="none"
              spellCheck={false}
              autoFocus
              {...form.getInputProps('company')}
            />
          )}
          <Button type="submit" fullWidth loading={signIn.isPending}>
            Sign in
          </Button>
        </Stack>
      </form>
    </Entrance>
  );
}

function useSignIn(onCompanyAsked: () => void) {
  const client = useQueryClient();
  const router = useRouter();
  const { next } = useSearch({ from: '/sign-in' });
  return useMutation({
    mutationFn: ({ email, password, company }: SignInValues) =>
      api.session.signIn({
        email: email.trim(),
        password,
        ...(company.trim() && { company: company.trim() }),
      }),
    onSuccess: async () => {
      client.clear();
      await client.fetchQuery(sessionQuery);
      router.history.push(next ?? '/jobs');
    },
    onError: (error) => {
      if (asksForCompany(error)) onCompanyAsked();
    },
  });
}
