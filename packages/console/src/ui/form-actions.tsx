import { Button, type ButtonProps, Group } from '@mantine/core';
import type { ReactNode } from 'react';

interface FormActionsProps extends ButtonProps {
  /** What the button says that sends the form. The other settings are the button's, too. */
  children: ReactNode;
  onCancel: () => void;
}

/** What a form in a dialog ends with. */
export function FormActions({ children, onCancel, ...submit }: FormActionsProps) {
  return (
    <Group justify="flex-end" gap="xs">
      <Button variant="default" onClick={onCancel}>
        Cancel
      </Button>
      <Button type="submit" {...submit}>
        {children}
      </Button>
    </Group>
  );
}
