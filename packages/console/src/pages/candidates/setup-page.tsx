import { type CandidateFieldType, candidateFieldType } from '@joinery/sdk';
import { Button, Group, Select, Stack, Table, TagsInput, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { api } from '../../api.ts';
import { notifyProblem } from '../../ui/notify.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { useSession } from '../session/session.queries.ts';
import { candidateFieldsQuery, rejectReasonsQuery } from './candidates.queries.ts';

const typeWords: Record<CandidateFieldType, string> = {
  short_text: 'Short text',
  long_text: 'Long text',
  single_choice: 'One of a list',
  multiple_choice: 'Several of a list',
  yes_no: 'Yes or no',
  number: 'Number',
  date: 'Day',
  url: 'Link',
  email: 'E-mail',
  phone: 'Phone',
};

/** The company's own fields of candidates, and why it rejects somebody. */
export function CandidateSetupPage() {
  const { access } = useSession();
  return (
    <Page title="Fields and reasons" back={{ to: '/candidates', label: 'Candidates' }}>
      <FieldsPanel mayEdit={access.settings.fields === 'edit'} />
      <ReasonsPanel mayEdit={access.hiring.jobs === 'edit'} />
    </Page>
  );
}

function FieldsPanel({ mayEdit }: { mayEdit: boolean }) {
  const client = useQueryClient();
  const fields = useQuery(candidateFieldsQuery);
  const refresh = () => client.invalidateQueries({ queryKey: candidateFieldsQuery.queryKey });
  const archive = useMutation({
    mutationFn: (id: string) => api.candidateFields.update(id, { archived: true }),
    onError: (error) => notifyProblem('The field was not archived', error),
    onSettled: refresh,
  });
  return (
    <Panel
      title="Own fields"
      description="Shown with every candidate, and taken by the API and by imports. Archived ones keep their values."
    >
      <Stack gap="md">
        {fields.error && <ProblemAlert error={fields.error} title="The fields could not be loaded" />}
        {(fields.data ?? []).length > 0 && (
          <Table>
            <Table.Tbody>
              {(fields.data ?? []).map(({ id, key, label, type, options }) => (
                <Table.Tr key={id}>
                  <Table.Td style={{ overflowWrap: 'anywhere' }}>
                    {label}
                    <Text size="xs" c="dimmed">
                      {typeWords[type]}, {key}
                      {options.length > 0 && `: ${options.map((option) => option.label).join(', ')}`}
                    </Text>
                  </Table.Td>
                  <Table.Td ta="right">
                    {mayEdit && (
                      <Button
                        size="xs"
                        variant="default"
                        aria-label={`Archive ${label}`}
                        onClick={() => archive.mutate(id)}
                      >
                        Archive
                      </Button>
                    )}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        )}
        {mayEdit && <FieldForm onMade={refresh} />}
      </Stack>
    </Panel>
  );
}

function FieldForm({ onMade }: { onMade: () => void }) {
  const [label, setLabel] = useState('');
  const [type, setType] = useState<CandidateFieldType>('short_text');
  const [options, setOptions] = useState<string[]>([]);
  const isChoice = type === 'single_choice' || type === 'multiple_choice';
  const make = useMutation({
    mutationFn: () =>
      api.candidateFields.create({
        label: label.trim(),
        type,
        ...(isChoice && { options: options.map((name) => ({ label: name })) }),
      }),
    onSuccess: () => {
      setLabel('');
      setOptions([]);
      onMade();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    make.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        {make.error && <ProblemAlert error={make.error} title="The field was not made" />}
        <Group align="flex-end" gap="sm">
          <TextInput
            label="New field"
            maxLength={200}
            value={label}
            onChange={(event) => setLabel(event.currentTarget.value)}
            style={{ flex: '1 1 14rem' }}
          />
          <Select
            label="What it holds"
            allowDeselect={false}
            data={candidateFieldType.options.map((value) => ({ value, label: typeWords[value] }))}
            value={type}
            onChange={(value) => value && setType(value)}
          />
          {isChoice && (
            <TagsInput
              label="Options"
              placeholder="Type and press Enter"
              acceptValueOnBlur
              value={options}
              onChange={setOptions}
              style={{ flex: '1 1 14rem' }}
            />
          )}
          <Button
            type="submit"
            disabled={label.trim() === '' || (isChoice && options.length === 0)}
            loading={make.isPending}
          >
            Make field
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function ReasonsPanel({ mayEdit }: { mayEdit: boolean }) {
  const client = useQueryClient();
  const reasons = useQuery(rejectReasonsQuery);
  const [label, setLabel] = useState('');
  const refresh = () => client.invalidateQueries({ queryKey: rejectReasonsQuery.queryKey });
  const make = useMutation({
    mutationFn: () => api.rejectReasons.create({ label: label.trim() }),
    onSuccess: () => {
      setLabel('');
      return refresh();
    },
  });
  const archive = useMutation({
    mutationFn: (id: string) => api.rejectReasons.update(id, { archived: true }),
    onError: (error) => notifyProblem('The reason was not archived', error),
    onSettled: refresh,
  });
  return (
    <Panel title="Why somebody is rejected" description="Archived reasons stay with those who have them.">
      <Stack gap="md">
        {reasons.error && <ProblemAlert error={reasons.error} title="The reasons could not be loaded" />}
        <Table>
          <Table.Tbody>
            {(reasons.data ?? []).map((reason) => (
              <Table.Tr key={reason.id}>
                <Table.Td style={{ overflowWrap: 'anywhere' }}>{reason.label}</Table.Td>
                <Table.Td ta="right">
                  {mayEdit && (
                    <Button
                      size="xs"
                      variant="default"
                      aria-label={`Archive ${reason.label}`}
                      onClick={() => archive.mutate(reason.id)}
                    >
                      Archive
                    </Button>
                  )}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
        {mayEdit && (
          <form
            onSubmit={(event) => {
              event.preventDefault();
              make.mutate();
            }}
          >
            {make.error && <ProblemAlert error={make.error} title="The reason was not added" />}
            <Group align="flex-end" gap="sm">
              <TextInput
                label="New reason"
                maxLength={200}
                value={label}
                onChange={(event) => setLabel(event.currentTarget.value)}
                style={{ flex: '1 1 14rem' }}
              />
              <Button type="submit" disabled={label.trim() === ''} loading={make.isPending}>
                Add reason
              </Button>
            </Group>
          </form>
        )}
      </Stack>
    </Panel>
  );
}
