import { Skeleton, Stack, VisuallyHidden } from '@mantine/core';

/** Grey lines in the place of a list that is being fetched. */
export function LoadingRows({ rows = 6, height = 38 }: { rows?: number; height?: number }) {
  return (
    <Stack gap="xs" p="md" aria-busy="true">
      <VisuallyHidden>Loading</VisuallyHidden>
      {Array.from({ length: rows }, (_, row) => `row-${row}`).map((key) => (
        <Skeleton key={key} height={height} radius="sm" />
      ))}
    </Stack>
  );
}
