import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";

/** The inspector's page, which the relay's admin listener serves; a build of its own, so that the chat client has none of it. */
export default defineConfig({
  root: import.meta.dirname,
  base: "./",
  plugins: [svelte({ configFile: false })],
  build: {
    outDir: "../../dist/inspect",
    emptyOutDir: true,
    target: ["chrome123", "firefox128", "safari17.5"],
    // The listener's policy allows no inline and no `data:` sources.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    // The layout's worker is one file of 1.6 MB.
    chunkSizeWarningLimit: 2000,
  },
});
