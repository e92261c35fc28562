import { PasswordInput, Text, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';

type AccountForm = Pick<UseFormReturnType<{ subdomain: string; apiKey: string }>, 'getInputProps'>;
type PlaceForm = Pick<UseFormReturnType<{ markerField: string; baseUrl: string }>, 'getInputProps'>;

export function AccountFields({ form, isNew }: { form: AccountForm; isNew: boolean }) {
  return (
    <>
      <TextInput
        label="Subdomain"
        description="The first part of your BambooHR address"
        placeholder="mycompany"
        required
        data-autofocus
        spellCheck={false}
        rightSection={
          <Text size="sm" c="dimmed" style={{ whiteSpace: 'nowrap' }}>
            .bamboohr.com
          </Text>
        }
        rightSectionWidth={124}
        {...form.getInputProps('subdomain')}
      />
      <PasswordInput
        label="API key"
        description={
          isNew
            ? 'In BambooHR: your picture at the top right, then API Keys, then Add New Key'
            : 'Leave it empty to keep the present key'
        }
        required={isNew}
        autoComplete="off"
        {...form.getInputProps('apiKey')}
      />
    </>
  );
}

export function AdvancedFields({ form }: { form: PlaceForm }) {
  return (
    <>
      <TextInput
        label="Marker field"
        description="A custom text field in BambooHR that keeps the mark of a hire. With it, a hire is recognised for certain; without it, by e-mail and name."
        placeholder="customJoineryId"
        spellCheck={false}
        {...form.getInputProps('markerField')}
      />
      <TextInput
        label="Base URL"
        description="Only for a BambooHR API at another address, such as a sandbox company"
        placeholder="https://…/api/gateway.php/mycompany"
        type="url"
        spellCheck={false}
        {...form.getInputProps('baseUrl')}
      />
    </>
  );
}
