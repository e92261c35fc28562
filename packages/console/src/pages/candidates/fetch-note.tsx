import type { Candidate } from '@joinery/sdk';
import { Alert, Text } from '@mantine/core';
import { IconLinkOff } from '@tabler/icons-react';

/** What became of a résumé that was sent as an address. */
export function FetchNote({
  resumeFetch,
  hasResume,
}: Pick<Candidate, 'resumeFetch'> & { hasResume: boolean }) {
  if (resumeFetch?.state === 'pending') {
    return (
      <Text size="sm" c="dimmed" mb="sm" role="status">
        The résumé is being fetched from {resumeFetch.host}.
      </Text>
    );
  }
  if (resumeFetch?.state !== 'failed' || hasResume) return null;
  return (
    <Alert color="yellow" icon={<IconLinkOff size={18} />} title="The résumé could not be fetched" mb="sm">
      {resumeFetch.host}: {resumeFetch.problem} Ask for the file itself and add it here.
    </Alert>
  );
}
