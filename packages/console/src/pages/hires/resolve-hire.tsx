import type { Hire, HireResolution } from '@joinery/sdk';
import { Button, Divider, Group, Stack, Text, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconLink, IconUserCheck, IconUserPlus } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { ConfirmModal } from '../../ui/confirm-modal.tsx';
import { Moment } from '../../ui/moment.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { useSession } from '../session/session.queries.ts';
import { useHireAct } from './hire-acts.ts';
import { evidenceOf } from './hire-standing.ts';

/** The decision that only a person can make, with what is known: this employee is the one, or nobody there is. */
export function ResolveHire({ hire }: { hire: Hire }) {
  const run = useHireAct(hire);
  const { lines, employees } = evidenceOf(hire);
  const create = hire.steps.find(({ name }) => name === 'create');
  const created = create?.state === 'done';
  if (useSession().access.hiring.hires !== 'edit') {
    return (
      <Text size="sm" mt="xs">
        Your access level does not allow this decision. Ask an Account Owner.
      </Text>
    );
  }
  const resolve = (resolution: HireResolution) => run.mutate({ act: 'resolve', resolution });
  return (
    <Stack gap="sm" mt="sm">
      {lines.length > 0 && (
        <Stack component="ul" gap={2} m={0} pl="md" aria-label="What is known">
          {lines.map(({ at, text }) => (
            <Text component="li" size="xs" key={`${at} ${text}`}>
              <Moment value={at} form="exact" />: {text}
            </Text>
          ))}
        </Stack>
      )}
      <Divider />
      {run.error && <ProblemAlert error={run.error} title="The decision was not taken" />}
      <ThisEmployee
        // What the last look showed is the likeliest; anything else may be typed.
        key={employees.join(' ')}
        found={employees.length === 1 ? (employees[0] ?? '') : ''}
        mayRehire={!created}
        busy={run.isPending}
        onResolve={resolve}
      />
      {!created && (
        <Nobody hire={hire} sentBefore={(create?.attempts ?? 0) > 0} run={run} onConfirm={resolve} />
      )}
    </Stack>
  );
}

interface ThisEmployeeProps {
  found: string;
  mayRehire: boolean;
  busy: boolean;
  onResolve: (resolution: HireResolution) => void;
}

function ThisEmployee({ found, mayRehire, busy, onResolve }: ThisEmployeeProps) {
  const [number, setNumber] = useState(found);
  const [problem, setProblem] = useState<string | null>(null);
  const decide = (action: 'link' | 'rehire') => {
    const employeeNumber = number.trim();
    if (/^[1-9]\d{0,17}$/.test(employeeNumber)) onResolve({ action, employeeNumber });
    else setProblem('Enter the number that stands in the address of the employee’s page');
  };
  const button = (action: 'link' | 'rehire', icon: ReactNode, label: string) => (
    <Button variant="default" loading={busy} leftSection={icon} onClick={() => decide(action)}>
      {label}
    </Button>
  );
  return (
    <Group align="flex-end" gap="xs">
      <TextInput
        label="It exists: employee number"
        inputMode="numeric"
        w={220}
        value={number}
        error={problem}
        onChange={(event) => {
          setNumber(event.currentTarget.value);
          setProblem(null);
        }}
      />
      {button('link', <IconLink size={16} aria-hidden />, 'Link this employee')}
      {mayRehire && button('rehire', <IconUserCheck size={16} aria-hidden />, 'Hire again')}
    </Group>
  );
}

interface NobodyProps {
  hire: Hire;
  sentBefore: boolean;
  run: ReturnType<typeof useHireAct>;
  onConfirm: (resolution: HireResolution) => void;
}

function Nobody({ hire, sentBefore, run, onConfirm }: NobodyProps) {
  const [opened, modal] = useDisclosure(false);
  const action = sentBefore ? 'Send it again' : 'Create a new employee';
  return (
    <Group gap="xs">
      <Text size="sm">It does not exist:</Text>
      <Button variant="default" leftSection={<IconUserPlus size={16} aria-hidden />} onClick={modal.open}>
        {action}
      </Button>
      <ConfirmModal
        opened={opened}
        title={`Create ${hire.candidateName} as a new employee?`}
        action="Create"
        busy={run.isPending}
        error={run.error}
        onConfirm={() => onConfirm({ action: 'create' })}
        onClose={modal.close}
      >
        Do this only if you have looked in {hire.connectionName} and the person is not there. Otherwise there
        will be two records of one person.
      </ConfirmModal>
    </Group>
  );
}
