/**
 * The same pages once the first of them has been read: what goes wrong until then is still told by
 * a status. Undefined when there are none.
 */
export async function begun<T>(
  pages: AsyncGenerator<T, void, undefined>,
): Promise<AsyncGenerator<T, void, undefined> | undefined> {
  const first = await pages.next();
  if (first.done === true) return undefined;
  return (async function* () {
    try {
      yield first.value;
      yield* pages;
    } finally {
      await pages.return();
    }
  })();
}
