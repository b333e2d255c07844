/** Gives a person bytes as a file. Whatever a stranger declared, the file says of itself only that it is bytes. */
export function saveBytes(name: string, bytes: Uint8Array<ArrayBuffer> | Blob): void {
  const url = URL.createObjectURL(new Blob([bytes], { type: 'application/octet-stream' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  // The browser has begun to read it by then; what it holds is freed with the page at the latest.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
