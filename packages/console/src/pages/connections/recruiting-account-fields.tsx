import { JsonInput, PasswordInput, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import type { RecruitingAccountValues } from './recruiting-account.ts';

const words = {
  pinpoint: {
    subdomain: 'The first part of your Pinpoint address',
    key: 'In Pinpoint: Settings, then API & Webhooks',
    baseUrl: 'Only where it is not https://ACCOUNT.pinpointhq.com',
  },
  pyjamahr: {
    subdomain: 'The name of your board: jobs.pyjamahr.com/NAME. Capital letters count.',
    key: 'An Admin gets it from PyjamaHR’s support, with the Custom plan',
    baseUrl: 'Where candidates are made, as PyjamaHR’s support tells it',
  },
};

interface RecruitingAccountFieldsProps {
  form: UseFormReturnType<RecruitingAccountValues>;
  isNew: boolean;
}

export function RecruitingAccountFields({ form, isNew }: RecruitingAccountFieldsProps) {
  const { provider } = form.values;
  const said = words[provider];
  return (
    <>
      <TextInput
        label="Account"
        description={said.subdomain}
        required
        spellCheck={false}
        {...form.getInputProps('subdomain')}
      />
      <PasswordInput
        label="API key"
        description={isNew ? said.key : 'Leave it empty to keep the present key'}
        required={isNew}
        autoComplete="off"
        {...form.getInputProps('apiKey')}
      />
      <TextInput
        label="Base URL"
        description={said.baseUrl}
        type="url"
        required={provider === 'pyjamahr'}
        spellCheck={false}
        {...form.getInputProps('baseUrl')}
      />
      {/* Not formatted when it is left: a click on the button below would miss it. */}
      <JsonInput
        label="How its API differs"
        description="Only where it is not as publicly known: names of fields and headers, paths, how a résumé is sent. The guide lists them."
        placeholder='{ "auth": { "header": "Authorization", "prefix": "Bearer " } }'
        autosize
        minRows={3}
        maxRows={14}
        spellCheck={false}
        {...form.getInputProps('wire')}
      />
    </>
  );
}
