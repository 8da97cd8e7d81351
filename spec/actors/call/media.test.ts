import { describe, expect, test } from "@jest/globals";
import { CallRig, SHOWN } from "../../support/call-rig.ts";

describe("what one shows", () => {
  test("M13: mute is told to the connection, and to a v1 partner", () => {
    const rig = new CallRig().live().intend({ type: "call.mute", on: true }, { type: "call.mute", on: true });
    expect(rig.view.own.muted).toBe(true);
    expect(rig.peer.take()).toEqual([{ type: "mute", on: true }]);
    expect(rig.take()).toEqual([
      { kind: "candidate", payload: { candidate: "", media: { ...SHOWN, muted: true } } },
    ]);
    rig.intend({ type: "call.mute", on: false });
    expect(rig.view.own.muted).toBe(false);
    expect(rig.take()).toMatchObject([{ payload: { media: SHOWN } }]);
  });

  test("M13: a camera goes off, and on when it is there", () => {
    const rig = new CallRig().live().intend({ type: "call.camera", on: false });
    expect([rig.view.own.camera, rig.peer.take()]).toEqual(["off", [{ type: "camera", on: false }]]);
    expect(rig.take()).toMatchObject([{ payload: { media: { camera: false } } }]);
    rig.intend({ type: "call.camera", on: true });
    expect([rig.view.own.camera, rig.take()]).toEqual(["starting", []]);
    rig.says({ type: "camera.on" });
    expect(rig.view.own.camera).toBe("on");
    expect(rig.take()).toMatchObject([{ payload: { media: { camera: true } } }]);
    rig.says({ type: "camera.off", why: "no-device" });
    expect(rig.view.own).toMatchObject({ camera: "off", problem: "no-device" });
    rig.intend({ type: "call.camera", on: true }).says({ type: "camera.off", why: "in-use" });
    expect(rig.view.own).toMatchObject({ camera: "off", problem: "in-use" });
  });

  test("M13: it flips while it is on", () => {
    const rig = new CallRig().live().intend({ type: "call.flip" });
    expect(rig.peer.take()).toEqual([{ type: "flip" }]);
    rig.intend({ type: "call.camera", on: false }, { type: "call.flip" });
    expect(rig.peer.take()).toEqual([{ type: "camera", on: false }]);
  });

  test("M13: a screen is shared where that can be, asked for, refused and stopped", () => {
    const rig = new CallRig().live().intend({ type: "call.share", on: true });
    expect([rig.view.own.screen, rig.peer.take()]).toEqual(["off", []]);
    rig.media.devices({ canShare: true });
    rig.intend({ type: "call.share", on: true });
    expect([rig.view.own.screen, rig.peer.take()]).toEqual(["asking", [{ type: "share", on: true }]]);
    rig.says({ type: "screen.off", why: "no-permission" });
    expect(rig.view.own).toMatchObject({ screen: "off", problem: "no-permission" });
    rig.intend({ type: "call.share", on: true }).says({ type: "screen.on" });
    expect(rig.view.own).toMatchObject({ screen: "on", problem: undefined });
    expect(rig.take()).toMatchObject([{ payload: { media: { screen: true, camera: true } } }]);
    rig.intend({ type: "call.share", on: false });
    expect(rig.view.own.screen).toBe("off");
  });

  test("M13: muted before it is taken, it is told with the description", () => {
    const rig = new CallRig()
      .rung()
      .intend({ type: "call.accept", camera: true }, { type: "call.mute", on: true });
    rig.says({ type: "media.ready", camera: true });
    rig.says({ type: "peer.offers", description: { type: "offer", sdp: "v=0" } });
    expect(rig.take().at(-1)).toMatchObject({ kind: "offer", payload: { media: { muted: true } } });
  });

  test("M13: a next call begins unmuted", () => {
    const rig = new CallRig().live().intend({ type: "call.mute", on: true }).hear("hangup").ring();
    expect(rig.view.own).toEqual({ muted: false, camera: "on", screen: "off", problem: undefined });
  });

  test("M14: devices are chosen at any time", () => {
    const rig = new CallRig();
    const microphones = [{ id: "m1", label: "Headset" }];
    rig.media.devices({ microphones });
    rig.intend({ type: "call.devices", speaker: "s3" });
    rig.intend({ type: "call.devices", microphone: "m1", camera: "c2" });
    const chosen = { microphone: "m1", camera: "c2" };
    expect(rig.view.devices).toEqual({ microphones, cameras: [], speakers: [], canShare: true, chosen });
    expect(rig.live().peer.input.devices).toEqual(chosen);
    rig.intend({ type: "call.devices", camera: "c2" });
    expect(rig.peer.take()).toEqual([{ type: "choose", devices: { camera: "c2" } }]);
  });
});

describe("what the partner shows", () => {
  test("M15: is what a v1 client tells", () => {
    const rig = new CallRig().live();
    expect(rig.view.partner).toEqual({ muted: false, camera: true, screen: false });
    rig.hear("candidate", { candidate: "", media: { muted: true, camera: false, screen: true } });
    expect(rig.view.partner).toEqual({ muted: true, camera: false, screen: true });
    expect(rig.peer.take()).toEqual([]);
    rig.says({ type: "peer.hears", muted: false });
    expect(rig.view.partner.muted).toBe(true);
  });

  test("M15: or else what comes of their tracks", () => {
    const rig = new CallRig().ring().hear("offer", { type: "offer", sdp: "v=0" });
    rig.says({ type: "peer.hears", camera: false }, { type: "peer.hears", muted: true });
    expect(rig.view.partner).toEqual({ muted: true, camera: false, screen: false });
  });

  test("M15: quality is that of the last seconds", () => {
    const rig = new CallRig().live().says({ type: "peer.quality", rtt: 80, loss: 0.01 });
    expect(rig.view).toMatchObject({ quality: { rtt: 80, loss: 0.01 } });
  });
});
