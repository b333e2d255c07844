/** Gives a person a text as a file, in the place where their browser puts those. */
export function saveFile({ name, text }: { readonly name: string; readonly text: string }): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  // The browser has begun to read it by then; what it holds is freed with the page at the latest.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
