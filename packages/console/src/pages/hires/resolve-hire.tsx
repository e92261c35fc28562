import type { Hire, HireResolution } from '@joinery/sdk';
import { Button, Divider, Group, Stack, Text, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconLink, IconUserPlus } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api.ts';
import { ConfirmModal } from '../../ui/confirm-modal.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { useSession } from '../session/session.queries.ts';
import { hireQuery } from './hires.queries.ts';

/** The two decisions that only a person can make: this employee is the one, or nobody there is. */
export function ResolveHire({ hire }: { hire: Hire }) {
  const resolve = useResolve(hire);
  const created = hire.steps.some((step) => step.name === 'create' && step.state === 'done');
  if (useSession().access.hiring.hires !== 'edit') {
    return (
      <Text size="sm" mt="xs">
        Your access level does not allow this decision. Ask an Account Owner.
      </Text>
    );
  }
  return (
    <Stack gap="sm" mt="sm">
      <Divider />
      {resolve.error && <ProblemAlert error={resolve.error} title="The decision was not taken" />}
      <LinkEmployee busy={resolve.isPending} onLink={resolve.mutate} />
      {!created && <CreateAnyway hire={hire} resolve={resolve} />}
    </Stack>
  );
}

function useResolve(hire: Hire) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (resolution: HireResolution) => api.hires.resolve(hire.id, resolution),
    onSuccess: (next) => client.setQueryData(hireQuery(hire.id).queryKey, next),
  });
}

interface LinkEmployeeProps {
  busy: boolean;
  onLink: (resolution: HireResolution) => void;
}

function LinkEmployee({ busy, onLink }: LinkEmployeeProps) {
  const [number, setNumber] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const submit = () => {
    if (/^[1-9]\d{0,17}$/.test(number.trim())) onLink({ action: 'link', employeeNumber: number.trim() });
    else setProblem('Enter the number that stands in the address of the employee’s page');
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Group align="flex-end" gap="xs">
        <TextInput
          label="The person is already employee number"
          inputMode="numeric"
          w={310}
          value={number}
          error={problem}
          onChange={(event) => {
            setNumber(event.currentTarget.value);
            setProblem(null);
          }}
        />
        <Button
          type="submit"
          variant="default"
          loading={busy}
          leftSection={<IconLink size={16} aria-hidden />}
        >
          Go on with this employee
        </Button>
      </Group>
    </form>
  );
}

function CreateAnyway({ hire, resolve }: { hire: Hire; resolve: ReturnType<typeof useResolve> }) {
  const [opened, modal] = useDisclosure(false);
  return (
    <Group gap="xs">
      <Text size="sm">Nobody there is this person:</Text>
      <Button variant="default" leftSection={<IconUserPlus size={16} aria-hidden />} onClick={modal.open}>
        Create a new employee
      </Button>
      <ConfirmModal
        opened={opened}
        title={`Create ${hire.candidateName} as a new employee?`}
        action="Create"
        busy={resolve.isPending}
        error={resolve.error}
        onConfirm={() => resolve.mutate({ action: 'create' }, { onSuccess: modal.close })}
        onClose={modal.close}
      >
        Do this only if you have looked in {hire.connectionName} and the person is not there. Otherwise there
        will be two records of one person.
      </ConfirmModal>
    </Group>
  );
}
