import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { Logins } from "../../../src/admin/logins.ts";
import { AdminRig, BEARER, TOKEN } from "../../support/admin.ts";
import { TestClock } from "../../support/world.ts";

const WRONG = { Authorization: "Bearer not-the-token" };
const PAGE = { Accept: "text/html,*/*;q=0.8" };
const PRIVATE = ["/", "/inspect", "/inspect/", "/inspect/assets/a.js", "/metrics", "/nothing"];

let rig: AdminRig;
beforeAll(async () => {
  rig = await AdminRig.start();
});
afterAll(() => rig.server.close());
beforeEach(() => {
  // What was wrong in one test does not count in the next.
  rig.pass(60_000);
});

describe("D3: what needs the token", () => {
  test.each(PRIVATE)("%s without it is 401, or the way to the login for a page", async (path) => {
    const answer = await rig.get(path);
    expect(answer.status).toBe(401);
    expect(answer.headers.get("www-authenticate")).toBe('Bearer realm="Parley"');
    const page = await rig.get(path, PAGE);
    expect([page.status, page.headers.get("location")]).toEqual([303, "/login"]);
  });

  test.each([
    ["/", 303],
    ["/inspect", 303],
    ["/inspect/", 200],
    ["/inspect/assets/a.js", 200],
    ["/inspect/../assets/a.js", 404],
    ["/metrics", 200],
    ["/nothing", 404],
    ["/inspect/feed", 426],
  ])("%s with it is %d, and without a good one 401", async (path, status) => {
    expect((await rig.get(path, BEARER)).status).toBe(status);
    expect((await rig.get(path, { ...WRONG, ...PAGE })).status).toBe(401);
  });

  test("/favicon.ico does not, and is empty", async () => {
    const answer = await rig.get("/favicon.ico");
    expect([answer.status, await answer.text()]).toEqual([204, ""]);
  });

  test.each(["/health", "/ready", "/login", "/login.css"])("%s does not", async (path) => {
    expect((await rig.get(path)).status).toBe(200);
  });

  test.each([
    {},
    WRONG,
    { Authorization: "Bearer" },
    { Authorization: `Basic ${TOKEN}` },
    { Authorization: `Bearer ${TOKEN} x` },
    { Cookie: `parley-admin-PORT=${TOKEN}` },
    { Cookie: `parley-admin-PORT=${"x".repeat(43)}` },
    { Cookie: "parley-admin-PORT" },
  ])("D3: a WebSocket with %j is refused", async (shown) => {
    const headers = Object.fromEntries(
      Object.entries(shown).map(([name, value]) => [name, value.replace("PORT", String(rig.port))]),
    );
    await expect(rig.connect("/inspect/feed", headers)).rejects.toThrow("401");
    await expect(rig.connect("/inspect/client", headers)).rejects.toThrow("401");
  });

  test("D3: a WebSocket with the token, or with the cookie, opens", async () => {
    await (await rig.connect("/inspect/feed", BEARER)).close();
    await (await rig.connect("/inspect/client", { Cookie: await rig.logIn() })).close();
  });
});

