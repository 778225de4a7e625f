import type { ReactNode } from 'react';
import { qrModules } from '../../../src-shared/qr/qr.ts';
import { cx } from '../../ui/kit/class-names.ts';

export interface QrCodeProps {
  readonly text: string;
  readonly label: string;
  /** Its size. */
  readonly className: string;
}

/** A QR code, dark on white in every theme: cameras know no dark mode. */
export function QrCode({ text, label, className }: QrCodeProps): ReactNode {
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
      className={cx('shrink-0 rounded-lg border border-line bg-white', className)}
    >
      <path d={path} fill="#000" />
    </svg>
  );
}
