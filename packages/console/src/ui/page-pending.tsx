import { Box, Skeleton, Stack, VisuallyHidden } from '@mantine/core';

/** What is seen while the code of a page arrives. */
export function PagePending() {
  return (
    <Box maw={1200} mx="auto" px={{ base: 'md', sm: 'xl' }} py="lg" aria-busy="true">
      <VisuallyHidden>Loading</VisuallyHidden>
      <Stack gap="lg">
        <Skeleton height={30} width={220} />
        <Skeleton height={320} />
      </Stack>
    </Box>
  );
}
