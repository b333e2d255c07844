type Saved = {
  readonly name: string;
  readonly data: string | Blob;
  readonly type:
    | 'application/json'
    | 'application/octet-stream'
    | 'image/png'
    | 'image/svg+xml'
    | 'text/plain';
};

/** Gives a person something as a file, in the place where their browser puts those. */
export function saveFile({ name, data, type }: Saved): void {
  const url = URL.createObjectURL(new Blob([data], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  // The browser has begun to read it by then; what it holds is freed with the page at the latest.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
