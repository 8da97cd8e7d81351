type OriginCase = readonly [
  origins: readonly string[],
  publicUrl: string | undefined,
  /** What the page's browser sends; `undefined` is no such header. */
  origin: string | undefined,
  host: string,
  passes: boolean,
];

/** Who may connect to a relay that is reached at `host`, a name or an address with a port. */
export function originCases(host: string): readonly OriginCase[] {
  const list = ["https://a.example", "https://b.example:8443"];
  const url = "https://public.example/parley/";
  return [
    [[], undefined, undefined, host, true],
    [[], undefined, `http://${host}`, host, true],
    [[], undefined, `https://${host}`, host, true],
    [[], undefined, `http://${host.replace(/\d+$/, "1")}`, host, false],
    [[], undefined, "https://evil.example", host, false],
    [[], undefined, `https://evil.example/${host}`, host, false],
    [[], undefined, `https://${host}.evil.example`, host, false],
    [[], undefined, "null", host, false],
    [[], undefined, "garbage", host, false],
    [[], undefined, "file://", host, false],
    [[], url, "https://public.example", host, true],
    [[], url, "http://public.example", host, false],
    [[], url, `http://${host}`, host, true],
    [[], url, "https://evil.example", host, false],
    [list, undefined, undefined, host, true],
    [list, undefined, "https://a.example", host, true],
    [list, undefined, "https://b.example:8443", host, true],
    [list, undefined, "https://b.example", host, false],
    [list, undefined, "http://a.example", host, false],
    [list, undefined, "https://sub.a.example", host, false],
    [list, undefined, `http://${host}`, host, false],
    [list, url, "https://public.example", host, false],
    [list, undefined, "null", host, false],
    [["*"], undefined, "https://evil.example", host, true],
    [["*"], undefined, "null", host, true],
    [["*"], undefined, undefined, host, true],
  ];
}
