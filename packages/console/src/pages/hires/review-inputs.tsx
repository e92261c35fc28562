import type { ListedField } from '@joinery/sdk';
import {
  Alert,
  Anchor,
  Autocomplete,
  Button,
  Checkbox,
  Group,
  Select,
  Stack,
  Text,
  TextInput,
} from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { IconAlertCircle, IconListSearch } from '@tabler/icons-react';
import { useSession } from '../session/session.queries.ts';
import {
  fieldLabel,
  isListField,
  isOpenList,
  neededFields,
  type ReviewField,
  reviewFields,
} from './review-fields.ts';
import {
  type Check,
  isLeftOut,
  type Origin,
  type ReviewValues,
  replacedValueOf,
  type UnknownValue,
  unfitFields,
  unknownValueOf,
  unknownWords,
} from './review-form.ts';
import { sourceWords } from './review-words.ts';
import { seesEveryJob } from './sendability.ts';

export type ReviewForm = UseFormReturnType<ReviewValues>;

interface InputProps {
  form: ReviewForm;
  origin: Origin;
  check: Check;
}

/** One field: its input, where its value comes from, and what stands against it. */
export function ReviewInput({ name, ...props }: InputProps & { name: ReviewField }) {
  return (
    <Stack gap={4}>
      {isListField(name) ? <ListInput name={name} {...props} /> : <TextField name={name} {...props} />}
      {isListField(name) && <UnknownChoice name={name} {...props} />}
      <UnfitNotice name={name} form={props.form} origin={props.origin} />
      <ValueOrigin name={name} {...props} />
    </Stack>
  );
}

function inputProps({ form, name }: { form: ReviewForm; name: ReviewField }) {
  const { label } = reviewFields[name];
  const path = `fields.${name}`;
  const isNeeded = neededFields.includes(name);
  const { onChange, ...shared } = form.getInputProps(path);
  return {
    label,
    withAsterisk: isNeeded,
    'aria-required': isNeeded,
    'data-path': path,
    ...shared,
    set: (value: string) => form.setFieldValue(path, value),
  };
}

function TextField({ form, name }: InputProps & { name: ReviewField }) {
  const { set, ...props } = inputProps({ form, name });
  const { type = 'text', hint, usual } = reviewFields[name];
  if (usual) return <Autocomplete data={[...usual]} {...props} onChange={set} />;
  return (
    <TextInput
      type={type}
      placeholder={type === 'text' ? hint : undefined}
      {...props}
      onChange={(event) => set(event.currentTarget.value)}
    />
  );
}

/** A choice from the account’s list; free text when the list could not be read. */
function ListInput({ form, name, check, origin }: InputProps & { name: ListedField }) {
  const list = name === 'reportsTo' ? undefined : check.options[name];
  if (list === undefined) return <TextField form={form} name={name} check={check} origin={origin} />;
  const { set, value, ...props } = inputProps({ form, name });
  const isListed = value === '' || list.includes(value);
  return (
    <Select
      data={isListed ? list : [value, ...list]}
      searchable
      clearable
      nothingFoundMessage="The account has no such option"
      clearButtonProps={{ 'aria-label': `No ${props.label.toLowerCase()}` }}
      {...props}
      value={value || null}
      onChange={(choice) => {
        set(choice ?? '');
        withoutCreating(form, name);
      }}
    />
  );
}

function withoutCreating(form: ReviewForm, name: ListedField): void {
  const { createOptions, always } = form.values;
  form.setFieldValue(
    'createOptions',
    createOptions.filter((field) => field !== name),
  );
  form.setFieldValue(
    'always',
    always.filter((field) => field !== name),
  );
}

/** A value that the account’s list lacks, and what can be done about it. */
function UnknownChoice({ form, name, check, origin }: InputProps & { name: ListedField }) {
  const isLimited = !seesEveryJob(useSession().access);
  const unknown = unknownValueOf(name, form.values, check);
  if (unknown) return <UnknownAlert form={form} unknown={unknown} />;
  if (isOpenList(name) && form.values.createOptions.includes(name) && form.values.fields[name].trim() !== '')
    return (
      <Group gap="xs">
        <Text size="xs">“{form.values.fields[name].trim()}” is added to the list in BambooHR first.</Text>
        <Anchor component="button" type="button" size="xs" onClick={() => withoutCreating(form, name)}>
          Do not add it
        </Anchor>
      </Group>
    );
  const replaced = replacedValueOf(name, form.values, origin, check);
  // The mapping is for every job.
  if (replaced === undefined || isLimited) return null;
  return (
    <Checkbox
      size="xs"
      label={`For every later hire, too: send “${form.values.fields[name]}” for “${replaced}”`}
      checked={form.values.always.includes(name)}
      onChange={(event) => {
        const others = form.values.always.filter((field) => field !== name);
        form.setFieldValue('always', event.currentTarget.checked ? [...others, name] : others);
      }}
    />
  );
}

