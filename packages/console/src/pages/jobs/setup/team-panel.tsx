import type { Job, TeamMember, TeamRole } from '@joinery/sdk';
import { ActionIcon, Group, Select, Stack, Text } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { api } from '../../../api.ts';
import { LoadingRows } from '../../../ui/loading-rows.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { ProblemAlert } from '../../../ui/problem-alert.tsx';
import { teamChoicesQuery, teamQuery, useRefreshJob } from './setup.queries.ts';

const roles: Record<TeamRole, string> = {
  hiring_manager: 'Hiring manager',
  recruiter: 'Recruiter',
  interviewer: 'Interviewer',
  external_recruiter: 'External recruiter',
};
const roleChoices = Object.entries(roles).map(([value, label]) => ({ value, label }));

/** Each change is saved as it is made. */
export function TeamPanel({ job }: { job: Job }) {
  const team = useQuery(teamQuery(job.id));
  const choices = useQuery(teamChoicesQuery);
  const refresh = useRefreshJob();
  const save = useMutation({
    mutationFn: (members: Pick<TeamMember, 'userId' | 'role'>[]) =>
      api.jobs.replaceTeam(job.id, { members: members.map(({ userId, role }) => ({ userId, role })) }),
    onSettled: refresh,
  });
  const members = team.data ?? [];
  const free = (choices.data ?? []).filter(({ userId }) => !members.some((one) => one.userId === userId));
  const add = (userId: string) => {
    const external = free.find((choice) => choice.userId === userId)?.external === true;
    save.mutate([...members, { userId, role: external ? 'external_recruiter' : 'recruiter' }]);
  };
  const error = save.error ?? team.error ?? choices.error;
  return (
    <Panel
      title="Hiring team"
      description="Whoever sees only assigned jobs sees this one when they are on its team. External recruiters see only people whom they brought."
    >
      {error && <ProblemAlert error={error} />}
      {team.isPending && <LoadingRows rows={2} height={40} />}
      <Stack gap="xs">
        {members.map((member) => (
          <Member
            key={member.userId}
            member={member}
            isBusy={save.isPending}
            onRole={(role) =>
              save.mutate(members.map((one) => (one.userId === member.userId ? { ...one, role } : one)))
            }
            onRemove={() => save.mutate(members.filter(({ userId }) => userId !== member.userId))}
          />
        ))}
        <Select
          aria-label="Add somebody to the team"
          placeholder="Add somebody"
          searchable
          nothingFoundMessage="Nobody else"
          disabled={save.isPending}
          data={free.map(({ userId, name, accessLevel }) => ({
            value: userId,
            label: `${name || 'Without a name'} · ${accessLevel}`,
          }))}
          value={null}
          onChange={(userId) => userId && add(userId)}
        />
      </Stack>
    </Panel>
  );
}

interface MemberProps {
  member: TeamMember;
  isBusy: boolean;
  onRole: (role: TeamRole) => void;
  onRemove: () => void;
}

function Member({ member: { name, role }, isBusy, onRole, onRemove }: MemberProps) {
  return (
    <Group justify="space-between" wrap="nowrap" gap="xs">
      <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
        {name}
      </Text>
      <Group gap={4} wrap="nowrap">
        <Select
          size="xs"
          w={165}
          aria-label={`What ${name} does`}
          allowDeselect={false}
          disabled={isBusy}
          data={roleChoices}
          value={role}
          onChange={(value) => value && onRole(value as TeamRole)}
        />
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={`Take ${name} off the team`}
          disabled={isBusy}
          onClick={onRemove}
        >
          <IconX size={16} aria-hidden />
        </ActionIcon>
      </Group>
    </Group>
  );
}
