/** The parts of a body as they come. Leaving the loop early cancels the download. */
export async function* chunksOf(body: ReadableStream<Uint8Array> | null): AsyncGenerator<Uint8Array> {
  if (body === null) return;
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    // Best effort: the stream may have failed or ended already.
    await reader.cancel().catch(() => undefined);
  }
}
