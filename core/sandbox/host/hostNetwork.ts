// The network of a virtual host as data: interfaces, sockets and what the name server knows.

/** A network interface with its addresses, without prefix lengths. */
export interface HostInterface {
  readonly name: string;
  readonly addresses: readonly string[];
}

export type InternetProtocol = 'tcp' | 'tcp6' | 'udp' | 'udp6';

/** An open socket of a process. */
export type HostSocket =
  | {
      readonly kind: 'internet';
      readonly protocol: InternetProtocol;
      readonly local: SocketAddress;
      readonly remote: SocketAddress;
      /** Constant of `TcpState`; `NONE` for UDP. */
      readonly state: string;
    }
  | {
      readonly kind: 'unix';
      /** Constant of `UnixProtocol`. */
      readonly type: string;
      /** Constant of `UnixSocketState`. */
      readonly state: string;
      /** Empty for a socket without a name. */
      readonly path: string;
    };

export interface SocketAddress {
  readonly ip: string;
  readonly port: number;
}

export interface HostNetwork {
  readonly interfaces: readonly HostInterface[];
  /** Addresses by lower-case name that the name server answers with; undefined where none listens. */
  readonly names: ReadonlyMap<string, readonly string[]> | undefined;
}

/** The loopback interface alone. */
export const DEFAULT_NETWORK: HostNetwork = {
  interfaces: [{ name: 'lo', addresses: ['127.0.0.1', '::1'] }],
  names: undefined,
};

/** Where the paths under `http` are served. */
export const HTTP_LISTENER: SocketAddress = { ip: '127.0.0.1', port: 8080 };

/** `address:port` as Rust's `SocketAddr` prints it. */
export function socketAddressText({ ip, port }: SocketAddress): string {
  return ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`;
}

/** Reads `address:port`, IPv6 addresses in brackets; undefined where it is something else. */
export function parseSocketAddress(text: string): SocketAddress | undefined {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([0-9.]+)):(\d{1,5})$/.exec(text);
  const port = Number(match?.[3]);
  if (match === null || port > 0xffff) return undefined;
  return { ip: match[1] ?? match[2] ?? '', port };
}
