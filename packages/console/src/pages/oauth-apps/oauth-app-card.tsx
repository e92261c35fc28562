import { type CreatedOauthApp, type OauthApp, oauthScopes } from '@joinery/sdk';
import { ActionIcon, Anchor, DataList, List, Menu, Modal, Stack } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconDots, IconPencil, IconRefresh, IconTrash } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api.ts';
import { ConfirmModal } from '../../ui/confirm-modal.tsx';
import { CopyField } from '../../ui/copy-field.tsx';
import { notifyDone } from '../../ui/notify.tsx';
import { Panel } from '../../ui/panel.tsx';
import { NewCredentials } from './new-credentials.tsx';
import { kindWords } from './oauth-app-form.ts';
import { OauthAppFormModal } from './oauth-app-form-modal.tsx';

interface OauthAppCardProps {
  app: OauthApp;
  mayEdit: boolean;
}

export function OauthAppCard({ app, mayEdit }: OauthAppCardProps) {
  const asks = app.kind === 'oauth';
  return (
    <Panel
      title={app.name}
      description={kindWords[app.kind].label}
      actions={mayEdit && <AppMenu app={app} />}
    >
      <DataList size="sm" gap={8} labelWidth="120px">
        <DataList.Item>
          <DataList.ItemLabel>{asks ? 'Client id' : 'Application key'}</DataList.ItemLabel>
          <DataList.ItemValue>
            <CopyField value={app.clientId} label={`client id of ${app.name}`} />
          </DataList.ItemValue>
        </DataList.Item>
        {asks && (
          <>
            <DataList.Item>
              <DataList.ItemLabel>Secret</DataList.ItemLabel>
              <DataList.ItemValue>{app.secretPreview}</DataList.ItemValue>
            </DataList.Item>
            <DataList.Item>
              <DataList.ItemLabel>Sends people to</DataList.ItemLabel>
              <DataList.ItemValue style={{ overflowWrap: 'anywhere' }}>
                <Stack gap={2}>
                  {app.redirectUris.map((uri) => (
                    <span key={uri}>{uri}</span>
                  ))}
                </Stack>
              </DataList.ItemValue>
            </DataList.Item>
            <DataList.Item>
              <DataList.ItemLabel>May ask for</DataList.ItemLabel>
              <DataList.ItemValue>
                <ScopeList scopes={app.scopes} />
              </DataList.ItemValue>
            </DataList.Item>
          </>
        )}
      </DataList>
    </Panel>
  );
}

const shownScopes = 3;

export function ScopeList({ scopes }: { scopes: readonly string[] }) {
  const [isOpen, list] = useDisclosure(false);
  const shown = isOpen ? scopes : scopes.slice(0, shownScopes);
  return (
    <div>
      <List size="sm" spacing={2}>
        {shown.map((scope) => (
          <List.Item key={scope} title={scope}>
            {oauthScopes[scope] ?? scope}
          </List.Item>
        ))}
      </List>
      {scopes.length > shownScopes && (
        <Anchor component="button" type="button" size="sm" onClick={list.toggle} aria-expanded={isOpen}>
          {isOpen ? 'Show fewer' : `Show all ${scopes.length}`}
        </Anchor>
      )}
    </div>
  );
}

function AppMenu({ app }: { app: OauthApp }) {
  const [editing, edit] = useDisclosure(false);
  const [rotating, rotation] = useDisclosure(false);
  const [removing, removal] = useDisclosure(false);
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" aria-label={`More for ${app.name}`}>
            <IconDots size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconPencil size={15} aria-hidden />} onClick={edit.open}>
            Change
          </Menu.Item>
          {app.kind === 'oauth' && (
            <Menu.Item leftSection={<IconRefresh size={15} aria-hidden />} onClick={rotation.open}>
              New secret
            </Menu.Item>
          )}
          <Menu.Item color="red" leftSection={<IconTrash size={15} aria-hidden />} onClick={removal.open}>
            Remove
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {editing && <OauthAppFormModal opened onClose={edit.close} app={app} />}
      <RotateSecret app={app} opened={rotating} onClose={rotation.close} />
      <RemoveApp app={app} opened={removing} onClose={removal.close} />
    </>
  );
}

interface ActionProps {
  app: OauthApp;
  opened: boolean;
  onClose: () => void;
}

function RotateSecret({ app, opened, onClose }: ActionProps) {
  const client = useQueryClient();
  const [rotated, setRotated] = useState<CreatedOauthApp | null>(null);
  const rotate = useMutation({
    mutationFn: () => api.oauthApps.rotateSecret(app.id),
    onSuccess: async (created) => {
      onClose();
      setRotated(created);
      await client.invalidateQueries({ queryKey: ['oauth-apps'] });
    },
  });
  const forget = () => {
    setRotated(null);
    rotate.reset();
  };
  return (
    <>
      <ConfirmModal
        opened={opened}
        title={`Make a new secret for ${app.name}?`}
        action="Make a new secret"
        busy={rotate.isPending}
        error={rotate.error}
        onConfirm={() => rotate.mutate()}
        onClose={onClose}
      >
        The old secret stops at once: until it has the new one, the application cannot get new tokens. Tokens
        that it has go on working.
      </ConfirmModal>
      <Modal
        opened={rotated !== null}
        onClose={forget}
        title="Copy this now"
        closeOnClickOutside={false}
        closeOnEscape={false}
      >
        {rotated && <NewCredentials app={rotated} onClose={forget} />}
      </Modal>
    </>
  );
}

function RemoveApp({ app, opened, onClose }: ActionProps) {
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: () => api.oauthApps.remove(app.id),
    onSuccess: async () => {
      onClose();
      notifyDone(`${app.name} was removed.`);
      await client.invalidateQueries({ queryKey: ['oauth-apps'] });
      await client.invalidateQueries({ queryKey: ['oauth-grants'] });
    },
  });
  return (
    <ConfirmModal
      opened={opened}
      title={`Remove ${app.name}?`}
      action="Remove"
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    >
      Everything that people allowed it ends at once, and it can ask nobody any more. API keys that it got for
      passwords stay until they are revoked.
    </ConfirmModal>
  );
}