function UnknownAlert({ form, unknown }: { form: ReviewForm; unknown: UnknownValue }) {
  const { field, nearest, canCreate } = unknown;
  const set = (choice: string) => form.setFieldValue(`fields.${field}`, choice);
  const isNeeded = neededFields.includes(field);
  return (
    <Alert
      color="orange"
      p="xs"
      icon={<IconListSearch size={16} />}
      title={
        <Text size="sm" fw={600} component="span">
          {unknownWords(unknown)}
        </Text>
      }
      role="group"
    >
      <Stack gap={8}>
        {nearest.length > 0 ? (
          <Group gap={6}>
            <Text size="xs">Nearest:</Text>
            {nearest.map((option) => (
              <Button key={option} size="compact-xs" variant="default" onClick={() => set(option)}>
                {option}
              </Button>
            ))}
          </Group>
        ) : (
          <Text size="xs">
            {field === 'reportsTo'
              ? 'Nobody whose name you may see is called alike. Enter another above, or:'
              : 'Nothing there is like it. Choose another above, or:'}
          </Text>
        )}
        <Group gap={6}>
          {isOpenList(field) && canCreate !== false && (
            <Button
              size="compact-xs"
              variant="default"
              onClick={() => form.setFieldValue('createOptions', [...form.values.createOptions, field])}
            >
              Add it to the list
            </Button>
          )}
          {!isNeeded && (
            <Button size="compact-xs" variant="default" onClick={() => set('')}>
              Send without
            </Button>
          )}
        </Group>
        {isOpenList(field) && canCreate === false && (
          <Text size="xs" c="dimmed">
            The API key may not add options to this list.
          </Text>
        )}
      </Stack>
    </Alert>
  );
}

/** A value that there is, and that cannot be sent as it is: another is entered, or it is left out. */
export function UnfitNotice({ form, origin, name }: { form: ReviewForm; origin: Origin; name: string }) {
  const { leftOut } = form.values;
  const unfit = unfitFields(form.values, origin).find(({ field }) => field === name);
  if (unfit)
    return (
      <Alert color="orange" p="xs" icon={<IconAlertCircle size={16} />} role="group">
        <Stack gap={8} align="flex-start">
          <Text size="xs">{unfit.message}</Text>
          <Button
            size="compact-xs"
            variant="default"
            aria-label={`Send without ${fieldLabel(name).toLowerCase()}`}
            onClick={() => form.setFieldValue('leftOut', [...leftOut, name])}
          >
            Send without
          </Button>
        </Stack>
      </Alert>
    );
  if (!leftOut.includes(name)) return null;
  return (
    <OriginLine
      text={`${fieldLabel(name)}: not sent.`}
      back={() =>
        form.setFieldValue(
          'leftOut',
          leftOut.filter((one) => one !== name),
        )
      }
    />
  );
}

/** Where the value comes from; for a changed one also what it was, and the way back. */
function ValueOrigin({ form, name, origin }: InputProps & { name: ReviewField }) {
  const { baseline } = origin;
  const mapped = baseline.fields[name];
  const value = form.values.fields[name].trim();
  const source = baseline.from[name];
  if (isLeftOut(name, form.values, origin)) {
    return (
      <OriginLine
        text={mapped === undefined ? 'Not sent.' : `Not sent. It would be “${mapped}”.`}
        {...(mapped !== undefined && { back: () => form.setFieldValue(`fields.${name}`, mapped) })}
      />
    );
  }
  if (value === '') return null;
  if (value === mapped) return <OriginLine text={source === undefined ? '' : sourceWords(source)} />;
  if (mapped === undefined) return <OriginLine text="Entered by hand" />;
  return (
    <OriginLine
      text={`Instead of “${mapped}”`}
      back={() => {
        form.setFieldValue(`fields.${name}`, mapped);
        if (isListField(name)) withoutCreating(form, name);
      }}
    />
  );
}

function OriginLine({ text, back }: { text: string; back?: () => void }) {
  if (text === '') return null;
  return (
    <Text size="xs" c="dimmed" component="div" style={{ overflowWrap: 'anywhere' }}>
      {text}{' '}
      {back && (
        <Anchor component="button" type="button" size="xs" onClick={back}>
          Put it back
        </Anchor>
      )}
    </Text>
  );
}
