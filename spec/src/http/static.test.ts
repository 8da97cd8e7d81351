import { mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { loadStatic, type StaticFile, type StaticFiles } from "../../../src/http/static.ts";
import { SCRIPT, writeSite } from "../../support/site.ts";

describe("E7: loadStatic", () => {
  let folder: string;
  let files: StaticFiles;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "parley-"));
    await writeSite(folder);
    await symlink("/etc/passwd", join(folder, "passwd"));
    files = await loadStatic(folder);
  });
  afterAll(() => rm(folder, { recursive: true }));

  function file(path: string): StaticFile {
    const found = files.get(path);
    if (found === undefined) throw new Error(`${path} is not among ${[...files.keys()]}`);
    return found;
  }

  test("finds every file by its path, an index also by its folder, and neither dot files nor links", () => {
    expect([...files.keys()].sort()).toEqual(
      [
        "/",
        "/assets/app-1a2b.js",
        "/assets/tone.ogg",
        "/index.html",
        "/inspector/",
        "/inspector/index.html",
        "/no-extension",
        "/Ü 1.txt",
      ].sort(),
    );
  });

  test("tells types, with the encoding where there is text", () => {
    expect(file("/").contentType).toBe("text/html; charset=utf-8");
    expect(file("/assets/app-1a2b.js").contentType).toBe("text/javascript; charset=utf-8");
    expect(file("/assets/tone.ogg").contentType).toBe("audio/ogg");
    expect(file("/no-extension").contentType).toBe("application/octet-stream");
  });

  test("lets assets be kept for ever and everything else be asked for again", () => {
    expect(file("/assets/tone.ogg").cacheControl).toBe("public, max-age=31536000, immutable");
    expect(file("/index.html").cacheControl).toBe("no-cache");
  });

  test("compresses what is long and compressible", () => {
    const [best, second, ...more] = file("/assets/app-1a2b.js").compressed;
    expect(best?.coding).toBe("br");
    expect(brotliDecompressSync(best?.content ?? "").toString()).toBe(SCRIPT);
    expect(second?.coding).toBe("gzip");
    expect(gunzipSync(second?.content ?? "").toString()).toBe(SCRIPT);
    expect(more).toEqual([]);
    expect(file("/index.html").compressed).toEqual([]);
    expect(file("/assets/tone.ogg").compressed).toEqual([]);
  });

  test("gives different contents different hashes", () => {
    expect(file("/").hash).toBe(file("/index.html").hash);
    expect(file("/").hash).not.toBe(file("/inspector/").hash);
  });

  test("of a folder that is not there is empty", async () => {
    expect((await loadStatic(join(folder, "nowhere"))).size).toBe(0);
  });
});
