import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";

/** The relay to which `npm run dev` passes `/ws` on. */
const relay = process.env["PARLEY_DEV_RELAY"] ?? "http://127.0.0.1:6789";

export default defineConfig({
  root: import.meta.dirname,
  // Relative, so that the client works below any path.
  base: "./",
  plugins: [svelte({ configFile: false })],
  build: {
    outDir: "../dist/web",
    emptyOutDir: true,
    // Browsers with `light-dark()`, `field-sizing` aside: all of 2024 and later.
    target: ["chrome123", "firefox128", "safari17.5"],
    // The relay's policy allows no inline and no `data:` sources.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  server: {
    // Rewrites the origin to the relay's own, as its rule for web pages wants it.
    proxy: { "/ws": { target: relay, ws: true, changeOrigin: true, rewriteWsOrigin: true } },
  },
});
