import { createSubscriber } from "svelte/reactivity";

const everySecond = createSubscriber((update) => {
  const ticking = setInterval(update, 1000);
  return () => clearInterval(ticking);
});

/** The time, ms since the Unix epoch. In an effect or a template it is told anew every second. */
export function now(): number {
  everySecond();
  return Date.now();
}

/** Whole seconds until `then`, at least 0; told anew as {@link now} is. */
export const secondsUntil = (then: number) => Math.max(0, Math.ceil((then - now()) / 1000));
