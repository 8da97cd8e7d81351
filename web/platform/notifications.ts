/** The system's notifications. Permission is asked for only when a person switches them on. */

export type Permission = NotificationPermission | "unsupported";

export function permission(): Permission {
  return typeof Notification === "undefined" || !isSecureContext ? "unsupported" : Notification.permission;
}

/** To be called on a click. */
export async function askPermission(): Promise<Permission> {
  return permission() === "default" ? Notification.requestPermission() : permission();
}

/** Shows one, in place of the one before. A click on it brings the page to the front. */
export function notify(title: string, body: string): void {
  if (permission() !== "granted") return;
  try {
    const shown = new Notification(title, { body, tag: "parley", icon: "./icon-192.png" });
    shown.onclick = () => {
      window.focus();
      shown.close();
    };
  } catch {
    // Chrome on Android has notifications only in service workers.
  }
}
