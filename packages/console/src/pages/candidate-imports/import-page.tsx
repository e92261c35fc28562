import type { CandidateImport } from '@joinery/sdk';
import { Alert, Button, FileInput, Group, Paper, Progress, SimpleGrid, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconDownload, IconTable } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../api.ts';
import { ConfirmModal } from '../../ui/confirm-modal.tsx';
import { LoadingRows } from '../../ui/loading-rows.tsx';
import { counted } from '../../ui/names.ts';
import { notifyDone, notifyProblem } from '../../ui/notify.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { ColumnsPanel } from './columns-panel.tsx';
import { progressOf, rowWords, stateWords, tableTypes } from './import-words.ts';
import { importQuery } from './imports.queries.ts';
import { RowsPanel } from './rows-panel.tsx';

const route = getRouteApi('/signed-in/candidates/imports/$importId');
const back = { to: '/candidates/imports', label: 'Imports' } as const;

export function ImportPage() {
  const { importId } = route.useParams();
  const found = useQuery(importQuery(importId));
  if (found.data) return <LoadedImport item={found.data} />;
  return (
    <Page title="Import" back={back}>
      {found.error ? (
        <ProblemAlert
          error={found.error}
          title="The import could not be loaded"
          onRetry={() => found.refetch()}
        />
      ) : (
        <Paper>
          <LoadingRows rows={4} />
        </Paper>
      )}
    </Page>
  );
}

const colors = {
  checking: 'blue',
  ready: 'petrol',
  running: 'blue',
  mending: 'orange',
  done: 'gray',
} as const;

function LoadedImport({ item }: { item: CandidateImport }) {
  return (
    <Page
      title={item.fileName}
      back={back}
      heading={<StateBadge color={colors[item.state]} label={stateWords[item.state]} />}
      description={`Brought by ${item.startedBy}`}
      actions={<RemoveButton item={item} />}
    >
      <CoursePanel item={item} />
      {item.state !== 'done' && item.state !== 'running' && <ColumnsPanel key={item.id} item={item} />}
      <RowsPanel item={item} />
    </Page>
  );
}

function useImportAct<T>(item: CandidateImport, act: () => Promise<T>, title: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: act,
    onError: (error) => notifyProblem(title, error),
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ['candidate-imports', item.id] }),
        client.invalidateQueries({ queryKey: ['candidates'] }),
      ]),
  });
}

function CoursePanel({ item }: { item: CandidateImport }) {
  const { state, counts, problem } = item;
  const start = useImportAct(item, () => api.candidateImports.start(item.id), 'The import was not started');
  const restart = useImportAct(
    item,
    () => api.candidateImports.restart(item.id),
    'The import does not go on',
  );
  const isMoving = state === 'checking' || state === 'running';
  return (
    <Panel title="How far it is">
      <Stack gap="md">
        {(problem || item.canRestart) && (
          <Alert color="orange" title={isMoving ? 'It has not come further for minutes' : 'It ended early'}>
            <Stack gap="sm" align="flex-start">
              {problem ?? 'Whatever was at work on it may be gone. Who is added already is not added again.'}
              {item.canRestart && (
                <Button size="xs" loading={restart.isPending} onClick={() => restart.mutate()}>
                  Go on where it stopped
                </Button>
              )}
            </Stack>
          </Alert>
        )}
        {isMoving && (
          <Progress.Root size="lg">
            <Progress.Section
              value={progressOf(item)}
              animated={!item.canRestart}
              aria-label={stateWords[state]}
            />
          </Progress.Root>
        )}
        <SimpleGrid cols={{ base: 2, xs: 4, md: 7 }} component="dl" m={0}>
          {(['good', 'bad', 'created', 'applied', 'skipped', 'known', 'dropped'] as const).map((name) => (
            <div key={name}>
              <Text component="dt" size="xs" c="dimmed">
                {rowWords[name]}
              </Text>
              <Text component="dd" m={0} fw={600} size="lg">
                {counts[name].toLocaleString()}
              </Text>
            </div>
          ))}
        </SimpleGrid>
        {state === 'ready' && !item.canRestart && (
          <Group gap="sm">
            <Button
              disabled={counts.good === 0 || counts.unchecked > 0}
              loading={start.isPending}
              onClick={() => start.mutate()}
            >
              Add {counts.good.toLocaleString()} {counts.good === 1 ? 'person' : 'people'}
            </Button>
            <Text size="sm" c="dimmed">
              {counts.bad > 0 ? 'Bad rows stay here, to be mended now or afterwards.' : 'All rows are good.'}
            </Text>
          </Group>
        )}
        {(state === 'ready' || state === 'mending') && counts.bad > 0 && <Mending item={item} />}
        {state === 'done' && <Text size="sm">Everything of this table is taken or given up.</Text>}
      </Stack>
    </Panel>
  );
}

