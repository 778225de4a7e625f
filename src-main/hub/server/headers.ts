/**
 * The page may run our own scripts and talk to this very hub, nothing else.
 *
 * Styles are the exception: xterm.js 6 makes `<style>` elements at run time (theme, cell size, scrollbar) and sets
 * `style` attributes on cells with true colour; it takes neither nonce nor constructed sheets, and the texts vary, so
 * hashes cannot name them. `style-src-elem` and `style-src-attr` therefore allow inline styles. What a style could leak
 * needs a URL, and every URL is held by the lines above it.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "style-src 'self'",
  "style-src-elem 'self' 'unsafe-inline'",
  "style-src-attr 'unsafe-inline'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

const PERMISSIONS = [
  'accelerometer',
  'autoplay',
  'camera',
  'display-capture',
  'geolocation',
  'gyroscope',
  'hid',
  'magnetometer',
  'microphone',
  'midi',
  'payment',
  'serial',
  'usb',
  'xr-spatial-tracking',
];

export type Headers = Readonly<Record<string, string>>;

/** On every response, refusals included. A reply may add to these but takes none away. */
export const SECURITY_HEADERS: Headers = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': PERMISSIONS.map((name) => `${name}=()`).join(', '),
};

/**
 * The policy of a page that can be installed: also a manifest and a worker of ours, and connections to the hub's other
 * addresses, which are `origins`.
 */
export function installablePolicy(origins: readonly string[]): string {
  const connect = ["connect-src 'self'", ...origins.map((origin) => origin.replace(/^http/, 'ws'))].join(' ');
  return [
    CONTENT_SECURITY_POLICY.replace("connect-src 'self'", connect),
    "manifest-src 'self'",
    "worker-src 'self'",
  ].join('; ');
}
