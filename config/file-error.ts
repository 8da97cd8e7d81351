/** What went wrong with a file, in words. */

/** Why a file cannot be read, from what `fs` threw. */
export function whyUnreadable(error: unknown): string {
  return inWords(error, {
    ENOENT: "there is no such file",
    ENOTDIR: "there is no such file",
    EISDIR: "it is a folder",
    EACCES: "permission denied",
    EPERM: "permission denied",
  });
}

/** Why a file cannot be written, from what `fs` threw. */
export function whyUnwritable(error: unknown): string {
  return inWords(error, {
    EACCES: "permission denied",
    EEXIST: "a file is in its place",
    ENOSPC: "the disk is full",
    ENOTDIR: "a file is in its place",
    EPERM: "permission denied",
    EROFS: "the disk is read-only",
  });
}

function inWords(error: unknown, words: Readonly<Record<string, string>>): string {
  const hasCode = typeof error === "object" && error !== null && "code" in error;
  const code = hasCode ? String(error.code) : "unknown error";
  return words[code] ?? code;
}
