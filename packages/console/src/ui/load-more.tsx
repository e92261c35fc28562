import { Button, Group, Text } from '@mantine/core';
import { counted } from './names.ts';

interface LoadMoreProps {
  shown: number;
  /** In the plural. */
  noun: string;
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  fetchNextPage: () => void;
}

/** The end of a list: says how much is shown and whether that is all of it. */
export function LoadMore({ shown, noun, hasNextPage, isFetchingNextPage, fetchNextPage }: LoadMoreProps) {
  return (
    <Group justify="space-between" px="md" py="sm">
      <Text size="sm" c="dimmed" aria-live="polite">
        {hasNextPage ? `The first ${shown} ${noun} are shown` : counted(shown, singularOf(noun), noun)}
      </Text>
      {hasNextPage && (
        <Button variant="default" size="xs" loading={isFetchingNextPage} onClick={fetchNextPage}>
          Show more
        </Button>
      )}
    </Group>
  );
}

const singularOf = (noun: string): string => (noun === 'people' ? 'person' : noun.replace(/s$/, ''));
