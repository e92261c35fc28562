import { ActionIcon } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconTrash } from '@tabler/icons-react';
import { type QueryKey, useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ConfirmModal } from './confirm-modal.tsx';
import { notifyDone } from './notify.tsx';

interface RemoveFileProps {
  name: string;
  title: string;
  /** What goes with it. */
  children: ReactNode;
  remove: () => Promise<unknown>;
  /** What tells of the file and is out of date without it. */
  queryKey: QueryKey;
}

/** Removes one file, once somebody has confirmed it. */
export function RemoveFile({ name, title, children, remove, queryKey }: RemoveFileProps) {
  const client = useQueryClient();
  const [opened, modal] = useDisclosure();
  const removal = useMutation({
    mutationFn: remove,
    onSuccess: () => {
      modal.close();
      notifyDone(`${name} was removed.`);
      return client.invalidateQueries({ queryKey });
    },
  });
  return (
    <>
      <ActionIcon variant="subtle" color="gray" onClick={modal.open} aria-label={`Remove ${name}`}>
        <IconTrash size={16} aria-hidden />
      </ActionIcon>
      <ConfirmModal
        opened={opened}
        title={title}
        action="Remove"
        busy={removal.isPending}
        error={removal.error}
        problem={`${name} was not removed`}
        onConfirm={() => removal.mutate()}
        onClose={modal.close}
      >
        {children}
      </ConfirmModal>
    </>
  );
}
