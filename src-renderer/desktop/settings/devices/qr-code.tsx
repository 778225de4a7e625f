import type { ReactNode } from 'react';
import { qrModules } from '../../../../src-shared/qr/qr.ts';

/** A QR code, dark on white in every theme: cameras know no dark mode. */
export function QrCode({ text, label }: { readonly text: string; readonly label: string }): ReactNode {
  const modules = qrModules(text);
  const size = modules.length;
  const path = modules
    .flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : '')))
    .filter((each) => each !== '')
    .join('');
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
      className="size-60 rounded-lg bg-white"
    >
      <path d={path} fill="#000" />
    </svg>
  );
}
