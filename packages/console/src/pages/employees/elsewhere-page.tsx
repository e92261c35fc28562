import { Button, Paper } from '@mantine/core';
import { IconBuilding } from '@tabler/icons-react';
import { Blank } from '../../ui/blank.tsx';
import { Page } from '../../ui/page.tsx';
import { useSession } from '../session/session.queries.ts';
import { useSignOut } from '../session/sign-out.ts';

interface ElsewherePageProps {
  number: number;
  /** Short name of the company that the link leads to. */
  company: string;
}

/** A receipt may lead into another company of this server; its records need a user of that company. */
export function ElsewherePage({ number, company }: ElsewherePageProps) {
  const here = useSession().company;
  const signOut = useSignOut({ next: `/employees/${number}?company=${company}`, company });
  return (
    <Page title={`Employee ${number} of ${company}`} back={{ to: '/hires', label: 'Hires' }}>
      <Paper>
        <Blank
          icon={<IconBuilding size={26} />}
          title={`This employee is in the company ${company}`}
          actions={
            <Button loading={signOut.isPending} onClick={() => signOut.mutate()}>
              Sign in to {company}
            </Button>
          }
        >
          You are signed in to {here.name}, which cannot see the records of another company. Sign in with a
          user of {company}, or read the employee with an API key of {company}.
        </Blank>
      </Paper>
    </Page>
  );
}
