import { TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { cx } from '../../../../ui/kit/class-names.ts';
import { useSettingsWindow } from '../../use-settings-window.ts';
import { ago, refusalWords } from '../role-words.ts';

/** As many fit without pushing away what one came for. */
const SHOWN = 3;

/** Who tried to get in lately and was turned away. */
export function Refusals({ className }: { readonly className?: string }): ReactNode {
  const { pairing, clock } = useSettingsWindow();
  const refusals = useStore(pairing, ({ state }) => state.refusals);
  if (refusals.length === 0) return null;
  const now = clock.now();
  return (
    <div
      role="status"
      className={cx('flex items-start gap-2 rounded-lg bg-warn-wash px-3 py-2.5 text-[12.5px]', className)}
    >
      <TriangleAlert className="mt-0.5 size-4 shrink-0 text-warn" aria-hidden />
      <div>
        <span className="font-medium">Turned away</span>
        <ul>
          {refusals
            .slice(-SHOWN)
            .reverse()
            .map((refusal, at) => (
              // Two lines may read the same, and none of them moves.
              // biome-ignore lint/suspicious/noArrayIndexKey: see above
              <li key={at}>
                {refusalWords(refusal)} <span className="text-muted">{ago(refusal.at, now)}</span>
              </li>
            ))}
        </ul>
        {refusals.length > SHOWN && <p className="text-muted">The audit log below has all of them.</p>}
      </div>
    </div>
  );
}
