import { MultiSelect, NumberInput, SimpleGrid, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useSession } from '../session/session.queries.ts';
import { nameOfUser } from '../users/user-names.ts';
import { accessLevelsQuery, usersQuery } from '../users/users.queries.ts';
import type { ApprovalValues } from './approval-form.ts';

interface ApprovalFieldsProps {
  values: ApprovalValues;
  onChange: (values: ApprovalValues) => void;
  disabled?: boolean;
}

/** Who has to agree: people or everybody of a level, how many of them, and for how long they are asked. */
export function ApprovalFields({ values, onChange, disabled = false }: ApprovalFieldsProps) {
  const choices = useApprovers();
  if (choices === null)
    return (
      <Text size="sm" c="dimmed">
        Your access level does not show users, so you cannot choose who approves.
      </Text>
    );
  const set = (part: Partial<ApprovalValues>) => onChange({ ...values, ...part });
  return (
    <Stack gap="sm">
      <MultiSelect
        label="Who has to approve"
        placeholder={values.who.length === 0 ? 'Nobody' : undefined}
        description="Never the one who asks"
        searchable
        clearable
        disabled={disabled}
        data={choices}
        value={values.who}
        onChange={(who) => set({ who })}
      />
      {values.who.length > 0 && (
        <SimpleGrid cols={{ base: 1, xs: 3 }} spacing="sm">
          <NumberInput
            label="How many"
            min={1}
            max={10}
            allowDecimal={false}
            disabled={disabled}
            value={values.quorum}
            onChange={(quorum) => set({ quorum })}
          />
          <NumberInput
            label="Remind every"
            suffix=" h"
            placeholder="Never"
            min={1}
            max={8760}
            allowDecimal={false}
            disabled={disabled}
            value={values.remindAfterHours}
            onChange={(remindAfterHours) => set({ remindAfterHours })}
          />
          <NumberInput
            label="Expires after"
            suffix=" h"
            placeholder="Never"
            min={1}
            max={8760}
            allowDecimal={false}
            disabled={disabled}
            value={values.expiresAfterHours}
            onChange={(expiresAfterHours) => set({ expiresAfterHours })}
          />
        </SimpleGrid>
      )}
    </Stack>
  );
}

/** Null: this user may not see who there is. */
function useApprovers() {
  const maySee = useSession().access.settings.users !== 'none';
  const users = useQuery({ ...usersQuery, enabled: maySee });
  const levels = useQuery({ ...accessLevelsQuery, enabled: maySee });
  if (!maySee) return null;
  return [
    {
      group: 'People',
      items: (users.data ?? [])
        .filter(({ kind, status }) => kind === 'person' && status === 'enabled')
        .map((user) => ({ value: `user:${user.id}`, label: nameOfUser(user) })),
    },
    {
      group: 'Everybody with the level',
      items: (levels.data ?? []).map(({ id, name }) => ({ value: `level:${id}`, label: name })),
    },
  ];
}
