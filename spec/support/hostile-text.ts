export interface HostileText {
  readonly name: string;
  readonly text: string;
  /** What `safeText` makes of it; the text itself where that is left out. */
  readonly expect?: string;
}

/** What has fooled screens, parsers and people before. */
export const HOSTILE: readonly HostileText[] = [
  { name: "a colour", text: "\x1b[31mred\x1b[0m", expect: "␛[31mred␛[0m" },
  { name: "an erased line", text: "\x1b[2K\x1b[1Aup", expect: "␛[2K␛[1Aup" },
  { name: "the alternate screen and the mouse", text: "\x1b[?1049h\x1b[?1000h", expect: "␛[?1049h␛[?1000h" },
  { name: "a pasted end of pasting", text: "\x1b[201~rm\r", expect: "␛[201~rm\n" },
  { name: "a reset", text: "\x1bc", expect: "␛c" },
  {
    name: "OSC 8, a link",
    text: "\x1b]8;;https://evil.example\x1b\\bank\x1b]8;;\x1b\\",
    expect: "␛]8;;https://evil.example␛\\bank␛]8;;␛\\",
  },
  { name: "OSC 52, the clipboard", text: "\x1b]52;c;cm0gLXJm\x07", expect: "␛]52;c;cm0gLXJm␇" },
  { name: "OSC 0, the title", text: "\x1b]0;root\x07", expect: "␛]0;root␇" },
  { name: "DCS", text: "\x1bP$q\x1b\\\x1bPtmux;\x1b\x1b[31m", expect: "␛P$q␛\\␛Ptmux;␛␛[31m" },
  { name: "APC, PM, SOS", text: "\x1b_Gi=1\x1b\\\x1b^x\x1bX", expect: "␛_Gi=1␛\\␛^x␛X" },
  { name: "C1 in eight bits", text: "\x9b31m\x9d0;x\x9c\x90q\x9f\x98", expect: "�31m�0;x��q��" },
  { name: "a question to the terminal", text: "\x1b[6n\x05", expect: "␛[6n␅" },
  { name: "overwriting by backspace", text: "evil\b\b\b\bgood\x7f", expect: "evil␈␈␈␈good␡" },
  { name: "overwriting by a carriage return", text: "evil\rgood", expect: "evil\ngood" },
  { name: "other controls", text: "\0\x0e\x0f\x1a\x1c\x80", expect: "␀␎␏␚␜�" },
  { name: "tabs", text: "\tif\tx", expect: "  if  x" },
  {
    name: "fake lines",
    text: "a\nINFO:b\r\nc\rd\ve\ff\x85g\u2028h\u2029i\n\rj",
    expect: "a\nINFO:b\nc\nd\ne\nf\ng\nh\ni\n\nj",
  },
  { name: "a half escape at the end", text: "x\x1b[", expect: "x␛[" },

  { name: "Trojan source: a swapped ending", text: "cod\u202egpj.exe", expect: "codgpj.exe" },
  {
    name: "Trojan source: an early return",
    text: "/* \u202e } \u2066if (admin)\u2069 \u2066 begin",
    expect: "/*  } if (admin)  begin",
  },
  { name: "closing what others opened", text: "\u2069\u202c\u2069 א", expect: " א" },
  { name: "isolates left open", text: "\u2067א\u2066b\nc", expect: "\u2067א\u2066b\u2069\u2069\nc" },
  { name: "an override in Hebrew", text: "\u202eאב\u202c ab", expect: "\u2067אב\u2069 ab" },
  { name: "a number in its embedding", text: "טל \u202a+1 23\u202c", expect: "טל \u2066+1 23\u2069" },
  { name: "marks without a reason", text: "a\u200eb\u200fc\u061cd", expect: "abcd" },

  { name: "zero width", text: "pa\u200bs\u200cs\u200dw\u2060o\ufeffrd", expect: "password" },
  { name: "soft hyphens and grapheme joiners", text: "sh\u00ady\u034f", expect: "shy" },
  { name: "invisible operators", text: "f\u2061x\u2062y\u2063z\u2064", expect: "fxyz" },
  { name: "annotations, musical and shorthand", text: "\ufff9a\ufffb\u{1d173}\u{1bca0}", expect: "a" },
  { name: "words in tags", text: "hi\u{e0001}\u{e0068}\u{e0069}\u{e007f}", expect: "hi" },
  { name: "words in a flag", text: "🏴\u{e0068}\u{e0069}\u{e007f}", expect: "🏴" },
  { name: "selectors as a hiding place", text: "a\ufe00\ufe0f\u{e0100}😀\ufe0f\ufe0e", expect: "a😀\ufe0f" },
  {
    name: "fillers and blanks",
    text: "\u3164\uffa0\u115f\u1160a\u2800\u{1d159}\u17b4",
    expect: "  a  ",
  },
  { name: "a joiner between letters and emoji", text: "a\u200d👩\u200db👩\u200d", expect: "a👩b👩" },

  { name: "Zalgo", text: `Z${"\u0336".repeat(500)}a`, expect: `Z${"\u0336".repeat(8)}a` },
  {
    name: "Zalgo between marks",
    text: `א${"\u200f\u0336".repeat(99)}`,
    expect: `א${"\u200f\u0336".repeat(4)}`,
  },
  { name: "a mark on what is before the line", text: "\u0338a\n\u20dd", expect: "◌\u0338a\n◌\u20dd" },
  { name: "lone surrogates", text: "\ud83d \ude00\ud83d", expect: "� ��" },
  { name: "halves that would meet", text: "\ud83d\u200b\ude00", expect: "��" },
  { name: "noncharacters", text: "\ufdd0\uffff\u{10fffe}", expect: "���" },
  { name: "private use", text: "\ue0b0\uf8ff\u{f0000}\u{10fffd}", expect: "����" },

  { name: "emoji of families and professions", text: "👨\u200d👩\u200d👧\u200d👦 👩🏽\u200d💻" },
  { name: "emoji with selectors", text: "❤\ufe0f\u200d🔥 🏳\ufe0f\u200d🌈 🏴\u200d☠\ufe0f ☺\ufe0e" },
  { name: "keycaps", text: "1\ufe0f\u20e3#\ufe0f\u20e3" },
  { name: "skin tones", text: "👍🏽🧑🏿\u200d🤝\u200d🧑🏻" },
  { name: "flags", text: "🇫🇷🇯🇵 🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}" },
  { name: "Persian with non-joiners", text: "می\u200cخواهم نامه\u200cها" },
  { name: "Arabic with vowels and a final joiner", text: "مُحَمَّد، ١٤٠٣ ه\u200d \u06dd" },
  { name: "Hebrew with points and accents", text: "בְּרֵאשִׁ֖ית" },
  { name: "Hebrew with a mark and an isolate", text: "שלום C++\u200e \u2068(hi)\u2069" },
  { name: "Devanagari with joiners", text: "र\u094d\u200dय क\u094d\u200cष नमस्ते" },
  { name: "Sinhala and old Malayalam", text: "ශ\u0dca\u200dරී ന\u0d4d\u200d" },
  { name: "the tallest Tibetan stack", text: "ཧ\u0f90\u0fb5\u0fa8\u0fb3\u0fba\u0fbc\u0fbb\u0f82" },
  { name: "Mongolian with selectors", text: "ᠠ\u180eᠭ\u180bᠠ" },
  { name: "Chinese, Japanese with a selector, Korean", text: "山田，葛\u{e0100}城　한글 ㅋㅋ" },
  { name: "Hangul jamo", text: "\u1112\u1161\u11ab" },
  { name: "Vietnamese taken apart", text: "Vie\u0323\u0302t" },
  { name: "Thai and Burmese", text: "ที่นี่ မြန်မာ" },

  { name: "tags of a terminal library", text: "{red-fg}{/}{open}{{" },
  { name: "HTML", text: `</script><img src=x onerror="alert(1)">&lt;` },
  { name: "names of an object's own", text: "__proto__ constructor toString" },
  { name: "a link", text: "javascript:alert(1) https://a.example/?q=%1b" },
  { name: "8 KiB of letters", text: "x".repeat(8192) },
  { name: "8 KiB of escapes", text: "\x1b".repeat(8192), expect: "␛".repeat(8192) },
  { name: "8 KiB of marks", text: "\u0301".repeat(4096), expect: `◌${"\u0301".repeat(8)}` },
  { name: "8 KiB of breaks", text: "\r\n".repeat(4096), expect: "\n".repeat(4096) },
  { name: "8 KiB of isolates", text: "\u2067".repeat(2730), expect: "" },
];
