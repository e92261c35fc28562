import type { Candidate, CandidateField, CandidateFieldValue, CandidatePatch } from '@joinery/sdk';
import {
  MultiSelect,
  NumberInput,
  Rating,
  Select,
  Stack,
  TagsInput,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api.ts';
import { TextLink } from '../../ui/links.tsx';
import { notifyProblem } from '../../ui/notify.tsx';
import { Panel } from '../../ui/panel.tsx';
import { useSession } from '../session/session.queries.ts';
import { candidateFieldsQuery, tagsQuery } from './candidates.queries.ts';

/** What the company thinks of a candidate: stars, tags and its own fields, each saved as it is changed. */
export function OpinionsPanel({ candidate }: { candidate: Candidate }) {
  const { access } = useSession();
  const readOnly = access.hiring.candidates !== 'edit';
  const client = useQueryClient();
  const fields = useQuery(candidateFieldsQuery);
  const known = useQuery(tagsQuery);
  const save = useMutation({
    mutationFn: (patch: CandidatePatch) => api.candidates.patch(candidate.id, patch),
    onSuccess: (changed) => client.setQueryData(['candidates', candidate.id], changed),
    onError: (error) => notifyProblem('The change was not saved', error),
    onSettled: () => client.invalidateQueries({ queryKey: ['candidates'] }),
  });
  const { rating = null, tags = [], customFields = {} } = candidate;
  const setTags = (next: string[]) =>
    save.mutate({
      tags: next.filter((tag) => !tags.includes(tag)),
      removeTags: tags.filter((tag) => !next.includes(tag)),
    });
  return (
    <Panel
      title="Assessment"
      actions={
        access.settings.fields === 'edit' && (
          <TextLink to="/candidates/setup" size="sm">
            Fields and reasons
          </TextLink>
        )
      }
    >
      <Stack gap="sm">
        <Rating
          aria-label={`Stars of ${candidate.name}`}
          getSymbolLabel={(stars) => `${stars} of 5`}
          readOnly={readOnly || save.isPending}
          allowClear
          value={rating ?? 0}
          onChange={(stars) => save.mutate({ rating: stars || null })}
        />
        <TagsInput
          label="Tags"
          placeholder={tags.length === 0 ? 'Type and press Enter' : ''}
          data={(known.data ?? []).map(({ tag }) => tag)}
          readOnly={readOnly}
          acceptValueOnBlur
          maxTags={50}
          value={tags}
          onChange={setTags}
        />
        {(fields.data ?? []).map((field) => (
          <OwnField
            key={`${field.key} ${JSON.stringify(customFields[field.key])}`}
            field={field}
            value={customFields[field.key] ?? null}
            readOnly={readOnly}
            onChange={(value) => save.mutate({ customFields: { [field.key]: value } })}
          />
        ))}
        {fields.error && (
          <Text size="sm" c="dimmed">
            The company’s own fields could not be loaded.
          </Text>
        )}
      </Stack>
    </Panel>
  );
}

interface OwnFieldProps {
  field: CandidateField;
  value: CandidateFieldValue | null;
  readOnly: boolean;
  onChange: (value: CandidateFieldValue | null) => void;
}

function OwnField({ field, value, readOnly, onChange }: OwnFieldProps) {
  const data = field.options.map(({ id, label }) => ({ value: id, label }));
  const shared = { label: field.label, description: field.help, readOnly };
  switch (field.type) {
    case 'single_choice':
      return <Select {...shared} clearable data={data} value={value as string | null} onChange={onChange} />;
    case 'multiple_choice':
      return (
        <MultiSelect {...shared} data={data} value={(value as string[] | null) ?? []} onChange={onChange} />
      );
    case 'yes_no':
      return (
        <Select
          {...shared}
          clearable
          data={[
            { value: 'true', label: 'Yes' },
            { value: 'false', label: 'No' },
          ]}
          value={value === null ? null : String(value)}
          onChange={(chosen) => onChange(chosen === null ? null : chosen === 'true')}
        />
      );
    default:
      return <TypedField {...shared} type={field.type} value={value} onChange={onChange} />;
  }
}

interface TypedFieldProps extends Omit<OwnFieldProps, 'field'> {
  label: string;
  description: string | null;
  type: CandidateField['type'];
}

// Saved when it is left: half a word is no value.
function TypedField({ type, value, onChange, ...shared }: TypedFieldProps) {
  const [text, setText] = useState(value === null ? '' : String(value));
  const leave = () => {
    if (text === (value === null ? '' : String(value))) return;
    if (text === '') onChange(null);
    else onChange(type === 'number' ? Number(text) : text);
  };
  if (type === 'number')
    return <NumberInput {...shared} value={text} onChange={(next) => setText(String(next))} onBlur={leave} />;
  const own = { ...shared, value: text, onBlur: leave };
  if (type === 'long_text')
    return (
      <Textarea {...own} autosize minRows={2} onChange={(event) => setText(event.currentTarget.value)} />
    );
  const inputType = { date: 'date', url: 'url', email: 'email', phone: 'tel' }[type as string] ?? 'text';
  return <TextInput {...own} type={inputType} onChange={(event) => setText(event.currentTarget.value)} />;
}