function Mending({ item }: { item: CandidateImport }) {
  const [file, setFile] = useState<File | null>(null);
  const mend = useImportAct(
    item,
    async () => {
      if (file === null) return;
      const { taken, ignored } = await api.candidateImports.mend(item.id, file);
      setFile(null);
      notifyDone(`${taken} rows are checked again${ignored > 0 ? `, ${ignored} left alone` : ''}.`);
    },
    'The mended table was not taken',
  );
  const [asks, question] = useDisclosure(false);
  const finish = useImportAct(
    item,
    () => api.candidateImports.finish(item.id),
    'The import was not finished',
  );
  return (
    <Stack gap="sm">
      <Text size="sm">
        Get the bad rows, mend them in any spreadsheet, and bring the table back. Its column Row says which
        rows they are, its column Problem what is wrong.
      </Text>
      <Group align="flex-end" gap="sm">
        <Button
          component="a"
          href={api.candidateImports.errorsUrl(item.id)}
          variant="default"
          leftSection={<IconDownload size={16} aria-hidden />}
        >
          Get the bad rows
        </Button>
        <FileInput
          label="Mended table"
          placeholder="Choose a file"
          accept={tableTypes}
          clearable
          clearButtonProps={{ 'aria-label': 'No table' }}
          leftSection={<IconTable size={16} aria-hidden />}
          value={file}
          onChange={setFile}
          style={{ flex: '1 1 14rem' }}
        />
        <Button disabled={file === null} loading={mend.isPending} onClick={() => mend.mutate()}>
          Check again
        </Button>
      </Group>
      {item.state === 'mending' && (
        <Group>
          <Button variant="subtle" color="red" onClick={question.open}>
            Give up {item.counts.bad.toLocaleString()} bad {item.counts.bad === 1 ? 'row' : 'rows'} and finish
          </Button>
        </Group>
      )}
      <ConfirmModal
        opened={asks}
        title={`Give up ${counted(item.counts.bad, 'row')}?`}
        action="Give up"
        busy={finish.isPending}
        error={null}
        onConfirm={() => finish.mutate(undefined, { onSettled: question.close })}
        onClose={question.close}
      >
        What they say is forgotten here, and cannot be mended any more. Candidates who were added stay.
      </ConfirmModal>
    </Stack>
  );
}

function RemoveButton({ item }: { item: CandidateImport }) {
  const navigate = useNavigate();
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: () => api.candidateImports.remove(item.id),
    onSuccess: async () => {
      await navigate({ to: '/candidates/imports' });
      client.removeQueries({ queryKey: ['candidate-imports', item.id] });
      await client.invalidateQueries({ queryKey: ['candidate-imports', 'list'] });
    },
  });
  const [asks, question] = useDisclosure(false);
  if (item.state === 'running') return null;
  const left = item.counts.good + item.counts.bad;
  return (
    <>
      <Button variant="default" onClick={question.open}>
        Forget this table
      </Button>
      <ConfirmModal
        opened={asks}
        title={`Forget ${item.fileName}?`}
        action="Forget it"
        busy={remove.isPending}
        error={remove.error}
        onConfirm={() => remove.mutate()}
        onClose={question.close}
      >
        {left > 0 && `${counted(left, 'row')} of it ${left === 1 ? 'is' : 'are'} not added yet. `}
        Candidates who were added stay.
      </ConfirmModal>
    </>
  );
}
