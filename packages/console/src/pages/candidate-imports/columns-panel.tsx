import type { CandidateImport } from '@joinery/sdk';
import { Button, Group, Select, SimpleGrid, Stack, Table, TagsInput, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api.ts';
import { Panel } from '../../ui/panel.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { candidateFieldsQuery } from '../candidates/candidates.queries.ts';
import { jobsQuery } from '../jobs/jobs.queries.ts';
import { targetChoices } from './import-words.ts';

/** What each column holds, and what everybody of the table gets. */
export function ColumnsPanel({ item }: { item: CandidateImport }) {
  const client = useQueryClient();
  const fields = useQuery(candidateFieldsQuery);
  const [targets, setTargets] = useState(item.columns.map(({ target }) => target));
  const [options, setOptions] = useState(item.options);
  const save = useMutation({
    mutationFn: () => api.candidateImports.update(item.id, { targets, options }),
    onSuccess: (changed) => client.setQueryData(['candidate-imports', item.id], changed),
  });
  const choices = targetChoices(fields.data ?? []);
  const isChanged =
    JSON.stringify([targets, options]) !==
    JSON.stringify([item.columns.map(({ target }) => target), item.options]);
  return (
    <Panel
      title="What the columns hold"
      description="Guessed by their names. A column without a field is not taken."
    >
      <Stack gap="md">
        {save.error && <ProblemAlert error={save.error} title="The columns were not saved" />}
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Column</Table.Th>
              <Table.Th visibleFrom="sm">Says</Table.Th>
              <Table.Th w={{ base: 215, sm: 260 }}>Field</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {item.columns.map(({ name, samples }, at) => (
              <Table.Tr key={name}>
                <Table.Td style={{ overflowWrap: 'anywhere' }}>{name}</Table.Td>
                <Table.Td visibleFrom="sm">
                  <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
                    {samples.join(' · ') || 'nothing'}
                  </Text>
                </Table.Td>
                <Table.Td>
                  <Select
                    aria-label={`Field of the column ${name}`}
                    placeholder="Not taken"
                    searchable
                    clearable
                    clearButtonProps={{ 'aria-label': `Do not take ${name}` }}
                    data={choices}
                    value={targets[at] ?? null}
                    onChange={(value) => setTargets(targets.with(at, value))}
                  />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
        <Everybody options={options} onChange={setOptions} />
        <Group justify="flex-end">
          <Button disabled={!isChanged} loading={save.isPending} onClick={() => save.mutate()}>
            Save and check again
          </Button>
        </Group>
      </Stack>
    </Panel>
  );
}

const knownEmails = {
  skip: 'They apply where a job is named; another name is a bad row',
  add: 'One person may then be there twice',
};

type Options = CandidateImport['options'];

function Everybody({ options, onChange }: { options: Options; onChange: (options: Options) => void }) {
  const jobs = useQuery(jobsQuery);
  const open = (jobs.data ?? []).filter(({ status }) => status === 'open');
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }}>
      <Select
        label="Job of everybody"
        description="A column of jobs comes before it"
        placeholder="None: talent pool"
        searchable
        clearable
        clearButtonProps={{ 'aria-label': 'No job' }}
        data={open.map(({ id, title, number }) => ({ value: id, label: `${title} (${number})` }))}
        value={options.jobId}
        onChange={(jobId) => onChange({ ...options, jobId })}
      />
      <TextInput
        label="Source of everybody"
        description="Where a row says none"
        maxLength={200}
        value={options.source ?? ''}
        onChange={(event) => onChange({ ...options, source: event.currentTarget.value || null })}
      />
      <TagsInput
        label="Tags of everybody"
        description="Press Enter after each"
        maxTags={20}
        acceptValueOnBlur
        value={options.tags}
        onChange={(tags) => onChange({ ...options, tags })}
      />
      <Select
        label="Whose e-mail is known already"
        description={knownEmails[options.onKnownEmail]}
        allowDeselect={false}
        data={[
          { value: 'skip', label: 'Is not added twice' },
          { value: 'add', label: 'Is added all the same' },
        ]}
        value={options.onKnownEmail}
        onChange={(value) => onChange({ ...options, onKnownEmail: value === 'add' ? 'add' : 'skip' })}
      />
    </SimpleGrid>
  );
}
