import type { Candidate, CandidatePrivacy } from '@joinery/sdk';
import { Alert, Stack, Text } from '@mantine/core';
import { IconEraser, IconLock } from '@tabler/icons-react';
import { TextLink } from '../../ui/links.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { ConsentsPanel } from './consents-panel.tsx';
import { PrivacyPanel } from './privacy-panel.tsx';
import { TimelinePanel } from './timeline-panel.tsx';

/** Of somebody who is restricted: nothing but that they are, for those who answer for it. */
export function RestrictedCandidate({ privacy }: { privacy: CandidatePrivacy }) {
  return (
    <Page
      title={privacy.name}
      back={{ to: '/candidates', label: 'Candidates' }}
      heading={<StateBadge color="red" label="Restricted" />}
    >
      <Stack gap="md" maw={720}>
        <Alert variant="light" color="blue" icon={<IconLock size={18} aria-hidden />} title="Kept from sight">
          Nobody sees anything of this candidate, and nothing can be done with them but what stands here.
        </Alert>
        <PrivacyPanel candidateId={privacy.candidateId} />
      </Stack>
    </Page>
  );
}

/** What is left of somebody who was erased: nothing of it can be changed. */
export function ErasedCandidate({ candidate }: { candidate: Candidate }) {
  return (
    <Page
      title={`Erased candidate, no. ${candidate.number}`}
      back={{ to: '/candidates', label: 'Candidates' }}
    >
      <Stack gap="md" maw={720}>
        <Alert variant="light" color="gray" icon={<IconEraser size={18} aria-hidden />} title="Erased">
          This is what is left of somebody who was erased. Nothing can be added to it, and it moves nowhere.
        </Alert>
        {candidate.applications.length > 0 && (
          <Panel title="Applications">
            {candidate.applications.map(({ id, jobId, jobTitle, stageName }) => (
              <Text key={id} size="sm">
                <TextLink to="/jobs/$jobId" params={{ jobId }} size="sm">
                  {jobTitle}
                </TextLink>
                : {stageName}
              </Text>
            ))}
          </Panel>
        )}
        <ConsentsPanel candidate={candidate} readOnly />
        <PrivacyPanel candidateId={candidate.id} />
        <TimelinePanel candidateId={candidate.id} />
      </Stack>
    </Page>
  );
}
