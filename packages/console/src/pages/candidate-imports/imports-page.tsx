import type { CandidateImport } from '@joinery/sdk';
import { Button, FileInput, Group, Paper, Stack, Table, Text } from '@mantine/core';
import { IconTable } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../api.ts';
import { TextLink } from '../../ui/links.tsx';
import { LoadMore } from '../../ui/load-more.tsx';
import { LoadingRows } from '../../ui/loading-rows.tsx';
import { Moment } from '../../ui/moment.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { stateWords, tableTypes } from './import-words.ts';
import { importsQuery } from './imports.queries.ts';

export function ImportsPage() {
  const imports = useInfiniteQuery(importsQuery);
  const items = imports.data?.pages.flatMap((page) => page.items);
  return (
    <Page
      title="Import candidates"
      back={{ to: '/candidates', label: 'Candidates' }}
      description="Bring a table in CSV or XLSX. Its rows are checked first; nobody is added before you say so."
    >
      {!imports.error && <UploadPanel />}
      {imports.error && <ProblemAlert error={imports.error} title="The imports could not be loaded" />}
      {imports.isPending && (
        <Paper>
          <LoadingRows rows={3} />
        </Paper>
      )}
      {items && items.length > 0 && (
        <Panel title="Earlier imports" flush>
          <Table highlightOnHover>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Table</Table.Th>
                <Table.Th>State</Table.Th>
                <Table.Th visibleFrom="xs">Added</Table.Th>
                <Table.Th visibleFrom="sm">Begun</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {items.map((item) => (
                <ImportRow key={item.id} item={item} />
              ))}
            </Table.Tbody>
          </Table>
          <LoadMore shown={items.length} noun="imports" {...imports} />
        </Panel>
      )}
    </Page>
  );
}

function ImportRow({ item }: { item: CandidateImport }) {
  return (
    <Table.Tr>
      <Table.Td>
        <TextLink
          to="/candidates/imports/$importId"
          params={{ importId: item.id }}
          size="sm"
          fw={600}
          style={{ overflowWrap: 'anywhere' }}
        >
          {item.fileName}
        </TextLink>
      </Table.Td>
      <Table.Td>
        {stateWords[item.state]}
        {item.canRestart && (
          <Text size="xs" c="orange.9">
            It stopped
          </Text>
        )}
      </Table.Td>
      <Table.Td visibleFrom="xs">
        {item.counts.created.toLocaleString()} of {item.counts.total.toLocaleString()}
      </Table.Td>
      <Table.Td visibleFrom="sm">
        <Moment value={item.createdAt} form="relative" /> by {item.startedBy}
      </Table.Td>
    </Table.Tr>
  );
}

function UploadPanel() {
  const navigate = useNavigate();
  const client = useQueryClient();
  const [file, setFile] = useState<File | null>(null);
  const upload = useMutation({
    mutationFn: (table: File) => api.candidateImports.upload(table),
    onSuccess: async (made) => {
      await client.invalidateQueries({ queryKey: ['candidate-imports', 'list'] });
      await navigate({ to: '/candidates/imports/$importId', params: { importId: made.id } });
    },
  });
  return (
    <Panel title="A new table">
      <Stack gap="md">
        {upload.error && <ProblemAlert error={upload.error} title="The table was not taken" />}
        <Group align="flex-end" gap="sm">
          <FileInput
            label="Table"
            description="CSV or XLSX, up to 20 MB and 50,000 people; the first line names the columns"
            placeholder="Choose a file"
            accept={tableTypes}
            clearable
            clearButtonProps={{ 'aria-label': 'No table' }}
            leftSection={<IconTable size={16} aria-hidden />}
            value={file}
            onChange={setFile}
            style={{ flex: '1 1 18rem' }}
          />
          <Button
            disabled={file === null}
            loading={upload.isPending}
            onClick={() => file && upload.mutate(file)}
          >
            Upload
          </Button>
        </Group>
        <Text size="xs" c="dimmed">
          What the table says is kept until its people are added or given up, and forgotten then.
        </Text>
      </Stack>
    </Panel>
  );
}
