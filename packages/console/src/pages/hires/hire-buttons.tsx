import type { Hire } from '@joinery/sdk';
import { Button, Group } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconBan, IconPencil } from '@tabler/icons-react';
import { ButtonLink } from '../../ui/links.tsx';
import { ReasonModal } from '../../ui/reason-modal.tsx';
import { useSession } from '../session/session.queries.ts';
import { useHireAct } from './hire-acts.ts';
import { mayCancel } from './hire-standing.ts';

/** The way to the review of a hire that is not being sent, and to the end of one of which nothing was sent. */
export function HireButtons({ hire, review }: { hire: Hire; review?: string }) {
  const [asked, reason] = useDisclosure(false);
  const run = useHireAct(hire);
  if (useSession().access.hiring.hires !== 'edit') return null;
  if (review === undefined && !mayCancel(hire)) return null;
  return (
    <Group gap="xs" mt="sm">
      {review !== undefined && (
        <ButtonLink
          to="/hires/$hireId/review"
          params={{ hireId: hire.id }}
          size="xs"
          variant={hire.state === 'draft' || hire.state === 'failed' ? 'filled' : 'default'}
          leftSection={<IconPencil size={15} aria-hidden />}
        >
          {review}
        </ButtonLink>
      )}
      {mayCancel(hire) && (
        <Button
          size="xs"
          variant="default"
          leftSection={<IconBan size={15} aria-hidden />}
          onClick={reason.open}
        >
          Cancel the hire…
        </Button>
      )}
      <ReasonModal
        opened={asked}
        title={`Cancel the hire of ${hire.candidateName}?`}
        action="Cancel the hire"
        busy={run.isPending}
        error={run.error}
        onConfirm={(text) => run.mutate({ act: 'cancel', reason: text }, { onSuccess: reason.close })}
        onClose={reason.close}
      >
        Nothing was sent to {hire.connectionName}, and nothing will be. It can be asked for again from the
        candidate.
      </ReasonModal>
    </Group>
  );
}
