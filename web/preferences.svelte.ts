import { applyTheme, type Theme } from "./platform/page.ts";
import { lasting } from "./platform/storage.ts";

/** What a person has chosen in this browser, kept across visits. */
class Preferences {
  #theme = $state<Theme>(one(["auto", "light", "dark"], lasting.read("theme")));
  #sound = $state(lasting.read("sound") === true);
  #notify = $state(lasting.read("notify") === true);

  constructor() {
    applyTheme(this.#theme);
  }

  get theme(): Theme {
    return this.#theme;
  }
  set theme(theme: Theme) {
    this.#theme = theme;
    applyTheme(theme);
    lasting.write("theme", theme);
  }

  get sound(): boolean {
    return this.#sound;
  }
  set sound(on: boolean) {
    this.#sound = on;
    lasting.write("sound", on);
  }

  get notify(): boolean {
    return this.#notify;
  }
  set notify(on: boolean) {
    this.#notify = on;
    lasting.write("notify", on);
  }
}

export const preferences = new Preferences();

/** `value` if it is among `all`, or else the first of them. */
function one<T>(all: readonly [T, ...T[]], value: unknown): T {
  return all.find((each) => each === value) ?? all[0];
}
