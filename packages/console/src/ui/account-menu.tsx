import { Group, Menu, Text, UnstyledButton, useMantineColorScheme } from '@mantine/core';
import {
  IconBuilding,
  IconCheck,
  IconDeviceDesktop,
  IconLogout,
  IconMoon,
  IconSelector,
  IconSun,
} from '@tabler/icons-react';
import { useSession } from '../pages/session/session.queries.ts';
import { useSignOut, useSwitchCompany } from '../pages/session/session-changes.ts';
import { Initials } from './initials.tsx';
import classes from './shell.module.css';

const schemes = [
  { value: 'auto', label: 'As the system', icon: <IconDeviceDesktop size={16} /> },
  { value: 'light', label: 'Light', icon: <IconSun size={16} /> },
  { value: 'dark', label: 'Dark', icon: <IconMoon size={16} /> },
] as const;

/** Who is signed in, how the console looks, and the way out. */
export function AccountMenu() {
  const { user, company, companies } = useSession();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const signOut = useSignOut();
  const change = useSwitchCompany();
  const name = `${user.firstName} ${user.lastName}`.trim() || user.email || 'Account';

  return (
    <Menu position="top-start" width={216}>
      <Menu.Target>
        <UnstyledButton className={classes.account ?? ''}>
          <Group gap="sm" wrap="nowrap">
            <Initials name={name} size={30} />
            <div style={{ flex: 1, minWidth: 0 }}>
              <Text size="sm" fw={500} truncate>
                {name}
              </Text>
              <Text size="xs" c="dimmed" truncate>
                {user.accessLevelName}
              </Text>
            </div>
            <IconSelector size={16} aria-hidden />
          </Group>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {user.email && <Menu.Label>{user.email}</Menu.Label>}
        {companies.length > 1 && (
          <>
            <Menu.Divider />
            <Menu.Label>Company</Menu.Label>
            {companies.map(({ slug, name: companyName }) => (
              <Menu.Item
                key={slug}
                leftSection={<IconBuilding size={16} />}
                rightSection={slug === company.slug ? <IconCheck size={14} aria-label="chosen" /> : null}
                onClick={() => slug !== company.slug && change.mutate(slug)}
              >
                {companyName}
              </Menu.Item>
            ))}
          </>
        )}
        <Menu.Divider />
        <Menu.Label>Appearance</Menu.Label>
        {schemes.map((scheme) => (
          <Menu.Item
            key={scheme.value}
            leftSection={scheme.icon}
            rightSection={colorScheme === scheme.value ? <IconCheck size={14} aria-label="chosen" /> : null}
            onClick={() => setColorScheme(scheme.value)}
          >
            {scheme.label}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => signOut.mutate()}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
