import type { Connection } from '@joinery/sdk';
import {
  Button,
  Group,
  NumberInput,
  Pill,
  SimpleGrid,
  Stack,
  Switch,
  TagsInput,
  TextInput,
} from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api.ts';
import { notifyDone } from '../../ui/notify.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { fieldMessages } from '../../ui/problems.ts';
import { lastProbeQuery } from './connections.queries.ts';
import { checkMirror, type MirrorValues, toMirrorSettings, toMirrorValues } from './mirror-form.ts';
import { fieldName } from './probe-words.ts';

/** What is mirrored through a connection, and when. */
export function MirrorPanel({ connection, mayEdit }: { connection: Connection; mayEdit: boolean }) {
  return (
    <Panel
      title="People source"
      description={
        connection.mirror?.peopleSource
          ? 'The employees of this company are those of this account.'
          : 'Make this account the source of all employees of this company.'
      }
    >
      <MirrorForm key={JSON.stringify(connection.mirror)} connection={connection} mayEdit={mayEdit} />
    </Panel>
  );
}

function MirrorForm({ connection, mayEdit }: { connection: Connection; mayEdit: boolean }) {
  const client = useQueryClient();
  const { data: report } = useQuery(lastProbeQuery(connection.id));
  const form = useForm<MirrorValues>({
    initialValues: toMirrorValues(connection.mirror),
    validate: checkMirror,
  });
  const save = useMutation({
    mutationFn: (values: MirrorValues) => api.connections.setMirror(connection.id, toMirrorSettings(values)),
    onSuccess: async () => {
      notifyDone('Saved.');
      await Promise.all([
        client.invalidateQueries({ queryKey: ['connections'] }),
        client.invalidateQueries({ queryKey: ['syncs'] }),
      ]);
    },
    onError: (error) => form.setErrors(fieldMessages(error, Object.keys(form.values))),
  });
  const { peopleSource, writeThrough, allTables } = form.values;
  return (
    <form onSubmit={form.onSubmit((values) => save.mutate(values))} noValidate>
      <Stack gap="md">
        {save.error && <ProblemAlert error={save.error} title="It was not saved" />}
        <Switch
          label="Mirror people"
          description={
            isSource(connection) && !peopleSource
              ? 'Nothing is read any more; everybody becomes a record of this company’s own'
              : undefined
          }
          disabled={!mayEdit}
          {...form.getInputProps('peopleSource', { type: 'checkbox' })}
        />
        {peopleSource && (
          <>
            <Switch
              label="Write changes back"
              description={
                writeThrough
                  ? 'Who changes an employee here changes it in BambooHR'
                  : 'Mirrored employees are changed in BambooHR only'
              }
              disabled={!mayEdit}
              {...form.getInputProps('writeThrough', { type: 'checkbox' })}
            />
            <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md">
              <NumberInput
                label="Ask for changes every"
                suffix=" min"
                min={1}
                max={1440}
                allowDecimal={false}
                disabled={!mayEdit}
                {...form.getInputProps('changesEveryMinutes')}
              />
              <TextInput
                type="time"
                label="Read everything at"
                disabled={!mayEdit}
                {...form.getInputProps('fullSyncAt')}
              />
            </SimpleGrid>
            <TagsInput
              label="Never read"
              description="Fields by their BambooHR name, such as payRate or ssn"
              clearable
              styles={{ pillsList: { maxHeight: 116, overflowY: 'auto' } }}
              disabled={!mayEdit}
              renderPill={({ value = '', onRemove = () => undefined, disabled = false }) => (
                <Pill title={value} withRemoveButton={!disabled} disabled={disabled} onRemove={onRemove}>
                  {fieldName(value, report)}
                </Pill>
              )}
              {...form.getInputProps('leaveOut')}
            />
            <Switch
              label="All history tables"
              disabled={!mayEdit}
              {...form.getInputProps('allTables', { type: 'checkbox' })}
            />
            {!allTables && (
              <TagsInput
                label="Tables"
                description="By their BambooHR name, such as jobInfo"
                disabled={!mayEdit}
                {...form.getInputProps('tables')}
              />
            )}
          </>
        )}
        {mayEdit && (
          <Group justify="flex-end">
            <Button type="submit" size="xs" disabled={!form.isDirty()} loading={save.isPending}>
              Save
            </Button>
          </Group>
        )}
      </Stack>
    </form>
  );
}

const isSource = ({ mirror }: Connection): boolean => mirror?.peopleSource === true;
