import { mount } from "svelte";
import App from "./App.svelte";
import "./app.css";
import { isInspected } from "./platform/page.ts";

const target = document.getElementById("app");
if (target !== null) void start(target);

async function start(target: HTMLElement): Promise<void> {
  // Where it can't be loaded, the page chats all the same.
  const inspection = isInspected()
    ? await import("./reporting/inspection.svelte.ts").then(
        ({ Inspection }) => new Inspection(),
        () => undefined,
      )
    : undefined;
  mount(App, { target, props: { inspection } });
}
