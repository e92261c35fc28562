import type { CompanyProfile } from '@joinery/sdk';
import { Button, Group, Paper, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api.ts';
import { LoadingRows } from '../../ui/loading-rows.tsx';
import { notifyDone } from '../../ui/notify.tsx';
import { Page } from '../../ui/page.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { fieldMessages } from '../../ui/problems.ts';
import { sessionQuery, useSession } from '../session/session.queries.ts';
import { type CompanyValues, checkCompany, toCompanyPatch, toCompanyValues } from './company-form.ts';

const profileQuery = queryOptions({
  queryKey: ['company', 'profile'],
  queryFn: () => api.company.getProfile(),
});

export function CompanyPage() {
  const profile = useQuery(profileQuery);
  return (
    <Page title="Company" description="What the company tells of itself, here and to programs that ask.">
      <Paper p="md" maw={760}>
        {profile.error && (
          <ProblemAlert
            error={profile.error}
            title="The company could not be loaded"
            onRetry={() => profile.refetch()}
          />
        )}
        {profile.isPending && <LoadingRows rows={6} />}
        {profile.data && <CompanyForm profile={profile.data} />}
      </Paper>
    </Page>
  );
}

function CompanyForm({ profile }: { profile: CompanyProfile }) {
  const client = useQueryClient();
  const { access } = useSession();
  const mayEdit = access.settings.company === 'edit';
  const form = useForm<CompanyValues>({ initialValues: toCompanyValues(profile), validate: checkCompany });
  const save = useMutation({
    mutationFn: (values: CompanyValues) => api.company.updateProfile(toCompanyPatch(values)),
    onSuccess: async (saved) => {
      client.setQueryData(profileQuery.queryKey, saved);
      form.setInitialValues(toCompanyValues(saved));
      form.reset();
      notifyDone('The company was saved.');
      // Its name stands in the menu.
      await client.invalidateQueries({ queryKey: sessionQuery.queryKey });
    },
    onError: (error) => form.setErrors(fieldMessages(error, Object.keys(form.values))),
  });
  const input = (name: keyof CompanyValues, label: string) => (
    <TextInput label={label} readOnly={!mayEdit} {...form.getInputProps(name)} />
  );
  return (
    <form onSubmit={form.onSubmit((values) => save.mutate(values))} noValidate>
      <Stack gap="md">
        {save.error && <ProblemAlert error={save.error} title="The company was not saved" />}
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <TextInput
            label="Display name"
            required={mayEdit}
            readOnly={!mayEdit}
            {...form.getInputProps('displayName')}
          />
          {input('legalName', 'Legal name')}
          {input('phone', 'Phone')}
        </SimpleGrid>
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          {input('line1', 'Address line 1')}
          {input('line2', 'Address line 2')}
          {input('city', 'City')}
          {input('state', 'State or province')}
          {input('zip', 'ZIP or postal code')}
          {input('country', 'Country')}
        </SimpleGrid>
        {mayEdit && (
          <Group justify="flex-end">
            <Button type="submit" loading={save.isPending} disabled={!form.isDirty()}>
              Save
            </Button>
          </Group>
        )}
      </Stack>
    </form>
  );
}
