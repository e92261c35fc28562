import type { Hire } from '@joinery/sdk';
import { Alert, Anchor, Button, Code, Group, Loader, Text } from '@mantine/core';
import {
  IconAlertTriangle,
  IconBan,
  IconChecklist,
  IconCircleCheck,
  IconClockPause,
  IconExternalLink,
  IconEye,
  IconPencil,
} from '@tabler/icons-react';
import { ButtonLink, TextLink } from '../../ui/links.tsx';
import { HireButtons } from './hire-buttons.tsx';
import { progressOf } from './hire-progress.ts';
import { isAboutPerson } from './hire-standing.ts';
import { ResolveHire } from './resolve-hire.tsx';

/** Where the hire stands, in one place: at work, done, or waiting for a person. */
export function HireOutcome({ hire }: { hire: Hire }) {
  switch (hire.state) {
    case 'done':
      return <Done hire={hire} />;
    case 'failed':
      return <Failed hire={hire} />;
    case 'needs_attention':
      return <NeedsAttention hire={hire} />;
    case 'waiting':
      return <Waiting hire={hire} />;
    case 'queued':
      return <Queued hire={hire} />;
    case 'draft':
      return <Draft hire={hire} />;
    case 'awaiting_approval':
      return <AwaitingApproval hire={hire} />;
    case 'cancelled':
      return <Cancelled hire={hire} />;
    default:
      return <Working hire={hire} />;
  }
}

function Working({ hire }: { hire: Hire }) {
  const { done, total, current } = progressOf(hire.steps);
  return (
    <Alert color="blue" icon={<Loader size={18} />} title="On its way to BambooHR" role="status">
      <Text size="sm">
        {done} of {total} steps finished{current ? `. Now: ${current}` : ''}. You may leave this page; the
        work goes on.
      </Text>
    </Alert>
  );
}

function Queued({ hire }: { hire: Hire }) {
  return (
    <Alert color="blue" icon={<Loader size={18} />} title="Waiting for its turn" role="status">
      <Text size="sm">
        It is sent to {hire.connectionName} as soon as there is room. You may leave this page; the work goes
        on.
      </Text>
      <HireButtons hire={hire} />
    </Alert>
  );
}

function Done({ hire }: { hire: Hire }) {
  return (
    <Alert
      color="teal"
      icon={<IconCircleCheck size={20} />}
      title="The employee is in BambooHR"
      role="status"
    >
      <Text size="sm">
        {hire.candidateName} is employee <strong>{hire.employeeNumber}</strong> in {hire.connectionName}.
      </Text>
      {hire.problem && <Text size="sm">{hire.problem}</Text>}
      {hire.employeeUrl && (
        <Button
          component="a"
          {...linkTo(hire.employeeUrl)}
          size="xs"
          mt="xs"
          rightSection={isHere(hire.employeeUrl) ? null : <IconExternalLink size={14} aria-hidden />}
        >
          Open the employee
        </Button>
      )}
    </Alert>
  );
}

function Waiting({ hire }: { hire: Hire }) {
  return (
    <Alert color="yellow" icon={<IconClockPause size={20} />} title="Waiting to go on" role="status">
      <Text size="sm">
        {hire.problem ?? 'BambooHR asked to wait.'} Joinery goes on by itself; there is nothing to do.
      </Text>
      <HireButtons hire={hire} />
    </Alert>
  );
}

function Draft({ hire }: { hire: Hire }) {
  return (
    <Alert
      color="grape"
      icon={<IconPencil size={20} />}
      title="Not sent yet: a person completes it"
      role="status"
    >
      <Text size="sm">{hire.problem ?? 'Nothing is missing any more. It can be reviewed and sent.'}</Text>
      <HireButtons hire={hire} review="Review and send" />
    </Alert>
  );
}

function AwaitingApproval({ hire }: { hire: Hire }) {
  return (
    <Alert color="violet" icon={<IconChecklist size={20} />} title="Waiting for approval" role="status">
      <Text size="sm">
        Nothing is sent before others agree to exactly this.{' '}
        {hire.approvalId !== null && (
          <TextLink to="/approvals/$approvalId" params={{ approvalId: hire.approvalId }} inherit>
            See who is asked
          </TextLink>
        )}
      </Text>
      <HireButtons hire={hire} review="Change it and ask again" />
    </Alert>
  );
}

function Cancelled({ hire }: { hire: Hire }) {
  return (
    <Alert color="gray" icon={<IconBan size={20} />} title="Cancelled. Nothing was sent" role="status">
      {hire.problem && <Text size="sm">{hire.problem}</Text>}
      <Group mt="xs">
        <ButtonLink
          to="/candidates/$candidateId"
          params={{ candidateId: hire.candidateId }}
          size="xs"
          variant="default"
        >
          Go to the candidate
        </ButtonLink>
      </Group>
    </Alert>
  );
}

function Failed({ hire }: { hire: Hire }) {
  return (
    <Alert
      color="red"
      icon={<IconAlertTriangle size={20} />}
      title={
        hire.employeeNumber === null ? 'BambooHR did not take the hire' : 'BambooHR refused a part of it'
      }
      role="alert"
    >
      <Text size="sm">{hire.problem ?? 'A step was refused. Its receipt below says why.'}</Text>
      {hire.employeeUrl && (
        <Text size="sm" mt={4}>
          The employee is there:{' '}
          <Anchor {...linkTo(hire.employeeUrl)} inherit>
            open employee {hire.employeeNumber}
          </Anchor>
          .
        </Text>
      )}
      <Text size="sm" mt={4}>
        Correct what is wrong here, or there and try the step again. What is done stays done, and the marker
        stays the same, so nobody is added twice.
      </Text>
      <HireButtons hire={hire} review="Mend it" />
    </Alert>
  );
}

function NeedsAttention({ hire }: { hire: Hire }) {
  const aboutPerson = isAboutPerson(hire);
  return (
    <Alert color="orange" icon={<IconEye size={20} />} title="A person has to look at this" role="alert">
      <Text size="sm">
        {hire.problem ?? 'The answer to a write was lost, so it is not known whether BambooHR did it.'}
      </Text>
      {aboutPerson ? (
        <Text size="sm" mt={4}>
          Joinery stopped instead of guessing. Search {hire.connectionName} for {hire.candidateName}, or for
          the marker <Code>{hire.marker}</Code>
          {hire.employeeUrl ? (
            <>
              , or{' '}
              <Anchor {...linkTo(hire.employeeUrl)} inherit>
                open employee {hire.employeeNumber}
              </Anchor>
            </>
          ) : null}
          . Then decide:
        </Text>
      ) : (
        <Text size="sm" mt={4}>
          Look at{' '}
          {hire.employeeUrl ? (
            <Anchor {...linkTo(hire.employeeUrl)} inherit>
              employee {hire.employeeNumber}
            </Anchor>
          ) : (
            'the employee'
          )}
          . Then try the step below again, which looks before it writes, or skip it with a reason.
        </Text>
      )}
      {aboutPerson && <ResolveHire hire={hire} />}
      <HireButtons hire={hire} review="Change what is sent" />
    </Alert>
  );
}

const isHere = (address: string): boolean =>
  new URL(address, window.location.href).origin === window.location.origin;

// A page of this console stays in this tab; BambooHR gets one of its own.
function linkTo(address: string): { href: string; target?: string; rel?: string } {
  return isHere(address) ? { href: address } : { href: address, target: '_blank', rel: 'noreferrer' };
}
