import type { CreatedOauthApp } from '@joinery/sdk';
import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { CopyField } from '../../ui/copy-field.tsx';

/** The only time that a client secret is shown. */
export function NewCredentials({ app, onClose }: { app: CreatedOauthApp; onClose: () => void }) {
  return (
    <Stack gap="md">
      {app.clientSecret !== null && (
        <Alert color="orange" icon={<IconAlertTriangle size={18} aria-hidden />}>
          <Text size="sm">This is the only time that the secret is shown. Keep it like a password.</Text>
        </Alert>
      )}
      <div>
        <Text size="sm" fw={600}>
          {app.kind === 'oauth' ? 'Client id' : 'Application key'}
        </Text>
        <CopyField value={app.clientId} label="client id" />
      </div>
      {app.clientSecret !== null && (
        <div>
          <Text size="sm" fw={600}>
            Client secret
          </Text>
          <CopyField value={app.clientSecret} label="client secret" />
        </div>
      )}
      <Group justify="flex-end">
        <Button onClick={onClose} data-autofocus>
          I have copied it
        </Button>
      </Group>
    </Stack>
  );
}
