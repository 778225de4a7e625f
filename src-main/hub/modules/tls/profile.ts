import { createHash } from 'node:crypto';

/** What the profile is made of. */
export interface ProfileFacts {
  /** What the phone lists it as. */
  readonly name: string;
  /** The authority's certificate, DER. */
  readonly cert: Uint8Array;
  /** Tells the installs of several computers apart; of letters, digits and hyphens. */
  readonly id: string;
}

/**
 * Apple's configuration profile with one root certificate. The same certificate always makes the same identifiers, so
 * that installing it again replaces it.
 */
export function configurationProfile({ name, cert, id }: ProfileFacts): string {
  const digest = createHash('sha256').update(cert).digest('hex');
  const base64 = Buffer.from(cert).toString('base64').replace(/.{64}/g, '$&\n');
  const described = `Lets this phone reach Homeport on ${name} by https. The certificate can speak for private addresses and that one computer’s name alone.`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>PayloadContent</key>
  <array>
    <dict>
      <key>PayloadCertificateFileName</key>
      <string>homeport.crt</string>
      <key>PayloadContent</key>
      <data>
${base64}
      </data>
      <key>PayloadDescription</key>
      <string>${escapeXml(described)}</string>
      <key>PayloadDisplayName</key>
      <string>${escapeXml(name)}</string>
      <key>PayloadIdentifier</key>
      <string>app.homeport.${id}.authority</string>
      <key>PayloadType</key>
      <string>com.apple.security.root</string>
      <key>PayloadUUID</key>
      <string>${uuidOf(`authority ${digest}`)}</string>
      <key>PayloadVersion</key>
      <integer>1</integer>
    </dict>
  </array>
  <key>PayloadDescription</key>
  <string>${escapeXml(described)}</string>
  <key>PayloadDisplayName</key>
  <string>${escapeXml(name)}</string>
  <key>PayloadIdentifier</key>
  <string>app.homeport.${id}</string>
  <key>PayloadOrganization</key>
  <string>Homeport</string>
  <key>PayloadRemovalDisallowed</key>
  <false/>
  <key>PayloadType</key>
  <string>Configuration</string>
  <key>PayloadUUID</key>
  <string>${uuidOf(`profile ${digest}`)}</string>
  <key>PayloadVersion</key>
  <integer>1</integer>
</dict>
</plist>
`;
}

export function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** A UUID of version 8 (RFC 9562), whose bits are the maker's own. */
function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex').toUpperCase();
  return [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `A${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}
