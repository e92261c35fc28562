import type { Retention } from '@joinery/sdk';
import {
  ActionIcon,
  Alert,
  Button,
  Group,
  NumberInput,
  Paper,
  Select,
  Stack,
  Switch,
  Text,
  TextInput,
} from '@mantine/core';
import { type UseFormReturnType, useForm } from '@mantine/form';
import { IconAlertTriangle, IconInfoCircle, IconPlus, IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api.ts';
import { LoadingRows } from '../../ui/loading-rows.tsx';
import { Moment } from '../../ui/moment.tsx';
import { notifyDone } from '../../ui/notify.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { retentionQuery } from './privacy.queries.ts';
import { checkRules, newRule, type RuleValues, regionName, ruleInWords, toRules } from './privacy-words.ts';

/** How long candidates are kept, by country. */
export function RetentionTab({ mayEdit }: { mayEdit: boolean }) {
  const retention = useQuery(retentionQuery);
  if (retention.error)
    return (
      <ProblemAlert
        error={retention.error}
        title="The rules could not be loaded"
        onRetry={() => retention.refetch()}
      />
    );
  if (!retention.data) return <LoadingRows rows={4} height={80} />;
  const { changedAt } = retention.data;
  return <RulesPanel key={changedAt ?? ''} retention={retention.data} mayEdit={mayEdit} />;
}

interface Values {
  enabled: boolean;
  rules: RuleValues[];
}

function RulesPanel({ retention, mayEdit }: { retention: Retention; mayEdit: boolean }) {
  const client = useQueryClient();
  const form = useForm<Values>({
    initialValues: { enabled: retention.enabled, rules: retention.rules.map((rule) => ({ ...rule })) },
    validate: ({ rules }) => checkRules(rules),
  });
  const save = useMutation({
    mutationFn: ({ enabled, rules }: Values) => api.retention.set({ enabled, rules: toRules(rules) }),
    onSuccess: (saved) => {
      notifyDone(saved.enabled ? 'The rules hold from now on.' : 'The rules are saved, and switched off.');
      client.setQueryData(retentionQuery.queryKey, saved);
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['candidates', 'retention'] }),
  });
  const { changedAt, changedBy } = retention;
  const turnsOn = form.values.enabled && !retention.enabled;
  return (
    <Panel
      title="Retention rules"
      description="By where the job is that somebody applied for last, else where they live. The narrowest rule holds: California before the United States, a country before the EU, and “*” for all others."
    >
      <form onSubmit={form.onSubmit((values) => save.mutate(values))} noValidate>
        <Stack gap="md">
          {changedAt === null && (
            <Alert variant="light" color="blue" icon={<IconInfoCircle size={18} aria-hidden />}>
              These are usual rules, and they are off. Have them checked by a lawyer before you switch them
              on.
            </Alert>
          )}
          {save.error && <ProblemAlert error={save.error} title="The rules were not saved" />}
          <Switch
            label="Restrict and erase by these rules"
            description="Off: nobody is erased by themselves, but for those of whom somebody asked for it."
            disabled={!mayEdit}
            {...form.getInputProps('enabled', { type: 'checkbox' })}
          />
          {form.values.rules.map((rule, index) => (
            // Rules have no id, and are edited in place.
            // biome-ignore lint/suspicious/noArrayIndexKey: the place is what a rule is known by
            <Rule key={index} form={form} index={index} rule={rule} mayEdit={mayEdit} />
          ))}
          {form.values.rules.length === 0 && (
            <Text size="sm" c="dimmed">
              Without a rule everybody is kept.
            </Text>
          )}
          {turnsOn && (
            <Alert variant="light" color="orange" icon={<IconAlertTriangle size={18} aria-hidden />}>
              From the next night on people whose time is nearly over are named under “People”, and after the
              days of the rule they are erased or restricted. What is erased does not come back.
            </Alert>
          )}
          {mayEdit && (
            <Group justify="space-between" gap="sm">
              <Button
                variant="default"
                leftSection={<IconPlus size={16} aria-hidden />}
                onClick={() => form.insertListItem('rules', { ...newRule })}
              >
                Add a rule
              </Button>
              <Button type="submit" loading={save.isPending} disabled={!form.isDirty()}>
                Save rules
              </Button>
            </Group>
          )}
          {changedAt && (
            <Text size="xs" c="dimmed">
              Changed by {changedBy}, <Moment value={changedAt} form="relative" />
            </Text>
          )}
        </Stack>
      </form>
    </Panel>
  );
}

interface RuleProps {
  form: UseFormReturnType<Values>;
  index: number;
  rule: RuleValues;
  mayEdit: boolean;
}

function Rule({ form, index, rule, mayEdit }: RuleProps) {
  const at = (name: keyof RuleValues) => form.getInputProps(`rules.${index}.${name}`);
  const problems = Object.keys(checkRules(form.values.rules)).filter((name) =>
    name.startsWith(`rules.${index}.`),
  );
  const [words] = problems.length === 0 ? toRules([rule]) : [];
  const name = words ? regionName(words.region) : `rule ${index + 1}`;
  return (
    <Paper withBorder p="sm" component="section" aria-label={`Rule for ${name}`}>
      <Stack gap="xs">
        <Group justify="space-between" wrap="nowrap" align="flex-start">
          <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
            <b>{words ? name : 'New rule'}</b>
            {words && <> · {ruleInWords(words)}</>}
          </Text>
          {mayEdit && (
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={`Remove the rule for ${name}`}
              onClick={() => form.removeListItem('rules', index)}
            >
              <IconTrash size={16} aria-hidden />
            </ActionIcon>
          )}
        </Group>
        {mayEdit && (
          <Group gap="sm" align="flex-start">
            <TextInput
              label="Region"
              placeholder="DE, US-CA, EU, *"
              w={120}
              maxLength={6}
              {...at('region')}
            />
            <NumberInput
              label="Months kept"
              w={120}
              min={1}
              max={600}
              allowDecimal={false}
              {...at('keepMonths')}
            />
            <Select
              label="Then"
              w={130}
              allowDeselect={false}
              data={[
                { value: 'erase', label: 'Erase' },
                { value: 'restrict', label: 'Restrict' },
              ]}
              {...at('action')}
            />
            <NumberInput
              label="Days of notice"
              w={140}
              min={1}
              max={365}
              allowDecimal={false}
              {...at('remindDays')}
            />
            <NumberInput
              label="Months by law"
              w={130}
              min={0}
              max={600}
              allowDecimal={false}
              {...at('floorMonths')}
            />
          </Group>
        )}
      </Stack>
    </Paper>
  );
}
