import { Button, Paper } from '@mantine/core';
import { IconBuilding } from '@tabler/icons-react';
import { Blank } from '../../ui/blank.tsx';
import { Page } from '../../ui/page.tsx';
import { useSession } from '../session/session.queries.ts';
import { useSignOut, useSwitchCompany } from '../session/session-changes.ts';

interface ElsewherePageProps {
  number: number;
  /** Short name of the company that the link leads to. */
  company: string;
}

/** A receipt may lead into another company of this server; its records need a user of that company. */
export function ElsewherePage({ number, company }: ElsewherePageProps) {
  const { company: here, companies } = useSession();
  const there = companies.find(({ slug }) => slug === company);
  return (
    <Page title={`Employee ${number} of ${there?.name ?? company}`} back={{ to: '/hires', label: 'Hires' }}>
      <Paper>
        <Blank
          icon={<IconBuilding size={26} />}
          title={`This employee is in ${there?.name ?? `the company ${company}`}`}
          actions={
            there ? (
              <ChangeCompany number={number} company={there} />
            ) : (
              <SignInThere number={number} company={company} />
            )
          }
        >
          You are in {here.name}, which cannot see the records of another company.{' '}
          {there ? 'You have a user there and can go on in it.' : `Sign in with a user of ${company}.`}
        </Blank>
      </Paper>
    </Page>
  );
}

function ChangeCompany({ number, company }: { number: number; company: { slug: string; name: string } }) {
  const change = useSwitchCompany(`/employees/${number}?company=${company.slug}`);
  return (
    <Button loading={change.isPending} onClick={() => change.mutate(company.slug)}>
      Go to {company.name}
    </Button>
  );
}

function SignInThere({ number, company }: ElsewherePageProps) {
  const signOut = useSignOut({ next: `/employees/${number}?company=${company}`, company });
  return (
    <Button loading={signOut.isPending} onClick={() => signOut.mutate()}>
      Sign in to {company}
    </Button>
  );
}
