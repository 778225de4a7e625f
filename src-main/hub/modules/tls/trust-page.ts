import { withColons } from './fingerprint.ts';
import { escapeXml } from './profile.ts';
import { type PictureRow, settingsPicture } from './trust-pictures.ts';

export interface TrustFacts {
  /** What phones list the authority as. */
  readonly name: string;
  readonly fingerprint: string;
  /** Where the phone goes to see that it worked; null while there is no https. */
  readonly secure: string | null;
  /** Whether the page that is being made came by https with this very authority. */
  readonly isTrusted: boolean;
}

const STYLE = `
:root { color-scheme: light dark; --ink: #1a1a1e; --soft: #5c5c66; --paper: #fff; --box: #f2f2f5; --line: #c9c9d1; --mark: #1d5fd0; --warn: #8a4b00; }
@media (prefers-color-scheme: dark) { :root { --ink: #ececf0; --soft: #a9a9b4; --paper: #131316; --box: #1e1e23; --line: #3c3c46; --mark: #7db0ff; --warn: #ffbe6b; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 17px/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
main { max-width: 34rem; margin: 0 auto; padding: 1.5rem max(1rem, env(safe-area-inset-right)) 3rem max(1rem, env(safe-area-inset-left)); }
h1 { font-size: 1.5rem; line-height: 1.25; } h2 { font-size: 1.2rem; margin: 2.2rem 0 .4rem; }
ol { padding-left: 1.4rem; } li { margin: 1rem 0; } a { color: var(--mark); }
a.action { display: inline-block; min-height: 44px; padding: .6rem 1.1rem; border-radius: .7rem; background: var(--mark); color: var(--paper); text-decoration: none; font-weight: 600; }
.print { display: block; margin: .5rem 0; padding: .7rem .9rem; border-radius: .7rem; background: var(--box); font: 15px/1.7 ui-monospace, monospace; }
.warn { color: var(--warn); } .done { border: 2px solid var(--mark); border-radius: .7rem; padding: .2rem 1rem; }
svg { display: block; width: 100%; max-width: 20rem; height: auto; margin: .6rem 0; }
.frame { fill: var(--paper); stroke: var(--line); stroke-width: 2; } .row { fill: var(--box); } .marked { stroke: var(--mark); stroke-width: 2; }
.title { font: 600 14px system-ui, sans-serif; fill: var(--ink); } .words { font: 13px system-ui, sans-serif; fill: var(--ink); }
.arrow { fill: none; stroke: var(--soft); stroke-width: 2; } .switch { fill: var(--mark); } .knob { fill: var(--paper); }
`;

/** The page that shows, step by step, how a phone comes to trust this install's authority. It runs no script. */
export function trustPage(facts: TrustFacts): string {
  const name = escapeXml(facts.name);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<title>Trust this computer · Homeport</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>Let this phone trust your computer</h1>
${facts.isTrusted ? worked() : ''}
<p>With the certificate of <strong>${name}</strong> on it, this phone reaches your computer by https: nobody in this Wi-Fi can
change what it is shown, and Homeport can be installed like an app and send you notifications.</p>
<h2>What installing it means</h2>
<p>Your phone will believe this certificate. It was made on your computer, its key never leaves it, and it can speak for
private network addresses and your computer’s own <code>.local</code> name alone: not for any website. You can remove it
at any time, as written below.</p>
<h2>Compare before you trust</h2>
${facts.isTrusted ? '' : CHANGED}
<p>Homeport on the computer shows this fingerprint (SHA-256). Your phone shows that of the certificate it was given: on an
iPhone or iPad under <em>More Details</em> before you install, on Android after you installed it. Both must be the same,
from the first pair to the last. If they differ, do not go on.</p>
<p>iPhone and iPad write it like this: <span class="print">${facts.fingerprint}</span></p>
<p>Android writes it like this: <span class="print">${withColons(facts.fingerprint)}</span></p>
${apple(facts.name)}
${android(name)}
${check(facts.secure)}
<h2>To remove it again</h2>
<p><strong>iPhone and iPad</strong>: Settings › General › VPN &amp; Device Management › ${name} › Remove Profile.</p>
<p><strong>Android</strong>: Settings › Security &amp; privacy › More › Encryption &amp; credentials › User credentials (or Trusted
credentials › User) › ${name} › Remove.</p>
</main>
</body>
</html>
`;
}

const CHANGED = `<p class="warn">This page came through your network, and somebody who controls it could have changed the
page and the certificate. Your computer’s screen they cannot change.</p>`;

function worked(): string {
  return `<div class="done"><p><strong>It worked.</strong> This page came by https with your computer’s own certificate.
<a href="/phone/">Go on to Homeport</a></p></div>`;
}

function check(secure: string | null): string {
  if (secure === null) {
    return '<h2>Then try it</h2><p>Your computer does not listen by https yet; it says why under Devices.</p>';
  }
  return `<h2>Then try it</h2><p><a class="action" href="${escapeXml(secure)}">Open this page by https</a></p>
<p>It says that it worked, or your browser warns you; then a step is missing.</p>`;
}

function step(text: string, picture: string): string {
  return `<li>${text}${picture}</li>`;
}

function rows(...given: ReadonlyArray<readonly [PictureRow['kind'], string]>): PictureRow[] {
  return given.map(([kind, text]) => ({ kind, text }));
}

function apple(given: string): string {
  const name = escapeXml(given);
  // The picture has room for so many letters.
  const short = given.length > 26 ? `${given.slice(0, 25)}…` : given;
  return `<h2>iPhone and iPad</h2>
<ol>
<li>In <strong>Safari</strong>, download the profile and tap <em>Allow</em>.<p><a class="action" href="/trust/homeport.mobileconfig">Download the profile</a></p></li>
${step(
  `Open <strong>Settings</strong> and tap <em>Profile Downloaded</em>. (It waits eight minutes; later, download it again.) Tap <em>More Details</em>, then the certificate, and compare the fingerprint. Then tap <em>Install</em>.`,
  settingsPicture('Settings', rows(['tap', 'Profile Downloaded'], ['plain', 'Wi-Fi'], ['plain', 'Bluetooth'])),
)}
${step(
  `Go to Settings › General › About › <em>Certificate Trust Settings</em>, at the very end, and turn on <strong>${name}</strong>. Without this step the phone has the certificate and does not believe it.`,
  settingsPicture('Certificate Trust Settings', rows(['on', short])),
)}
</ol>`;
}

function android(name: string): string {
  return `<h2>Android</h2>
<ol>
<li>Download the certificate. It goes to your downloads; do not open it there.<p><a class="action" href="/trust/homeport.crt">Download the certificate</a></p></li>
${step(
  'Open <strong>Settings</strong> and search for <em>CA certificate</em>; or go to Security &amp; privacy › More › Encryption &amp; credentials › Install a certificate. Your phone warns you; what the certificate can do stands above. Choose <em>Install anyway</em> and the file <em>homeport.crt</em>.',
  settingsPicture(
    'Install a certificate',
    rows(['tap', 'CA certificate'], ['plain', 'VPN & app user certificate'], ['plain', 'Wi-Fi certificate']),
  ),
)}
${step(
  `Compare the fingerprint: Encryption &amp; credentials › Trusted credentials › <em>User</em> › <strong>${name}</strong>. If it differs, remove it there at once.`,
  settingsPicture('Trusted credentials', rows(['plain', 'System'], ['tap', 'User'])),
)}
</ol>
<p>Chrome and the browsers made from it believe it then. Firefox has a switch of its own: Settings › About Firefox, tap the
logo five times, back, Secret Settings › <em>Use third party CA certificates</em>.</p>`;
}
