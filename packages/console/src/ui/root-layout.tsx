import { Notifications } from '@mantine/notifications';
import { Outlet } from '@tanstack/react-router';

/** Every page, and the messages over it: they hold links, so they live inside the router. */
export function RootLayout() {
  return (
    <>
      <Notifications position="top-center" limit={4} />
      <Outlet />
    </>
  );
}
