import type { MappingDefinition, MappingRule } from '@joinery/sdk';
import {
  ActionIcon,
  Button,
  Fieldset,
  Group,
  Modal,
  Select,
  SimpleGrid,
  Stack,
  TextInput,
} from '@mantine/core';
import { type UseFormReturnType, useForm } from '@mantine/form';
import { IconArrowUp, IconPlus, IconTrash } from '@tabler/icons-react';
import { FormActions } from '../../ui/form-actions.tsx';
import {
  checkRule,
  emptyRule,
  otherTarget,
  type RuleValues,
  targetChoices,
  toRule,
  toRuleValues,
} from './mapping-form.ts';
import { sourceChoices } from './mapping-words.ts';

interface RuleModalProps {
  definition: MappingDefinition;
  /** Null: a new rule. */
  place: number | null;
  opened: boolean;
  onClose: () => void;
  onDone: (rule: MappingRule) => void;
}

export function RuleModal({ opened, onClose, place, ...form }: RuleModalProps) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={place === null ? 'Add a rule' : 'Edit the rule'}
      size="lg"
    >
      <RuleForm place={place} onClose={onClose} {...form} />
    </Modal>
  );
}

type Form = UseFormReturnType<RuleValues>;

function RuleForm({ definition, place, onClose, onDone }: Omit<RuleModalProps, 'opened'>) {
  const edited = place === null ? undefined : definition.rules[place];
  const taken = definition.rules.filter((rule) => rule !== edited).map(({ to }) => to);
  const form = useForm<RuleValues>({
    initialValues: edited === undefined ? emptyRule : toRuleValues(edited),
    validate: (values) => checkRule(values, taken),
  });
  return (
    <form onSubmit={form.onSubmit((values) => onDone(toRule(values)))} noValidate>
      <Stack gap="md">
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <Select
            label="Field in BambooHR"
            required
            searchable
            data-autofocus={place === null || undefined}
            data={targetChoices(taken)}
            {...form.getInputProps('target')}
          />
          {form.values.target === otherTarget && (
            <TextInput
              label="Alias"
              description="As BambooHR calls it, such as linkedIn"
              required
              {...form.getInputProps('alias')}
            />
          )}
        </SimpleGrid>
        <SourcesFields form={form} />
        <FormatFields form={form} />
        <ValuesFields form={form} />
        <FormActions onCancel={onClose}>{edited === undefined ? 'Add' : 'Change'}</FormActions>
      </Stack>
    </form>
  );
}

const kinds = [
  { value: 'field', label: 'Value' },
  { value: 'template', label: 'Text with values' },
  { value: 'constant', label: 'Always the same' },
];

function SourcesFields({ form }: { form: Form }) {
  const { sources } = form.values;
  return (
    <Fieldset legend="Comes from the first of these that is not blank">
      <Stack gap="xs">
        {sources.map(({ kind }, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: sources have no identity but their place
          <Group key={at} gap="xs" align="flex-start">
            <Select
              aria-label={`Kind of source ${at + 1}`}
              flex="1 1 120px"
              allowDeselect={false}
              data={kinds}
              {...form.getInputProps(`sources.${at}.kind`)}
            />
            {kind === 'field' ? (
              <Select
                aria-label={`Source ${at + 1}`}
                flex="2 1 170px"
                searchable
                placeholder="Choose a value"
                data={sourceChoices()}
                {...form.getInputProps(`sources.${at}.value`)}
              />
            ) : (
              <TextInput
                aria-label={`Source ${at + 1}`}
                flex="2 1 170px"
                placeholder={kind === 'template' ? '{candidate.firstName} {candidate.lastName}' : 'Full-Time'}
                {...form.getInputProps(`sources.${at}.value`)}
              />
            )}
            <ActionIcon
              mt={4}
              variant="subtle"
              color="gray"
              aria-label={`Move source ${at + 1} up`}
              disabled={at === 0}
              onClick={() => form.reorderListItem('sources', { from: at, to: at - 1 })}
            >
              <IconArrowUp size={16} aria-hidden />
            </ActionIcon>
            <ActionIcon
              mt={4}
              variant="subtle"
              color="gray"
              aria-label={`Remove source ${at + 1}`}
              disabled={sources.length === 1}
              onClick={() => form.removeListItem('sources', at)}
            >
              <IconTrash size={16} aria-hidden />
            </ActionIcon>
          </Group>
        ))}
        <AddButton
          label="Else from …"
          onClick={() => form.insertListItem('sources', { kind: 'field', value: '' })}
        />
      </Stack>
    </Fieldset>
  );
}

function FormatFields({ form }: { form: Form }) {
  const { format } = form.values;
  return (
    <SimpleGrid cols={{ base: 1, xs: 3 }}>
      <Select
        label="Written as"
        allowDeselect={false}
        data={[
          { value: 'none', label: 'It is' },
          { value: 'date', label: 'Date' },
          { value: 'country', label: 'Country' },
          { value: 'phone', label: 'Phone with +' },
          { value: 'case', label: 'Capitals' },
        ]}
        {...form.getInputProps('format')}
      />
      {format === 'date' && (
        <>
          <TextInput label="Form" placeholder="DD.MM.YYYY" {...form.getInputProps('date')} />
          <TextInput
            label="The source has it as"
            placeholder="YYYY-MM-DD"
            {...form.getInputProps('dateFrom')}
          />
        </>
      )}
      {format === 'country' && (
        <Select
          label="Form"
          allowDeselect={false}
          data={[
            { value: 'name', label: 'Name in English' },
            { value: 'alpha2', label: 'Two letters (DE)' },
            { value: 'alpha3', label: 'Three letters (DEU)' },
          ]}
          {...form.getInputProps('country')}
        />
      )}
      {format === 'phone' && (
        <TextInput
          label="Numbers without + are from"
          placeholder="The candidate’s country"
          maxLength={2}
          {...form.getInputProps('region')}
        />
      )}
      {format === 'case' && (
        <Select
          label="Form"
          allowDeselect={false}
          data={[
            { value: 'title', label: 'With Initials' },
            { value: 'upper', label: 'ALL' },
            { value: 'lower', label: 'none' },
          ]}
          {...form.getInputProps('case')}
        />
      )}
    </SimpleGrid>
  );
}

function ValuesFields({ form }: { form: Form }) {
  return (
    <Fieldset legend="Sent instead of a value">
      <Stack gap="xs">
        {form.values.values.map((_, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity but their place
          <Group key={at} gap="xs" align="flex-start" wrap="nowrap">
            <TextInput
              aria-label={`Value ${at + 1}`}
              flex={1}
              placeholder="Value"
              {...form.getInputProps(`values.${at}.given`)}
            />
            <TextInput
              aria-label={`Sent for value ${at + 1}`}
              flex={1}
              placeholder="Sent as"
              {...form.getInputProps(`values.${at}.sent`)}
            />
            <ActionIcon
              mt={4}
              variant="subtle"
              color="gray"
              aria-label={`Remove value ${at + 1}`}
              onClick={() => form.removeListItem('values', at)}
            >
              <IconTrash size={16} aria-hidden />
            </ActionIcon>
          </Group>
        ))}
        <AddButton
          label="Add a value"
          onClick={() => form.insertListItem('values', { given: '', sent: '' })}
        />
      </Stack>
    </Fieldset>
  );
}

function AddButton({ label, onClick }: { label: string; onClick: () => void }) {
  return (
    <Button
      variant="subtle"
      size="compact-sm"
      style={{ alignSelf: 'flex-start' }}
      leftSection={<IconPlus size={14} aria-hidden />}
      onClick={onClick}
    >
      {label}
    </Button>
  );
}
