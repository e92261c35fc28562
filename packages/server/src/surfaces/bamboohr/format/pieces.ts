// Long documents as pieces: large enough that sending one costs little, small enough that the
// collector of garbage treats it like everything else that lives for a moment.
const pieceLength = 48 * 1024;

/** The texts of all items of all pages, `separator` between them. */
export async function* inPieces<T>(
  pages: AsyncIterable<readonly T[]>,
  write: (item: T) => string,
  separator = '',
): AsyncGenerator<string, void, undefined> {
  let between = '';
  for await (const page of pages) {
    let piece = '';
    for (const item of page) {
      piece += between + write(item);
      between = separator;
      if (piece.length < pieceLength) continue;
      yield piece;
      piece = '';
    }
    if (piece !== '') yield piece;
  }
}
