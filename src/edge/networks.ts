import { BlockList, isIPv6 } from "node:net";

/** The networks of a setting such as `trustedProxies`, each in CIDR notation with its length. */
export function networks(list: readonly string[]): BlockList {
  const networks = new BlockList();
  for (const network of list) {
    const [address = "", length] = network.split("/");
    networks.addSubnet(address, Number(length), isIPv6(address) ? "ipv6" : "ipv4");
  }
  return networks;
}

/** Whether `address` is in one of them. A peer that is gone already has none, and is in none. */
export function isAmong(networks: BlockList, address: string): boolean {
  return address !== "" && networks.check(address, isIPv6(address) ? "ipv6" : "ipv4");
}
