import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { resolve } from "node:path";
import { afterEach, describe, expect, test } from "@jest/globals";
import { loadStatic } from "../../../src/http/static.ts";
import { doctor, MODEST, running, undo, undoAll } from "../../support/doctor.ts";
import { TestRelay } from "../../support/relay.ts";

afterEach(undoAll);

/** A proxy that passes WebSockets to the relay at `port`, and answers all else by itself; its URL. */
async function passing(
  port: number,
  status: number,
  body = "",
  headers: Readonly<Record<string, string>> = {},
): Promise<string> {
  const server = createServer((_, response) => response.writeHead(status, headers).end(body));
  server.on("upgrade", ({ rawHeaders }, socket) => {
    const relay = connect(port, "127.0.0.1");
    for (const end of [socket, relay]) end.on("error", () => {});
    const lines = rawHeaders.flatMap((name, i) => (i % 2 === 0 ? [`${name}: ${rawHeaders[i + 1]}`] : []));
    relay.write(`GET /ws HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`);
    socket.pipe(relay).pipe(socket);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  undo.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

const told = async (url: string) => {
  const { findings } = await doctor([...MODEST, "--public-url", url]);
  return findings.filter(({ check }) => check === "publicUrl").map(({ level, says }) => `${level}: ${says}`);
};

describe("F18: the page at publicUrl", () => {
  test.each([
    [404, "nothing", {}, "answers HTTP 404 in place of the relay's page."],
    [
      302,
      "",
      { location: "/elsewhere" },
      'answers HTTP 302, a redirect to "/elsewhere", in place of the relay\'s page.',
    ],
    [200, "<title>Welcome to nginx!</title>", {}, "shows another page than the relay's."],
    [200, " ".repeat(70_000), {}, 'shows no page: "the answer is too long".'],
  ])("is missing where /ws alone is passed on: %i %s", async (status, body, headers, says) => {
    const relay = await running();
    const url = await passing(relay.port, status, body, headers);
    expect(await told(url)).toEqual([
      `ok: ${url} leads to a relay that welcomes.`,
      `problem: ${url} ${says}`,
    ]);
  });

  test("is the web client, or what says how to connect where there is none", async () => {
    for (const client of [loadStatic(resolve("dist/web")), undefined]) {
      const relay = await TestRelay.start({}, client);
      undo.push(() => relay.stop());
      const url = `http://127.0.0.1:${relay.port}/`;
      expect(await told(url)).toEqual([`ok: ${url} leads to a relay that welcomes, and shows its page.`]);
    }
  });
});
