import type { CandidateDuplicate } from '@joinery/sdk';
import { Button, type ButtonProps } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api.ts';
import { notifyDone, notifyProblem } from '../../ui/notify.tsx';

interface DecideButtonProps extends Pick<ButtonProps, 'size'> {
  pair: CandidateDuplicate;
  onDone?: () => void;
}

/** Says that two candidates are two people, or that it is to be asked again. */
export function DecideButton({ pair, size = 'xs', onDone }: DecideButtonProps) {
  const client = useQueryClient();
  const isOpen = pair.state === 'open';
  const decide = useMutation({
    mutationFn: () => api.candidateDuplicates.decide(pair.id, { state: isOpen ? 'dismissed' : 'open' }),
    onSuccess: () => {
      notifyDone(isOpen ? 'They are kept as two people.' : 'They wait to be looked at again.');
      onDone?.();
    },
    onError: (error) => notifyProblem('The pair was not changed', error),
    onSettled: () => client.invalidateQueries({ queryKey: ['candidates'] }),
  });
  const names = pair.people.map(({ name }) => name).join(' and ');
  return (
    <Button
      variant="default"
      size={size}
      loading={decide.isPending}
      aria-label={isOpen ? `${names} are two people` : `Ask again about ${names}`}
      onClick={() => decide.mutate()}
    >
      {isOpen ? 'Two people' : 'Ask again'}
    </Button>
  );
}
