import { AppShell, Badge, Burger, Group, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import {
  IconApps,
  IconBriefcase,
  IconBuilding,
  IconChartBar,
  IconChecklist,
  IconFlask,
  IconHandStop,
  IconKey,
  IconLock,
  IconPlugConnected,
  IconSend,
  IconShield,
  IconUserSearch,
  IconUsers,
  IconWorld,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, Outlet, useLocation } from '@tanstack/react-router';
import { type ReactNode, useEffect, useRef } from 'react';
import { waitingApprovalsQuery } from '../pages/approvals/approvals.queries.ts';
import { openHoldsQuery } from '../pages/holds/holds.queries.ts';
import { useSession } from '../pages/session/session.queries.ts';
import { useLeaveWhenSignedOut } from '../pages/session/signed-out.ts';
import { AccountMenu } from './account-menu.tsx';
import { Logo } from './logo.tsx';
import { type Destination, type NavigationEntry, navigationFor } from './navigation.ts';
import classes from './shell.module.css';

const icons: Record<Destination, ReactNode> = {
  '/jobs': <IconBriefcase size={18} aria-hidden />,
  '/candidates': <IconUserSearch size={18} aria-hidden />,
  '/hires': <IconSend size={18} aria-hidden />,
  '/approvals': <IconChecklist size={18} aria-hidden />,
  '/hiring-report': <IconChartBar size={18} aria-hidden />,
  '/employees': <IconUsers size={18} aria-hidden />,
  '/holds': <IconHandStop size={18} aria-hidden />,
  '/connections': <IconPlugConnected size={18} aria-hidden />,
  '/company': <IconBuilding size={18} aria-hidden />,
  '/careers-page': <IconWorld size={18} aria-hidden />,
  '/privacy': <IconLock size={18} aria-hidden />,
  '/keys': <IconKey size={18} aria-hidden />,
  '/oauth-apps': <IconApps size={18} aria-hidden />,
  '/users': <IconShield size={18} aria-hidden />,
  '/sandbox': <IconFlask size={18} aria-hidden />,
};

/** The frame of every page behind the sign-in. */
export function Shell() {
  const [opened, menu] = useDisclosure(false);
  const { company, access } = useSession();
  useLeaveWhenSignedOut();
  const main = useFocusOnNewPage(menu.close);

  return (
    <AppShell
      header={{ height: { base: 52, sm: 0 } }}
      navbar={{ width: 232, breakpoint: 'sm', collapsed: { mobile: !opened } }}
      withBorder
    >
      <a href="#main" className={classes.skip}>
        Skip to content
      </a>
      <AppShell.Header className={classes.header ?? ''} hiddenFrom="sm">
        <Group h="100%" px="md" gap="sm">
          <Burger
            opened={opened}
            onClick={menu.toggle}
            size="sm"
            aria-label={opened ? 'Close menu' : 'Open menu'}
          />
          <Logo size={24} />
          <Text fw={600} truncate>
            {company.name}
          </Text>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar className={classes.navbar ?? ''} p="xs">
        <AppShell.Section visibleFrom="sm">
          <Group gap="sm" px={10} py={8} wrap="nowrap">
            <Logo />
            <div style={{ minWidth: 0 }}>
              <Text fw={650} size="sm" truncate title={company.name}>
                {company.name}
              </Text>
              <Text size="xs" c="dimmed">
                {company.kind === 'sandbox' ? 'Sandbox company' : 'Joinery'}
              </Text>
            </div>
          </Group>
        </AppShell.Section>
        <AppShell.Section grow style={{ overflowY: 'auto' }} component="nav" aria-label="Main">
          <Sections entries={navigationFor(access, company.kind)} />
        </AppShell.Section>
        <AppShell.Section>
          <AccountMenu />
        </AppShell.Section>
      </AppShell.Navbar>
      <AppShell.Main id="main" ref={main} tabIndex={-1} className={classes.main ?? ''}>
        <Outlet />
      </AppShell.Main>
    </AppShell>
  );
}

function Sections({ entries }: { entries: NavigationEntry[] }) {
  const sections = [...new Set(entries.map((entry) => entry.section))];
  return sections.map((section) => (
    <div key={section}>
      <div className={classes.section}>{section}</div>
      {entries
        .filter((entry) => entry.section === section)
        .map((entry) => (
          <Link key={entry.to} to={entry.to} className={classes.link}>
            {icons[entry.to]}
            {entry.label}
            {entry.to === '/holds' && <OpenHolds />}
            {entry.to === '/approvals' && <WaitingApprovals />}
          </Link>
        ))}
    </div>
  ));
}

function OpenHolds() {
  return <Waiting count={useQuery(openHoldsQuery).data?.length ?? 0} what="wait for a decision" />;
}

function WaitingApprovals() {
  return <Waiting count={useQuery(waitingApprovalsQuery).data?.count ?? 0} what="wait for your answer" />;
}

function Waiting({ count, what }: { count: number; what: string }) {
  if (count === 0) return null;
  return (
    <Badge size="sm" color="orange" variant="filled" ml="auto" aria-label={`${count} ${what}`}>
      {count}
    </Badge>
  );
}

/** A new page takes the focus, so that a screen reader reads on from its start; menu and messages of the last page go. */
function useFocusOnNewPage(closeMenu: () => void) {
  const main = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  const previous = useRef(pathname);
  useEffect(() => {
    if (previous.current === pathname) return;
    previous.current = pathname;
    closeMenu();
    notifications.clean();
    main.current?.focus({ preventScroll: true });
  }, [pathname, closeMenu]);
  return main;
}
