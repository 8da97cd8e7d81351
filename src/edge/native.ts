import { EdgeError } from "./port.ts";

declare module "uWebSockets.js" {
  // Its own declarations leave out this overload, and the constant that the module exports beside its `enum`.
  interface TemplatedApp {
    listen(
      host: RecognizedString,
      port: number,
      options: ListenOptions | number,
      cb: (listenSocket: us_listen_socket | false) => void,
    ): TemplatedApp;
  }
  export const LIBUS_LISTEN_EXCLUSIVE_PORT: number;
}

/** What the uWebSockets.js module exports. */
export type Native = typeof import("uWebSockets.js");

/** Gives the native module, or rejects with anything at all when it cannot. */
export type LoadNative = () => Promise<Native>;

/** Imported only when asked for, because importing it fails where no binary of it loads. */
export const importNative: LoadNative = async () => (await import("uWebSockets.js")).default;

/** One sentence fragment, for whoever would like the fast edge and does not have it. */
export const NATIVE_NEEDS =
  "Node 20 with glibc 2.27 or later, Node 22, 24 or 25 with glibc 2.38 or later, macOS, or Windows";

/** Runs `load`, and turns any failure of it into {@link EdgeError} `no-native`. */
export async function loadNative(load: LoadNative): Promise<Native> {
  try {
    return await load();
  } catch (cause) {
    throw new EdgeError(
      "no-native",
      `The fast edge (uWebSockets.js) does not load here: it needs ${NATIVE_NEEDS}; --edge ws runs without it.`,
      { cause },
    );
  }
}
