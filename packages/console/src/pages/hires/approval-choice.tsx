import type { Hire } from '@joinery/sdk';
import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { TextLink } from '../../ui/links.tsx';
import { Panel } from '../../ui/panel.tsx';
import { hireTriggersQuery } from '../connections/connections.queries.ts';
import { useSession } from '../session/session.queries.ts';
import { ApprovalFields } from './approval-fields.tsx';
import type { ApprovalValues } from './approval-form.ts';
import { useApprovalWords } from './approval-names.ts';

interface ApprovalChoiceProps {
  connectionId: string;
  jobId: string;
  hire: Hire | undefined;
  values: ApprovalValues;
  onChange: (values: ApprovalValues) => void;
}

/** Who agrees before it is sent. What the integration asks for stands, and cannot be chosen here. */
export function ApprovalChoice({ connectionId, jobId, hire, values, onChange }: ApprovalChoiceProps) {
  const triggers = useQuery(hireTriggersQuery(connectionId));
  const wordsOf = useApprovalWords();
  const seesIntegration = useSession().access.settings.connections !== 'none';
  const items = triggers.data?.items ?? [];
  const trigger = items.find((item) => item.jobId === jobId) ?? items.find((item) => item.jobId === null);
  if (trigger?.approval)
    return (
      <Panel title="Approval">
        <Text size="sm">
          {`${wordsOf(trigger.approval)}, before anything is sent. `}
          {seesIntegration && (
            <TextLink to="/connections/$connectionId" params={{ connectionId }} inherit>
              Set at the integration
            </TextLink>
          )}
        </Text>
      </Panel>
    );
  // Who has to agree to a hire is chosen once, when it is made.
  if (hire !== undefined) return null;
  return (
    <Panel title="Approval" description="Nobody has to approve this hire, unless you choose somebody.">
      <ApprovalFields values={values} onChange={onChange} />
    </Panel>
  );
}