describe("D3: logging in", () => {
  test("D3: the cookie is random, not the token, and for this site's requests alone", async () => {
    const answer = await rig.post("/login", `token=${TOKEN}`);
    expect([answer.status, answer.headers.get("location")]).toEqual([303, "/inspect/"]);
    expect(answer.headers.get("set-cookie")).toMatch(
      new RegExp(`^parley-admin-${rig.port}=[\\w-]{43}; Path=/; Max-Age=43200; HttpOnly; SameSite=Strict$`),
    );
    expect(answer.headers.get("set-cookie")).not.toContain(TOKEN);
    expect(await rig.logIn()).not.toBe(await rig.logIn());
  });

  test("it opens everything, also among other cookies, until its 12 hours are over", async () => {
    const Cookie = `a=b; ${await rig.logIn()}; c=d`;
    expect((await rig.get("/inspect/", { Cookie })).status).toBe(200);
    rig.pass(12 * 3_600_000 - 1);
    expect((await rig.get("/inspect/", { Cookie })).status).toBe(200);
    rig.pass(1);
    expect((await rig.get("/inspect/", { Cookie })).status).toBe(401);
  });

  test("/logout ends it, and asks the browser to forget it", async () => {
    const Cookie = await rig.logIn();
    const answer = await rig.post("/logout", "", { Cookie });
    expect([answer.status, answer.headers.get("location")]).toEqual([303, "/login"]);
    expect(answer.headers.get("set-cookie")).toContain(`parley-admin-${rig.port}=; Path=/; Max-Age=0;`);
    expect((await rig.get("/metrics", { Cookie })).status).toBe(401);
    expect((await rig.get("/logout", BEARER)).status).toBe(404);
  });

  test("D3: what was opened by a login is closed when that ends, and nothing else", async () => {
    const loggedOut = { code: 3000, reason: "the login has ended" };
    const [mine, other] = [{ Cookie: await rig.logIn() }, { Cookie: await rig.logIn() }];
    const opened = [await rig.connect("/inspect/feed", mine), await rig.connect("/inspect/client", mine)];
    const late = await rig.connect("/inspect/feed", other);
    const byToken = await rig.connect("/inspect/feed", BEARER);
    await rig.post("/logout", "", mine);
    for (const client of opened) expect(await client.untilClosed()).toEqual(loggedOut);
    rig.pass(12 * 3_600_000);
    expect(await late.untilClosed()).toEqual(loggedOut);
    byToken.send("still here");
    await rig.heard.until("viewer text still here");
    await byToken.close();
  });

  test("D3: two listeners on one host have a cookie each", async () => {
    const second = await AdminRig.start();
    const Cookie = [await rig.logIn(), await second.logIn()].join("; ");
    expect((await rig.get("/metrics", { Cookie })).status).toBe(200);
    expect((await second.get("/metrics", { Cookie })).status).toBe(200);
    await second.server.close();
  });

  test("where the page came by TLS, the cookie goes by nothing else", async () => {
    const headers = { Origin: `https://127.0.0.1:${rig.port}` };
    const answer = await rig.post("/login", `token=${TOKEN}`, headers);
    expect(answer.headers.get("set-cookie")).toMatch(/; Secure$/);
  });

  test.each(["token=wrong", "token=", "", "other=1", `token=${TOKEN}x`])(
    "%j is not the token",
    async (body) => {
      const answer = await rig.post("/login", body);
      expect([answer.status, answer.headers.get("set-cookie")]).toEqual([401, null]);
      expect(await answer.text()).toContain("This is not the admin token.");
    },
  );

  test("the form works without a script, and its page lets it be sent home only", async () => {
    const answer = await rig.get("/login");
    const page = await answer.text();
    expect(page).toContain('<form method="post" action="/login">');
    expect(page).not.toMatch(/<script|<style| style=/);
    const styles = await rig.get("/login.css");
    expect([styles.status, styles.headers.get("content-type")]).toEqual([200, "text/css; charset=utf-8"]);
    expect(answer.headers.get("content-security-policy")).toContain("form-action 'self'");
    // With `no-referrer` browsers would send `Origin: null` with it.
    expect(answer.headers.get("referrer-policy")).toBe("same-origin");
  });

  test("D3: 64 logins hold; one more ends the oldest", () => {
    const clock = new TestClock();
    const logins = new Logins(clock);
    const ids = Array.from({ length: 65 }, () => logins.begin());
    expect(ids.map((id) => logins.has(id))).toEqual([false, ...Array(64).fill(true)]);
    clock.pass(12 * 3_600_000 - 1);
    const young = logins.begin();
    clock.pass(1);
    expect([...ids, young].filter((id) => logins.has(id))).toEqual([young]);
    logins.stop();
    expect(clock.pending).toBe(0);
  });
});

describe("D4: wrong tokens", () => {
  test.each([
    ["by header", () => rig.get("/metrics", WRONG)],
    ["by form", () => rig.post("/login", "token=wrong")],
  ])("%s: after 10 even the right one must wait a second", async (_, attempt) => {
    for (let i = 0; i < 10; i++) expect((await attempt()).status).toBe(401);
    for (const answer of [
      await attempt(),
      await rig.get("/metrics", BEARER),
      await rig.post("/login", `token=${TOKEN}`),
    ]) {
      expect([answer.status, answer.headers.get("retry-after")]).toEqual([429, "1"]);
    }
    await expect(rig.connect("/inspect/feed", BEARER)).rejects.toThrow("429");
    rig.pass(1000);
    expect((await rig.get("/metrics", BEARER)).status).toBe(200);
  });

  test("D15: whoever shows a wrong one in the form, or too many, reads why on the same page", async () => {
    const said = async () => {
      const answer = await rig.post("/login", "token=wrong");
      const page = await answer.text();
      expect(answer.headers.get("content-type")).toBe("text/html; charset=utf-8");
      expect(page).toContain('<form method="post" action="/login">');
      return [answer.status, /role="alert"[^>]*>([^<]+)/.exec(page)?.[1]];
    };
    expect(await said()).toEqual([401, "This is not the admin token."]);
    for (let i = 0; i < 9; i++) await said();
    expect(await said()).toEqual([429, "Too many wrong tokens came from this address. Try again in 1 s."]);
    rig.pass(1000);
    expect(await said()).toEqual([401, "This is not the admin token."]);
  });

  test("D4: who has logged in is not concerned, nor is what shows none", async () => {
    const Cookie = await rig.logIn();
    for (let i = 0; i < 11; i++) await rig.get("/metrics", WRONG);
    expect((await rig.get("/metrics", { Cookie })).status).toBe(200);
    expect((await rig.get("/metrics")).status).toBe(401);
    expect((await rig.get("/health")).status).toBe(200);
  });
});
